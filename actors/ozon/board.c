#include "actors/ozon/board.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void board_add(board *self, const board_line *line)
{
    RS_ASSERT(self->count < BOARD_CABINETS_MAX);
    self->lines[self->count++] = line;
}

void board_forget(board *self)
{
    self->shown[0] = '\0';
}

#define BOARD_SUM(group, name, doc) sum.name += self->lines[n]->name;
#define BOARD_TELL(group, name, doc) actor_count(self->loop, #name, sum.name);
static void show_counters(const board *self)
{
    board_line sum = {0};
    for (size_t n = 0; n < self->count; n++) {
        RS_OZON_COUNTERS(BOARD_SUM)
    }
    RS_OZON_COUNTERS(BOARD_TELL)
}

static size_t add_lines(const board *self, bool ready, size_t used, char out[BOARD_TEXT_MAX])
{
    for (size_t n = 0; n < self->count; n++) {
        const board_line *line = self->lines[n];
        if (line->ready == ready && *line->sentence)
            used += (size_t)snprintf(out + used, BOARD_TEXT_MAX - used, "%s%" PRId64 ": %s",
                                     used ? "; " : "", line->client_id, line->sentence);
    }
    return used;
}

/* Those in trouble first: a long text is cut on its way. Who has not spoken yet is not ready. */
static bool compose(const board *self, char out[BOARD_TEXT_MAX])
{
    bool ready = true;
    for (size_t n = 0; n < self->count; n++)
        ready = ready && self->lines[n]->ready;
    out[0] = '\0';
    if (self->count == 1)
        snprintf(out, BOARD_TEXT_MAX, "%s", self->lines[0]->sentence);
    else
        add_lines(self, true, add_lines(self, false, 0, out), out);
    return ready;
}

void board_show(board *self)
{
    char text[BOARD_TEXT_MAX];
    bool ready = compose(self, text);
    show_counters(self);
    if (ready == self->ready && strcmp(text, self->shown) == 0)
        return;
    self->ready = ready;
    memcpy(self->shown, text, sizeof text);
    actor_ready(self->loop, ready, "%s", text);
}
