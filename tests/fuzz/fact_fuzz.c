/* A record of the journal as a damaged disk, or a release to come, may give it: it is a fact that
 * can be written again, or it is refused with a sentence and nothing of it is used. */
#include <string.h>

#include "actors/ledger/facts.h"
#include "tests/fuzz/fuzz.h"

const fuzz_bound fuzz_memory = {.base = 64 << 10, .times = 320};

void fuzz_one(const uint8_t *data, size_t size)
{
    arena *memory = arena_open();
    rs_bytes record = {data, size};
    rs_fact_head head, again;
    rs_error error = {.text = ""};
    rs_buf wire = {0};
    void *body;

    if (fact_decode(record, memory, &head, &body, &error) == RS_OK) {
        fact_encode((rs_fact_kind)head.kind, head.at, body, &wire);
        rs_err rc = fact_decode_head((rs_bytes){wire.data, wire.size}, &again, &error);
        RS_ASSERT(rc == RS_OK && again.kind == head.kind && again.at == head.at);
    } else {
        RS_ASSERT(*error.text);
    }
    buf_free(&wire);
    arena_close(&memory);
}
