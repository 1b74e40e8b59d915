/* seal - personal data in facts, locked with a key of each person.
 *
 * Names, texts and requisites go into the journal only sealed (libsodium secretbox, random nonce in
 * front). The keys live beside the journal, in a file of their own (keys.mdb) or a table of the
 * same database, and are no part of the chain: erasing a person deletes the key, and what is sealed
 * with it is noise from then on everywhere, while sums and the chain stay whole.
 *
 * A new key is usable at once and durable when the next seal_commit returns: one sync for all the
 * newcomers of a batch. The writer calls it before it appends the facts that need them. A key
 * without facts (the process died in between) does no harm.
 *
 * Ownership: seal_open and seal_postgres_open give, seal_close takes and nulls. */
#ifndef RS_SEAL_H
#define RS_SEAL_H

#include "shared/codec.h"

typedef struct seal seal;

/* One SEAL_WRITE in a process that holds the journal for writing; any number of SEAL_READ. */
typedef enum { SEAL_READ, SEAL_WRITE } seal_mode;

RS_MUST_USE rs_err seal_open(seal **self_p, const char *folder, int64_t map_gib, seal_mode mode,
                             rs_error *error);
/* The keys in the database that `file` names (pg.h). */
RS_MUST_USE rs_err seal_postgres_open(seal **self_p, const char *file, seal_mode mode,
                                      rs_error *error);
void seal_close(seal **self_p);

/* `person`: the participant's or the conversation partner's number. The key is made when there is
 * none. An empty text (or NULL) gives empty bytes. The result lives in `memory`. */
RS_MUST_USE rs_err seal_lock(seal *self, int64_t person, const char *text, arena *memory,
                             rs_bytes *out, rs_error *error);
/* Makes the keys made since the last call durable; costs nothing when there are none. */
RS_MUST_USE rs_err seal_commit(seal *self, rs_error *error);

/* RS_NOT_FOUND: the key is gone (the person was erased), the text is NULL. RS_CORRUPT: the bytes
 * were changed. Empty bytes give NULL. */
RS_MUST_USE rs_err seal_unlock(seal *self, int64_t person, rs_bytes sealed, arena *memory,
                               const char **out, rs_error *error);

/* Deletes the key, durably, and overwrites what the file still holds of it in pages that are free.
 * A database lets nobody read a deleted row, but its bytes stay in the table's file until another
 * row takes their place (VACUUM FULL refsys.keys), and in the log of writes until that is recycled.
 * Copies (backups) are not reached. No key: nothing to do, RS_OK. */
RS_MUST_USE rs_err seal_forget(seal *self, int64_t person, rs_error *error);

/* Everybody's key from one store into another, which is for writing and has none: RS_TAKEN if it
 * does. */
RS_MUST_USE rs_err seal_copy(seal *from, seal *to, rs_error *error);

#endif
