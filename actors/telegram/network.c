/* Whom a participant invited, and what the levels below are and buy. */
#include <inttypes.h>

#include "actors/telegram/turn_parts.h"
#include "shared/format.h"
#include "shared/unicode.h"

enum { ROWS_A_PAGE = 8, NAME_UNITS = 48 };

static void list_direct(turn *self)
{
    const rs_direct_args args = {
        .tg = self->update->from.tg,
        .sort = (rs_direct_sort)self->asked,
        .skip = self->skip,
        .limit = ROWS_A_PAGE,
    };

    turn_command(self, RS_NETWORK_DIRECT, turn_keep(self, &args, sizeof args));
}

/* The first page has the totals of the deeper levels below it. */
static void list(turn *self, rs_direct_sort sort, int64_t skip)
{
    const rs_who who = {.tg = self->update->from.tg};

    self->asked = sort;
    self->skip = skip;
    if (skip)
        list_direct(self);
    else
        turn_command(self, RS_TREE_LEVELS, turn_keep(self, &who, sizeof who));
}

void network_counted(turn *self, const rs_tree_levels *levels)
{
    if (levels && levels->levels.count) {
        self->levels = levels->levels;
        self->levels.items = turn_keep(self, levels->levels.items,
                                       levels->levels.count * sizeof *levels->levels.items);
    }
    list_direct(self);
}

void screen_referrals(turn *self)
{
    list(self, RS_DIRECT_BY_DATE, 0);
}

/* "Анна Смирнова (@anna)" */
static const char *name_of(turn *self, const rs_direct_row *row)
{
    const char *first = row->first ? row->first : "";
    const char *last = row->last ? row->last : "";
    const char *name =
        unicode_name(self->memory, arena_print(self->memory, "%s %s", first, last), NAME_UNITS);

    if (!*name)
        name = text(self->memory, self->lang, TEXT_ROOM_NAMELESS);
    return row->nick && *row->nick ? arena_print(self->memory, "%s (@%s)", name, row->nick) : name;
}

static const char *orders_of(turn *self, const rs_direct_row *row)
{
    if (row->orders)
        return text(self->memory, self->lang, TEXT_REFERRALS_ORDERS, .n = row->orders,
                    .money = format_money(self->memory, self->lang, row->sum),
                    .date = format_date(self->memory, self->lang, row->last_order));
    return text(self->memory, self->lang,
                row->registered ? TEXT_REFERRALS_NO_ORDERS : TEXT_REFERRALS_WAITING);
}

static void say_row(turn *self, draft *out, const rs_direct_row *row, int64_t n)
{
    draft_line(out, TEXT_REFERRALS_ROW, .id = arena_print(self->memory, "%" PRId64, n),
               .name = name_of(self, row),
               .date = format_date(self->memory, self->lang, row->invited),
               .text = orders_of(self, row));
}

static const struct {
    rs_direct_sort sort;
    text_key words;
    text_key button;
} sorts[] = {
    {RS_DIRECT_BY_DATE, TEXT_REFERRALS_BY_DATE, TEXT_REFERRALS_DATE},
    {RS_DIRECT_BY_ORDERS, TEXT_REFERRALS_BY_ORDERS, TEXT_REFERRALS_COUNT},
    {RS_DIRECT_BY_SUM, TEXT_REFERRALS_BY_SUM, TEXT_REFERRALS_SUM},
};
enum { SORTS = sizeof sorts / sizeof *sorts };

/* One button for each of the other orders. */
static void sort_buttons(turn *self, json_t *keyboard, const rs_direct_page *page)
{
    if (page->total < 2)
        return;
    inline_row(keyboard);
    for (size_t n = 0; n < SORTS; n++)
        if (sorts[n].sort != page->sort)
            inline_press(keyboard, text(self->memory, self->lang, sorts[n].button),
                         arena_print(self->memory, BUTTON "rd:%d:0", (int)sorts[n].sort));
}

/* Of levels 2 and below, totals only: those people have not given their names to this one. */
static void say_levels(turn *self, draft *out)
{
    for (size_t n = 0; n < self->levels.count; n++) {
        const rs_level_line *one = &self->levels.items[n];
        if (one->level < 2 || !one->people)
            continue;
        draft_gap(out);
        draft_add(out, TEXT_REFERRALS_LEVEL, .n = one->level,
                  .total = format_count(self->memory, self->lang, one->people),
                  .bought = format_count(self->memory, self->lang, one->buyers));
        if (one->orders)
            draft_line(out, TEXT_REFERRALS_ORDERS, .n = one->orders,
                       .money = format_money(self->memory, self->lang, one->sum),
                       .date = format_date(self->memory, self->lang, one->last_order));
    }
}

void network_listed(turn *self, const rs_direct_page *page)
{
    draft out = turn_draft(self);
    json_t *keyboard = inline_open();

    draft_add(&out, TEXT_REFERRALS_TITLE, .n = page->total);
    if (!page->total)
        draft_line(&out, TEXT_REFERRALS_NONE);
    else
        draft_line(&out, TEXT_REFERRALS_FIRST,
                   .text = text(self->memory, self->lang, sorts[page->sort - 1].words));
    for (size_t n = 0; n < page->rows.count; n++)
        say_row(self, &out, &page->rows.items[n], self->skip + (int64_t)n + 1);
    say_levels(self, &out);
    turn_pages(self, keyboard, arena_print(self->memory, "rd:%d", (int)page->sort), self->skip,
               ROWS_A_PAGE, (int64_t)page->rows.count, page->total);
    sort_buttons(self, keyboard, page);
    turn_show(self, &out, keyboard);
}

bool network_press(turn *self, const char *data)
{
    int64_t figures[2];

    if (turn_figures(data, "rd", figures) != 2 || figures[0] < RS_DIRECT_BY_DATE ||
        figures[0] > RS_DIRECT_BY_SUM)
        return false;
    self->edit = true;
    list(self, (rs_direct_sort)figures[0], figures[1]);
    return true;
}
