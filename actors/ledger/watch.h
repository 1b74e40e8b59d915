/* watch - how full the ledger's disk is, for the incident `disk`.
 *
 * The fullest counts: the file system of the ledger's folder, or one of its stores, whose address
 * space ([ledger] map_gib) ends at some size. With the journal in a database that is the state and
 * its disk; the database's own has to be watched where it is. */
#ifndef RS_LEDGER_WATCH_H
#define RS_LEDGER_WATCH_H

#include "actors/ledger/desk.h"

typedef struct {
    const rs_config *config;
    bool full; /* it was: over when a few per cent are free again */
} watch;

enum { WATCH_UNKNOWN = -1 }; /* it cannot be told */

/* Per cent in use, 0 .. 100, rounded down, or WATCH_UNKNOWN; `what` (may be NULL) is named for
 * people. */
int watch_fullness(const rs_config *config, const char **what);

/* Looks, and tells the desk what can be told. */
void watch_look(watch *self, desk *to, arena *memory);

#endif
