/* counters - what the figures of counters.def are called, of what kind, and what they mean. */
#ifndef RS_COUNTERS_H
#define RS_COUNTERS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/counters.def"

typedef struct {
    const char *group; /* "ledger"; "actor": of every process but the broker */
    const char *name;
    const char *doc;
    bool rises; /* a counter */
} counter_kind;

const counter_kind *counters_all(size_t *count);
/* NULL: nobody counts that. */
const counter_kind *counter_find(const char *group, const char *name);

#endif
