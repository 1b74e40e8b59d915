/* qr - a text as a QR code, in a picture that Telegram takes as a photo. */
#ifndef RS_TELEGRAM_QR_H
#define RS_TELEGRAM_QR_H

#include "shared/arena.h"
#include "shared/schema.h"

enum {
    QR_MODULE = 10, /* pixels of a module's side */
    QR_MARGIN = 4,  /* modules of white around it, as the standard wants */
    QR_TEXT_MAX = 300
};

/* A PNG in grey; empty if the text is longer than QR_TEXT_MAX. */
rs_bytes qr_png(arena *memory, const char *text);

#endif
