#include "actors/ledger/journal/chain.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "shared/buf.h"

static const unsigned char label[16] = {'r', 'e', 'f', 's', 'y', 's', '-', 'j',
                                        'o', 'u', 'r', 'n', 'a', 'l', '-', '1'};

_Static_assert(JOURNAL_HASH_SIZE == crypto_hash_sha256_BYTES, "a link is one SHA-256");

void chain_next(const uint8_t before[JOURNAL_HASH_SIZE], uint64_t seq, rs_bytes fact,
                uint8_t out[JOURNAL_HASH_SIZE])
{
    crypto_hash_sha256_state hash;
    uint8_t place[8 + 4];
    RS_ASSERT(fact.size <= UINT32_MAX);
    put_be64(place, seq);
    for (int n = 0; n < 4; n++)
        place[8 + n] = (uint8_t)(fact.size >> (24 - 8 * n));

    crypto_hash_sha256_init(&hash);
    crypto_hash_sha256_update(&hash, label, sizeof label);
    crypto_hash_sha256_update(&hash, before, JOURNAL_HASH_SIZE);
    crypto_hash_sha256_update(&hash, place, sizeof place);
    crypto_hash_sha256_update(&hash, fact.data, fact.size);
    crypto_hash_sha256_final(&hash, out);
}

rs_err chain_follow(uint8_t hash[JOURNAL_HASH_SIZE], uint64_t seq, const journal_record *record,
                    rs_error *error)
{
    uint8_t expected[JOURNAL_HASH_SIZE];
    chain_next(hash, seq, record->fact, expected);
    if (memcmp(expected, record->hash, sizeof expected) != 0)
        return rs_fail(error, RS_CORRUPT,
                       "fact %" PRIu64
                       ": the chain is broken here: the journal is damaged; restore "
                       "the last backup into an empty folder (refsysctl restore)",
                       seq);
    memcpy(hash, expected, sizeof expected);
    return RS_OK;
}
