/* told - what was said lately, and to whom, so that nobody hears the same line over and over.
 *
 * A ring in memory: the oldest fall out, and a process started anew has said nothing yet; then the
 * line comes once more than it would have. */
#ifndef RS_TOLD_H
#define RS_TOLD_H

#include "shared/text.h"

enum { TOLD_MAX = 256 };

typedef struct {
    struct {
        int64_t chat, at_ms; /* monotonic; chat 0: free */
        text_key what;
    } rows[TOLD_MAX];
    size_t next;
} told;

bool told_lately(const told *self, int64_t chat, text_key what, int64_t now_ms, int64_t within_ms);
void told_note(told *self, int64_t chat, text_key what, int64_t now_ms);
/* What it was about is over: the next time it is news. */
void told_over(told *self, int64_t chat, text_key what);

#endif
