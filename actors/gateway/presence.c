#include "actors/gateway/presence.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    const void *page;
    int64_t payout;
    int64_t admin;
    char name[130];
    int64_t seen;
} look;

/* A list without gaps, in the order of arrival; as long as there are pages that show a request. */
struct presence {
    look *looks;
    size_t count;
    size_t room;
    presence_fn *changed;
    void *arg;
};

presence *presence_open(presence_fn *changed, void *arg)
{
    presence *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    self->changed = changed;
    self->arg = arg;
    return self;
}

void presence_close(presence **self_p)
{
    presence *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    free(self->looks);
    free(self);
}

static size_t looks_of(const presence *self, int64_t payout, int64_t admin)
{
    size_t count = 0;
    for (size_t n = 0; n < self->count; n++)
        count += self->looks[n].payout == payout && self->looks[n].admin == admin;
    return count;
}

static void take_out(presence *self, size_t index)
{
    look gone = self->looks[index];
    self->count--;
    memmove(self->looks + index, self->looks + index + 1,
            (self->count - index) * sizeof *self->looks);
    if (!looks_of(self, gone.payout, gone.admin))
        self->changed(self->arg, gone.payout);
}

static void put_in(presence *self, const look *made)
{
    if (self->count == self->room) {
        self->room = self->room ? 2 * self->room : 16;
        self->looks = realloc(self->looks, self->room * sizeof *self->looks);
        RS_ASSERT(self->looks);
    }
    self->looks[self->count++] = *made;
    if (looks_of(self, made->payout, made->admin) == 1)
        self->changed(self->arg, made->payout);
}

void presence_set(presence *self, const void *page, const rs_me *who, int64_t payout, int64_t now)
{
    for (size_t n = 0; n < self->count; n++) {
        if (self->looks[n].page != page)
            continue;
        if (self->looks[n].payout == payout) {
            self->looks[n].seen = now;
            return;
        }
        take_out(self, n);
        break;
    }
    if (!payout)
        return;
    look made = {.page = page, .payout = payout, .admin = who->admin, .seen = now};
    strncpy(made.name, who->name ? who->name : "", sizeof made.name - 1);
    put_in(self, &made);
}

void presence_expire(presence *self, int64_t now)
{
    for (size_t n = self->count; n-- > 0;)
        if (now - self->looks[n].seen >= PRESENCE_FORGET_MS)
            take_out(self, n);
}

size_t presence_viewers(const presence *self, int64_t payout, rs_viewer out[PRESENCE_SHOWN_MAX])
{
    size_t count = 0;
    for (size_t n = 0; n < self->count && count < PRESENCE_SHOWN_MAX; n++) {
        const look *at = &self->looks[n];
        bool shown = at->payout != payout;
        for (size_t m = 0; m < count && !shown; m++)
            shown = out[m].admin == at->admin;
        if (!shown)
            out[count++] = (rs_viewer){.admin = at->admin, .name = at->name};
    }
    return count;
}

void presence_each(const presence *self, presence_fn *fn, void *arg)
{
    for (size_t n = 0; n < self->count; n++) {
        bool earlier = false;
        for (size_t m = 0; m < n && !earlier; m++)
            earlier = self->looks[m].payout == self->looks[n].payout;
        if (!earlier)
            fn(arg, self->looks[n].payout);
    }
}
