/* sessions - where administrators are logged in, and how that ends.
 *
 * The ledger knows a session by the hash of its cookie. People are shown its key, the first bytes
 * of the hash in hex: enough to tell apart the sessions of one administrator, and it lets nobody
 * in. */
#ifndef RS_SESSIONS_H
#define RS_SESSIONS_H

#include "actors/ledger/rules/decision.h"

enum {
    SESSION_HASH_BYTES = 32,
    SESSION_KEY_BYTES = 8,
    SESSION_KEY_SIZE = 2 * SESSION_KEY_BYTES + 1
};

void session_key(const uint8_t hash[SESSION_HASH_BYTES], char out[SESSION_KEY_SIZE]);
/* Ends all sessions of an administrator but `keep` (empty: none is kept). */
void sessions_end(decision *self, int64_t admin, rs_bytes keep, int64_t by);

#endif
