/* chain - the hash chain over the journal.
 *
 * hash[n] = SHA-256("refsys-journal-1" || hash[n-1] || be64(n) || be32(size) || bytes): the exact
 * stored bytes, with their length, never a re-encoding. A changed, lost or moved record breaks
 * every link behind it. */
#ifndef RS_CHAIN_H
#define RS_CHAIN_H

#include "actors/ledger/journal/journal.h"

void chain_next(const uint8_t before[JOURNAL_HASH_SIZE], uint64_t seq, rs_bytes fact,
                uint8_t out[JOURNAL_HASH_SIZE]);

#endif
