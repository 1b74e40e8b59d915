#include "shared/counters.h"

#include <string.h>

#define COUNTER_ROW(group, name, doc) {#group, #name, doc, true},
#define GAUGE_ROW(group, name, doc) {#group, #name, doc, false},
static const counter_kind kinds[] = {
    RS_ACTOR_COUNTERS(COUNTER_ROW) RS_ACTOR_GAUGES(GAUGE_ROW) RS_BROKER_COUNTERS(COUNTER_ROW)
        RS_BROKER_GAUGES(GAUGE_ROW) RS_LEDGER_COUNTERS(COUNTER_ROW) RS_LEDGER_GAUGES(GAUGE_ROW)
            RS_READER_COUNTERS(COUNTER_ROW) RS_READER_GAUGES(GAUGE_ROW)
                RS_TELEGRAM_COUNTERS(COUNTER_ROW) RS_TELEGRAM_GAUGES(GAUGE_ROW)
                    RS_OZON_COUNTERS(COUNTER_ROW) RS_GATEWAY_COUNTERS(COUNTER_ROW)
                        RS_GATEWAY_GAUGES(GAUGE_ROW)};

const counter_kind *counters_all(size_t *count)
{
    *count = sizeof kinds / sizeof *kinds;
    return kinds;
}

const counter_kind *counter_find(const char *group, const char *name)
{
    for (size_t n = 0; n < sizeof kinds / sizeof *kinds; n++)
        if (!strcmp(kinds[n].name, name) && !strcmp(kinds[n].group, group))
            return &kinds[n];
    return NULL;
}
