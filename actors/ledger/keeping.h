/* keeping - when a checkpoint of the state is written, by whoever writes them: the writer, or a
 * reader that follows a journal in a database (stores.h). */
#ifndef RS_LEDGER_KEEPING_H
#define RS_LEDGER_KEEPING_H

#include "actors/ledger/stores.h"

typedef struct {
    stores *stores;
    const rs_config *config;
    int64_t worked_ms;     /* monotonic: when the state last changed; the caller's to set */
    int64_t patient_until; /* monotonic: no checkpoint before */
} keeping;

/* After each piece of work: ends a checkpoint that is done, and says whether it is time for one. Of
 * one that fails it tells the log, and it is tried again. */
bool keeping_is_due(keeping *self);
/* The same, with the state at the journal's end, and begins it if it is time. */
void keeping_look(keeping *self);

#endif
