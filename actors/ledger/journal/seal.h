/* seal - personal data in facts, locked with a key of each person.
 *
 * Names, texts and requisites go into the journal only sealed (libsodium secretbox, random nonce in
 * front). The keys live in an LMDB environment beside the journal and are no part of the chain:
 * erasing a person deletes the key, and what is sealed with it is noise from then on everywhere,
 * while sums and the chain stay whole.
 *
 * A new key is durable before seal_lock returns, hence before any fact that needs it. */
#ifndef RS_SEAL_H
#define RS_SEAL_H

#include "shared/codec.h"

typedef struct seal seal;

typedef enum { SEAL_READ, SEAL_WRITE } seal_mode;

RS_MUST_USE rs_err seal_open(seal **self_p, const char *folder, int64_t map_gib, seal_mode mode,
                             rs_error *error);
void seal_close(seal **self_p);

/* `person`: the participant's or the conversation partner's number. The key is made when there is
 * none. An empty text gives empty bytes. The result lives in `memory`. */
RS_MUST_USE rs_err seal_lock(seal *self, int64_t person, const char *text, arena *memory,
                             rs_bytes *out, rs_error *error);
/* RS_NOT_FOUND: the key is gone (the person was erased), the text is NULL. RS_CORRUPT: the bytes
 * were changed. Empty bytes give NULL. */
RS_MUST_USE rs_err seal_unlock(seal *self, int64_t person, rs_bytes sealed, arena *memory,
                               const char **out, rs_error *error);
RS_MUST_USE rs_err seal_forget(seal *self, int64_t person, rs_error *error);

#endif
