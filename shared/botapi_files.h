/* botapi_files - pieces of files that a bot has got, for whoever may show them.
 *
 * One request of a piece is one getFile (its answer is good for an hour, and kept) and one download
 * of just that piece, over connections of its own: the bot's updates and answers never wait behind
 * a file. Nothing is kept between two pieces, so any instance gives the next one, also one that has
 * just been started. The token stays here.
 *
 * Ownership: botapi_files_open gives, botapi_files_close takes and nulls; it comes before
 * botapi_close. */
#ifndef RS_BOTAPI_FILES_H
#define RS_BOTAPI_FILES_H

#include "shared/botapi.h"

typedef struct botapi_files botapi_files;

enum {
    FILES_CREDIT = 8,            /* pieces on their way at once */
    FILES_SIZE_MAX = 20 << 20,   /* of a file: what Telegram gives to bots */
    FILES_PIECE_SIZE = 256 << 10 /* the limit of the message, files.def */
};

/* Serves RS_TELEGRAM_FILE and RS_SUPPORT_FILE as `service`. */
RS_MUST_USE rs_err botapi_files_open(botapi_files **self_p, actor *loop, botapi *api,
                                     rs_service_id service, rs_error *error);
void botapi_files_close(botapi_files **self_p);

#endif
