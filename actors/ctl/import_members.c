/* refsysctl import members: README.md has the columns. Inviters go before whom they invited,
 * however the file has them. */
#include <stdlib.h>
#include <string.h>

#include "actors/ctl/import.h"
#include "shared/ozon_id.h"

enum { TELEGRAM_ID, JOINED, NAME, NICK, OZON_ID, INVITER, AVAILABLE, HELD, NEEDED = NAME };
static const char *const columns[] = {"telegram_id", "joined",    "name", "nick", "ozon_id",
                                      "inviter",     "available", "held", NULL};

typedef enum { GOING, REFUSED, TOLD } fate;

typedef struct member {
    rs_import_member what;
    int64_t line;
    int64_t ozon;           /* as a number; 0: none */
    struct member *inviter; /* in the same file */
    int64_t depth;          /* how many inviters of the file are above; -1: not known yet */
    size_t stamp;           /* of the walk that came by */
    fate fate;
} member;

typedef struct {
    member *items; /* by Telegram id */
    member **order;
    size_t count, at, begun;
    rs_import_members_args args;
} members;

static int by_tg(const void *one, const void *other)
{
    const member *a = one;
    const member *b = other;
    if (a->what.tg != b->what.tg)
        return a->what.tg < b->what.tg ? -1 : 1;
    return (a->line > b->line) - (a->line < b->line);
}

static int by_ozon(const void *one, const void *other)
{
    const member *a = *(member *const *)one;
    const member *b = *(member *const *)other;
    if (a->ozon != b->ozon)
        return a->ozon < b->ozon ? -1 : 1;
    return (a->line > b->line) - (a->line < b->line);
}

static int by_depth(const void *one, const void *other)
{
    const member *a = *(member *const *)one;
    const member *b = *(member *const *)other;
    if (a->depth != b->depth)
        return a->depth < b->depth ? -1 : 1;
    return (a->line > b->line) - (a->line < b->line);
}

static void refuse(import *self, member *one, const char *why)
{
    if (one->fate == GOING)
        import_refuse(self, one->line, why);
    one->fate = REFUSED;
}

static const char *filled(const char *cell)
{
    return *cell ? cell : NULL;
}

static void read_row(import *self, const csv_row *row, member *out)
{
    const char *const *cells = row->cells;
    *out = (member){.line = row->line, .depth = -1};
    rs_import_member *what = &out->what;
    what->first = filled(cells[NAME]);
    what->nick = filled(cells[NICK] + (cells[NICK][0] == '@'));
    what->ozon = filled(cells[OZON_ID]);
    if (!import_number(cells[TELEGRAM_ID], &what->tg) || !what->tg)
        refuse(self, out, "telegram_id: not a number");
    if (!import_time(cells[JOINED], &what->joined))
        refuse(self, out, "joined: not a date like 2024-05-31");
    if (*cells[INVITER] && !import_number(cells[INVITER], &what->inviter))
        refuse(self, out, "inviter: not a number");
    if (!import_hundredths(cells[AVAILABLE], &what->available))
        refuse(self, out, "available: not a number with at most two decimals");
    if (!import_hundredths(cells[HELD], &what->held))
        refuse(self, out, "held: not a number with at most two decimals");
    if (strlen(cells[NAME]) > 256 || strlen(cells[NICK]) > 64 || strlen(cells[OZON_ID]) > 64)
        refuse(self, out, "name, nick, ozon_id: too long");
    out->ozon = what->ozon ? ozon_id_parse(what->ozon).account : 0;
}

static member *find(members *all, int64_t tg)
{
    size_t low = 0;
    size_t high = all->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (all->items[middle].what.tg < tg)
            low = middle + 1;
        else
            high = middle;
    }
    return low < all->count && all->items[low].what.tg == tg ? &all->items[low] : NULL;
}

static void refuse_twins(import *self, members *all)
{
    for (size_t n = 1; n < all->count; n++)
        if (all->items[n].what.tg && all->items[n].what.tg == all->items[n - 1].what.tg)
            refuse(self, &all->items[n], "telegram_id: stands in a line before");
    for (size_t n = 0; n < all->count; n++)
        all->order[n] = &all->items[n];
    qsort(all->order, all->count, sizeof *all->order, by_ozon);
    for (size_t n = 1; n < all->count; n++)
        if (all->order[n]->ozon && all->order[n]->ozon == all->order[n - 1]->ozon)
            refuse(self, all->order[n], "ozon_id: stands in a line before");
}

/* How deep each stands. Up along the inviters once to count, and once more to write it down: each
 * line is written once. Who goes in a circle is refused, and the circle ends there. */
static void find_depth(import *self, member *one, size_t stamp)
{
    int64_t steps = 0;
    member *top = one;
    for (; top->depth < 0 && top->inviter; steps++) {
        top->stamp = stamp;
        top = top->inviter;
        if (top->stamp != stamp)
            continue;
        refuse(self, one, "inviter: the inviters make a loop");
        one->inviter = NULL;
        one->depth = 0;
        return;
    }
    int64_t depth = (top->depth < 0 ? 0 : top->depth) + steps;
    for (member *at = one; at && at->depth < 0; at = at->inviter)
        at->depth = depth--;
}

static void put_in_order(import *self, members *all)
{
    for (size_t n = 0; n < all->count; n++) {
        member *one = &all->items[n];
        one->inviter = one->what.inviter ? find(all, one->what.inviter) : NULL;
        if (one->inviter == one)
            refuse(self, one, "inviter: nobody invites themselves");
        if (one->fate == REFUSED)
            one->inviter = NULL; /* cut here, no loop goes through it */
    }
    for (size_t n = 0; n < all->count; n++)
        find_depth(self, &all->items[n], n + 1);
    for (size_t n = 0; n < all->count; n++)
        all->order[n] = &all->items[n];
    qsort(all->order, all->count, sizeof *all->order, by_depth);
}

/* Of one depth, so that it is known by then what became of every inviter. */
static const void *next_batch(import *self, size_t *count)
{
    members *all = self->data;
    rs_import_member *items = arena_give(self->ctl->memory, IMPORT_BATCH * sizeof *items);
    int64_t depth = -1;
    size_t used = 0;
    all->begun = all->at;
    for (; all->at < all->count && used < IMPORT_BATCH; all->at++) {
        member *one = all->order[all->at];
        if (one->inviter && one->inviter->fate == REFUSED)
            refuse(self, one,
                   arena_print(self->ctl->memory, "inviter: was refused, in line %lld",
                               (long long)one->inviter->line));
        if (one->fate != GOING)
            continue;
        if (used && one->depth != depth)
            break;
        depth = one->depth;
        one->what.follows = one->inviter != NULL;
        items[used++] = one->what;
        one->fate = TOLD;
        all->order[all->begun + used - 1] = one; /* where line_of finds it */
    }
    all->args = (rs_import_members_args){.members = {items, used}, .dry = self->dry};
    *count = used;
    return used ? &all->args : NULL;
}

static int64_t line_of(import *self, size_t n)
{
    members *all = self->data;
    return all->order[all->begun + n]->line;
}

static void told(import *self, size_t n, bool refused)
{
    members *all = self->data;
    if (refused)
        all->order[all->begun + n]->fate = REFUSED;
}

void ctl_import_members(ctl *self)
{
    import *job = import_begin(self, RS_IMPORT_MEMBERS, columns, NEEDED);
    if (!job)
        return;
    members *all = arena_give(self->memory, sizeof *all);
    *all = (members){.count = job->table.count};
    all->items = arena_give(self->memory, (all->count + 1) * sizeof *all->items);
    all->order = arena_give(self->memory, (all->count + 1) * sizeof *all->order);
    for (size_t n = 0; n < all->count; n++)
        read_row(job, &job->table.rows[n], &all->items[n]);
    qsort(all->items, all->count, sizeof *all->items, by_tg);
    refuse_twins(job, all);
    put_in_order(job, all);
    job->total = all->count;
    job->next = next_batch;
    job->line_of = line_of;
    job->told = told;
    job->data = all;
    import_send(job);
}
