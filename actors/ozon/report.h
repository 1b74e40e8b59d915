/* report - what people learn of the poller of one cabinet: its sentence in `refsysctl status` and
 * on the admin page, its counters, and lines of the log that come once and not every minute.
 *
 * Ownership: the struct belongs to whoever declares it; report_open zeroes it. */
#ifndef RS_OZON_REPORT_H
#define RS_OZON_REPORT_H

#include "actors/ozon/board.h"
#include "actors/ozon/gaps.h"
#include "actors/ozon/plan.h"
#include "actors/ozon/roles.h"
#include "shared/alarm.h"

enum {
    REPORT_TEXT_MAX = BOARD_SENTENCE_MAX,
    REPORT_EVERYTHING = STREAMS_COUNT, /* trouble that is not of one stream */
    REPORT_TROUBLES,
    REPORT_SKIPS = 64, /* records remembered as left out */
};

typedef struct {
    actor *loop;
    board *board;
    board_line line;     /* the sentence, and what is counted */
    bool answered;       /* Ozon has, since the start */
    int64_t answered_at; /* and when it was last asked with success; 0: never */
    int64_t key_ends;    /* 0: not known */
    int64_t key_days;    /* so long before that it is told */
    alarm_bell poller, key;
    roles roles;
    char lacking[REPORT_TEXT_MAX];                   /* of its roles, as the log has it */
    char troubles[REPORT_TROUBLES][REPORT_TEXT_MAX]; /* "": all is well */
    char skips[REPORT_SKIPS][65];
    size_t skip_next;
    gaps_sum gaps[STREAMS_COUNT]; /* of the last second look of each stream that has them */
} report;

void report_open(report *self, actor *loop, board *place, int64_t client_id);

/* `of`: a stream or REPORT_EVERYTHING. "" ends the trouble. Said when it changes. */
void report_trouble(report *self, int of, const char *text);
/* A record that is left out, and why: an error, once for each. */
void report_skip(report *self, const char *what, const char *why);
/* A second look is over: days with orders that had been missing go to the log. */
void report_gaps(report *self, plan_stream stream, gaps *seen);
void report_key(report *self, const decode_key *key, int64_t now);
/* Ozon has answered the method, or refuses it to this key. */
void report_tried(report *self, const char *method, bool worked);
/* The sentence by itself. */
void report_sentence(const report *self, const plan *progress, int64_t now,
                     char out[REPORT_TEXT_MAX]);
/* The sentence and the counters, on the board; and what the owners have to be told. */
void report_show(report *self, const plan *progress);

#endif
