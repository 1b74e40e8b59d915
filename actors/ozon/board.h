/* board - one sentence and one set of counters for a process that asks several cabinets.
 *
 * With one cabinet its own sentence stands there; with several each one's, behind its Client-Id.
 * The process is ready when all of them are; counters are the sums.
 *
 * Ownership: the struct belongs to whoever declares it; what is added has to live as long. */
#ifndef RS_OZON_BOARD_H
#define RS_OZON_BOARD_H

#include "shared/actor.h"
#include "shared/counters.h"

enum {
    BOARD_CABINETS_MAX = 8,
    BOARD_SENTENCE_MAX = 320,
    BOARD_TEXT_MAX = BOARD_CABINETS_MAX * (BOARD_SENTENCE_MAX + 24),
};

#define BOARD_COUNTER_MEMBER(group, name, doc) int64_t name;
typedef struct {
    int64_t client_id;
    bool ready;
    char sentence[BOARD_SENTENCE_MAX];
    RS_OZON_COUNTERS(BOARD_COUNTER_MEMBER) /* since the start */
} board_line;

typedef struct {
    actor *loop;
    const board_line *lines[BOARD_CABINETS_MAX];
    size_t count;
    bool ready;
    char shown[BOARD_TEXT_MAX];
} board;

void board_add(board *self, const board_line *line);
/* The counters, and the text if it has changed. */
void board_show(board *self);
/* Somebody else has written the text. */
void board_forget(board *self);

#endif
