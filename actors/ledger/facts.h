/* facts - what facts.def and state/records.def list, as C. */
#ifndef RS_FACTS_H
#define RS_FACTS_H

#include "shared/protocol.h"

#include "actors/ledger/facts.def"
#include "actors/ledger/state/records.def"

#define RS_NO_FORWARD(number, name, FIELDS, doc) RS_FORWARD(name, FIELDS, doc)
#define RS_NO_STRUCT(number, name, FIELDS, doc) RS_STRUCT(name, FIELDS, doc)
#define RS_FACT_ENUM(number, name, FIELDS, doc) FACT_##name = (number),

RS_STRUCTS(RS_RECORDS)
RS_FACTS(RS_NO_FORWARD)
RS_FACTS(RS_NO_STRUCT)
RS_FORWARD(fact_head, RS_FACT_HEAD, "")
RS_STRUCT(fact_head, RS_FACT_HEAD, "")

typedef enum { RS_FACTS(RS_FACT_ENUM) } rs_fact_kind;

/* NULL: a kind this release does not know. */
const rs_type *fact_type(int64_t kind);

/* One fact as the journal keeps it. */
void fact_encode(rs_fact_kind kind, int64_t at, const void *body, rs_buf *out);
/* RS_NEWER: a kind or a field of a later release; RS_CORRUPT. *body is of fact_type(head->kind). */
RS_MUST_USE rs_err fact_decode(rs_bytes record, arena *memory, rs_fact_head *head, void **body,
                               rs_error *error);

/* What kind it is and when it was decided, without the rest. */
RS_MUST_USE rs_err fact_decode_head(rs_bytes record, rs_fact_head *head, rs_error *error);

#endif
