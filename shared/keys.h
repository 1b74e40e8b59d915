/* keys - the CURVE key pairs by which processes know each other.
 *
 * One pair a role, in the folder of [broker] keys: ROLE.key (the secret, mode 0600) and ROLE.pub,
 * each the forty characters of Z85 and a newline. The broker's are broker.key and broker.pub.
 * Whoever starts first makes what is missing; processes that start at the same moment end with the
 * same pair, because a pair is linked into place whole or not at all and never replaced. Who may
 * call what follows from whose .pub a key is found in, so only trusted users may write to the
 * folder. */
#ifndef RS_KEYS_H
#define RS_KEYS_H

#include "shared/err.h"

enum { KEYS_Z85_SIZE = 41 }; /* with the NUL */

typedef struct {
    char public_key[KEYS_Z85_SIZE];
    char secret_key[KEYS_Z85_SIZE];
} rs_key_pair;

/* Reads a role's pair, and makes it (and the folder, 0700) if there is none. A secret that others
 * than its owner could read is refused. RS_CONFIG, with what to do. */
RS_MUST_USE rs_err keys_load(const char *folder, const char *role, rs_key_pair *out,
                             rs_error *error);

/* Reads a public key; RS_NOT_FOUND if it has not been made yet. */
RS_MUST_USE rs_err keys_public(const char *folder, const char *role, char out[KEYS_Z85_SIZE],
                               rs_error *error);

#endif
