/* SHA-256 by OpenSSL, which uses the processor's instructions for it: replaying a journal is mostly
 * hashing without them. */
#include "actors/ledger/journal/chain.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <string.h>

#include "shared/buf.h"

static const unsigned char label[16] = {'r', 'e', 'f', 's', 'y', 's', '-', 'j',
                                        'o', 'u', 'r', 'n', 'a', 'l', '-', '1'};

_Static_assert(JOURNAL_HASH_SIZE == 256 / 8, "a link is one SHA-256");

/* Looked up once: that takes longer than hashing a fact. */
static EVP_MD_CTX *sha256(void)
{
    static EVP_MD_CTX *context;
    static EVP_MD *method;
    if (!context) {
        method = EVP_MD_fetch(NULL, "SHA256", NULL);
        context = EVP_MD_CTX_new();
        RS_ASSERT(method && context);
    }
    RS_ASSERT(EVP_DigestInit_ex2(context, method, NULL));
    return context;
}

void chain_next(const uint8_t before[JOURNAL_HASH_SIZE], uint64_t seq, rs_bytes fact,
                uint8_t out[JOURNAL_HASH_SIZE])
{
    uint8_t head[sizeof label + JOURNAL_HASH_SIZE + 8 + 4];
    uint8_t *place = head + sizeof label + JOURNAL_HASH_SIZE;
    RS_ASSERT(fact.size <= UINT32_MAX);
    memcpy(head, label, sizeof label);
    memcpy(head + sizeof label, before, JOURNAL_HASH_SIZE);
    put_be64(place, seq);
    for (int n = 0; n < 4; n++)
        place[8 + n] = (uint8_t)(fact.size >> (24 - 8 * n));

    EVP_MD_CTX *hash = sha256();
    RS_ASSERT(EVP_DigestUpdate(hash, head, sizeof head) &&
              EVP_DigestUpdate(hash, fact.data, fact.size) && EVP_DigestFinal_ex(hash, out, NULL));
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
