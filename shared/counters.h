/* counters - names of what one process counts (actor_count) and another shows by its name; what
 * only stands in `refsysctl status --json` and at /metrics needs no name here. */
#ifndef RS_COUNTERS_H
#define RS_COUNTERS_H

#define COUNTER_DIGESTS_SENT "digests_sent"       /* since the process began, */
#define COUNTER_DIGESTS_FAILED "digests_failed"   /* and those that could not be delivered */
#define COUNTER_DIGESTS_WAITING "digests_waiting" /* read, and not sent yet */
#define COUNTER_DIGESTS_BEHIND "digests_behind"   /* facts of the journal not looked at yet */

#endif
