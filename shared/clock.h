/* clock - what time it is, for everything that is a rule.
 *
 * Rules never read a clock: they are given `now`. The actor's loop takes it from here: the system's
 * time, plus the offset in the file of [clock] offset_file when there is one (tests and the demo
 * move time by writing the file, which every process has mapped). */
#ifndef RS_CLOCK_H
#define RS_CLOCK_H

#include <stdint.h>

#include "shared/err.h"

typedef struct rs_clock rs_clock;

/* file NULL or empty: the system's time. The file is made with offset 0 if it is not there. */
RS_MUST_USE rs_err clock_open(rs_clock **self_p, const char *file, rs_error *error);
void clock_close(rs_clock **self_p);

int64_t clock_now_ms(const rs_clock *self); /* since 1970, UTC; moved by tests */

/* Calendar days and hours are Moscow's: UTC+3, without summer time since 2014. */
static const int64_t CLOCK_MOSCOW_MS = INT64_C(3) * 60 * 60 * 1000;

/* The system's own clocks: for deadlines, retries, heartbeats; never for rules. */
int64_t clock_system_ms(void);    /* since 1970, UTC */
int64_t clock_monotonic_ms(void); /* only ever rises */

#endif
