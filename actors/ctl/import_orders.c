/* refsysctl import orders: README.md has the columns. A line is an item; the lines of a posting
 * stand together. */
#include <string.h>

#include "actors/ctl/import.h"

enum {
    POSTING,
    STORE,
    SCHEME,
    STATUS,
    CREATED,
    SKU,
    QUANTITY,
    PRICE,
    PAID,
    OFFER,
    NAME,
    CURRENCY,
    LEGAL,
    EXTERNAL,
    NEEDED = PAID,
    ITEMS_MAX = 100,
};
static const char *const columns[] = {"posting", "store",    "scheme", "status",   "created",
                                      "sku",     "qty",      "price",  "paid",     "offer",
                                      "name",    "currency", "legal",  "external", NULL};

typedef struct {
    rs_posting_seen what;
    int64_t store;
    int64_t line; /* the first */
} order;

typedef struct {
    order *items;
    size_t count, at, begun;
    rs_import_orders_args args;
} orders;

static int value_of(const rs_enum *set, const char *name)
{
    for (size_t n = 0; n < set->count; n++)
        if (!strcmp(set->values[n].name, name))
            return set->values[n].value;
    return 0;
}

static bool is_flag(const char *cell, bool *out)
{
    *out = !strcmp(cell, "1") || !strcmp(cell, "true");
    return *out || !*cell || !strcmp(cell, "0") || !strcmp(cell, "false");
}

/* "A-B-C" -> "A-B"; NULL: another form. */
static const char *order_number(import *self, const char *posting)
{
    const char *last = strrchr(posting, '-');
    if (!last || last == strchr(posting, '-') || strlen(posting) > 64)
        return NULL;
    return arena_copy(self->ctl->memory, posting, (size_t)(last - posting));
}

/* NULL, or what is wrong with the line. */
static const char *read_head(import *self, const char *const *cells, order *out)
{
    rs_posting_seen *what = &out->what;
    what->number = cells[POSTING];
    what->order = order_number(self, cells[POSTING]);
    what->scheme = (rs_scheme)value_of(&rs_scheme_enum, cells[SCHEME]);
    what->status = (rs_posting_status)value_of(&rs_posting_status_enum, cells[STATUS]);
    what->currency =
        *cells[CURRENCY] && strcmp(cells[CURRENCY], "RUB") != 0 ? cells[CURRENCY] : NULL;
    if (!what->order)
        return "posting: not a number like 12345678-0042-1";
    if (!import_number(cells[STORE], &out->store) || !out->store)
        return "store: the Client-Id of the cabinet is wanted";
    if (!what->scheme)
        return "scheme: fbo, fbs or rfbs";
    if (!what->status)
        return "status: ordered, delivered, cancelled or other";
    if (!import_time(cells[CREATED], &what->created) || what->created <= 0)
        return "created: not a date like 2024-05-31";
    if (strlen(cells[CURRENCY]) > 3)
        return "currency: three letters";
    return is_flag(cells[LEGAL], &what->legal) && is_flag(cells[EXTERNAL], &what->external)
               ? NULL
               : "legal, external: 0 or 1";
}

static const char *read_item(const char *const *cells, rs_posting_item *out)
{
    *out = (rs_posting_item){0};
    if (!import_number(cells[SKU], &out->sku))
        return "sku: not a number";
    if (!import_number(cells[QUANTITY], &out->qty) || out->qty > 100000)
        return "qty: not a number up to 100000";
    if (!*cells[PRICE] || !import_hundredths(cells[PRICE], &out->price))
        return "price: not a number with at most two decimals";
    if (!import_hundredths(cells[PAID], &out->paid))
        return "paid: not a number with at most two decimals";
    if (strlen(cells[OFFER]) > 100 || strlen(cells[NAME]) > 600)
        return "offer, name: too long";
    out->offer = *cells[OFFER] ? cells[OFFER] : NULL;
    out->name = *cells[NAME] ? cells[NAME] : NULL;
    return NULL;
}

/* The rows of one posting, from `at`. Gives how many; a wrong one refuses the posting. */
static size_t read_order(import *self, size_t at, orders *all)
{
    const csv_table *table = &self->table;
    const char *number = table->rows[at].cells[POSTING];
    rs_posting_item *items = arena_give(self->ctl->memory, ITEMS_MAX * sizeof *items);
    order *out = &all->items[all->count];
    *out = (order){.line = table->rows[at].line};
    const char *wrong = NULL;
    int64_t line = out->line;
    size_t count = 0;
    for (; at + count < table->count; count++) {
        const csv_row *row = &table->rows[at + count];
        if (strcmp(row->cells[POSTING], number) != 0)
            break;
        if (wrong)
            continue;
        line = row->line;
        wrong = count == ITEMS_MAX ? "posting: more than 100 items"
                                   : read_item(row->cells, &items[count]);
        if (!wrong)
            wrong = read_head(self, row->cells, out);
    }
    out->what.items = (rs_posting_item_list){items, count < ITEMS_MAX ? count : ITEMS_MAX};
    if (wrong)
        import_refuse(self, line, wrong);
    else
        all->count++;
    return count;
}

/* Of one store. */
static const void *next_batch(import *self, size_t *count)
{
    orders *all = self->data;
    rs_posting_seen *items = arena_give(self->ctl->memory, IMPORT_BATCH * sizeof *items);
    size_t used = 0;
    all->begun = all->at;
    while (all->at < all->count && used < IMPORT_BATCH &&
           all->items[all->at].store == all->items[all->begun].store)
        items[used++] = all->items[all->at++].what;
    if (!used)
        return NULL;
    all->args = (rs_import_orders_args){
        .store = all->items[all->begun].store, .postings = {items, used}, .dry = self->dry};
    *count = used;
    return &all->args;
}

static int64_t line_of(import *self, size_t n)
{
    orders *all = self->data;
    return all->items[all->begun + n].line;
}

void ctl_import_orders(ctl *self)
{
    import *job = import_begin(self, RS_IMPORT_ORDERS, columns, NEEDED);
    if (!job)
        return;
    orders *all = arena_give(self->memory, sizeof *all);
    *all = (orders){.items = arena_give(self->memory, (job->table.count + 1) * sizeof *all->items)};
    for (size_t at = 0; at < job->table.count; job->total++)
        at += read_order(job, at, all);
    job->next = next_batch;
    job->line_of = line_of;
    job->data = all;
    import_send(job);
}
