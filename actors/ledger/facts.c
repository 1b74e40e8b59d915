#include "actors/ledger/facts.h"

RS_TABLES(RS_RECORDS)
#define RS_FACT_TABLE(number, name, FIELDS, doc) RS_TABLE(name, FIELDS, doc)
RS_FACTS(RS_FACT_TABLE)
RS_TABLE(fact_head, RS_FACT_HEAD, "")

const rs_type *fact_type(int64_t kind)
{
#define RS_FACT_CASE(number, name, FIELDS, doc)                                                    \
    case FACT_##name: return &rs_##name##_type;
    switch (kind) {
        RS_FACTS(RS_FACT_CASE)
    default: return NULL;
    }
}

void fact_encode(rs_fact_kind kind, int64_t at, const void *body, rs_buf *out)
{
    rs_fact_head head = {.kind = kind, .at = at};
    codec_encode_row(&rs_fact_head_type, &head, out);
    codec_encode_row(fact_type(kind), body, out);
}

/* Numbers only: nothing of a head needs memory. */
rs_err fact_decode_head(rs_bytes record, rs_fact_head *head, rs_error *error)
{
    return codec_take_row(&rs_fact_head_type, &record, NULL, head, error);
}

rs_err fact_decode(rs_bytes record, arena *memory, rs_fact_head *head, void **body, rs_error *error)
{
    rs_err rc = codec_take_row(&rs_fact_head_type, &record, NULL, head, error);
    if (rc != RS_OK)
        return rc;
    const rs_type *type = fact_type(head->kind);
    if (!type)
        return rs_fail(error, RS_NEWER, "a fact of kind %lld: written by a newer release",
                       (long long)head->kind);
    *body = arena_give(memory, type->size);
    return codec_decode_row(type, record.data, record.size, memory, *body, error);
}
