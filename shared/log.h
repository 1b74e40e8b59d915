/* log - what happened, for whoever runs the system: one line an event.
 *
 * Under systemd (JOURNAL_STREAM) lines go to the journal with fields; otherwise to standard error
 * as "<priority>actor: text". Text from outside is passed as arguments of the format, with control
 * characters replaced; secrets are never passed at all.
 *
 * Lines about one request say so, in whatever process they are written: they carry its trace, a
 * short id that travels with it (field REFSYS_TRACE, or "[id]" at the end). The runtime follows a
 * request while it is handled and when its answer comes (actor.h); `refsysctl trace ID` finds all.
 */
#ifndef RS_LOG_H
#define RS_LOG_H

#include <stdbool.h>

#include "shared/err.h"

typedef enum {
    LOG_LEVEL_ERROR = 3,
    LOG_LEVEL_WARNING = 4,
    LOG_LEVEL_INFO = 6,
    LOG_LEVEL_DEBUG = 7
} log_level;

/* Once at the start of a process, before any thread: who is speaking and from which level on. */
void log_open(const char *actor_name, log_level least);
bool log_level_parse(const char *text, log_level *out);

enum { LOG_TRACE_SIZE = 17 };

/* From now on lines are about this request; "": about none. The text is copied. */
void log_follow(const char *trace);
const char *log_followed(void);

void log_error(const char *format, ...) RS_PRINTF(1, 2);
void log_warning(const char *format, ...) RS_PRINTF(1, 2);
void log_info(const char *format, ...) RS_PRINTF(1, 2);
void log_debug(const char *format, ...) RS_PRINTF(1, 2);

#endif
