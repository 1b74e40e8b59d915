/* chain - the hash chain over the journal.
 *
 * hash[n] = SHA-256("refsys-journal-1" || hash[n-1] || be64(n) || be32(size) || bytes): the exact
 * stored bytes, with their length, never a re-encoding. A changed, lost or moved record breaks
 * every link behind it: what is read is not trusted before its link has been followed. */
#ifndef RS_CHAIN_H
#define RS_CHAIN_H

#include "actors/ledger/journal/journal.h"

/* Does the record follow on the one with `hash`? Moves `hash` on, or says where the chain breaks
 * and what to do. */
RS_MUST_USE rs_err chain_follow(uint8_t hash[JOURNAL_HASH_SIZE], uint64_t seq,
                                const journal_record *record, rs_error *error);

void chain_next(const uint8_t before[JOURNAL_HASH_SIZE], uint64_t seq, rs_bytes fact,
                uint8_t out[JOURNAL_HASH_SIZE]);

#endif
