/* Links for a product or with a label, and the list of all of them. */
#include <inttypes.h>
#include <string.h>

#include "actors/telegram/turn_parts.h"
#include "shared/format.h"
#include "shared/unicode.h"

enum {
    FOUND_MAX = 8, /* products on a page */
    LINKS_A_PAGE = 5,
    QUERY_BYTES_MAX = 200,
    NAME_UNITS = 60,
    LABEL_UNITS_MAX = 64,
    BUTTON_UNITS = 40
};

static const char *number(turn *self, int64_t n)
{
    return arena_print(self->memory, "%" PRId64, n);
}

/* --------------------------------------------------------------------------------- making */

static void ask(turn *self, const char *step)
{
    draft out = turn_draft(self);

    if (self->who->status == RS_PARTICIPANT_BLOCKED) {
        turn_say_key(self, TEXT_BLOCKED);
        return;
    }
    if (!strcmp(step, STEP_PRODUCT))
        draft_own(&out, self->settings->text_product_link, TEXT_PRODUCT_ASK);
    else
        draft_add(&out, TEXT_LABEL_ASK);
    self->next = (turn_place){.step = step, .data = ""};
    turn_say(self, &out, NULL);
}

/* An article is the SKU, or the seller's own number, which is found like a word. */
static void find(turn *self, const char *query, int64_t sku, int64_t store, int64_t after)
{
    const rs_products_find_args args = {
        .text = sku ? NULL : query,
        .sku = sku,
        .after_store = store,
        .after = after,
        .limit = FOUND_MAX,
    };

    self->looking_by_sku = sku != 0;
    self->next = (turn_place){.step = STEP_PRODUCT, .data = query};
    turn_command(self, RS_PRODUCTS_FIND, turn_keep(self, &args, sizeof args));
}

static int64_t sku_of(const char *typed)
{
    size_t digits = strspn(typed, "0123456789");

    return typed[digits] || digits == 0 || digits > 15 ? 0 : strtoll(typed, NULL, 10);
}

static void product_typed(turn *self)
{
    const char *query = unicode_name(self->memory, self->update->text, NAME_UNITS);

    if (!*query || strlen(query) > QUERY_BYTES_MAX)
        ask(self, STEP_PRODUCT);
    else
        find(self, query, sku_of(query), 0, 0);
}

static void show_products(turn *self, const rs_products_page *page)
{
    draft out = turn_draft(self);
    json_t *keyboard = inline_open();

    draft_add(&out, TEXT_PRODUCT_FOUND, .text = self->next.data);
    for (size_t n = 0; n < page->products.count; n++) {
        const rs_product_found *one = &page->products.items[n];
        const char *name = one->product->name ? one->product->name : one->product->offer;
        inline_row(keyboard);
        inline_press(keyboard, unicode_name(self->memory, name ? name : "—", BUTTON_UNITS),
                     arena_print(self->memory, BUTTON "pk:%" PRId64 ":%" PRId64, one->store,
                                 one->product->product));
    }
    if (page->more) {
        inline_row(keyboard);
        inline_press(keyboard, text(self->memory, self->lang, TEXT_PRODUCT_MORE),
                     arena_print(self->memory, BUTTON "pm:%" PRId64 ":%" PRId64, page->next_store,
                                 page->next));
    }
    turn_show(self, &out, keyboard);
}

void links_found(turn *self, const rs_products_page *page)
{
    draft out = turn_draft(self);

    if (self->looking_by_sku && !page->products.count) {
        find(self, self->next.data, 0, 0, 0);
        return;
    }
    if (page->products.count || page->more) {
        show_products(self, page);
        return;
    }
    if (self->update->kind == UPDATE_PRESS)
        draft_add(&out, TEXT_PRODUCT_NO_MORE);
    else
        draft_add(&out, TEXT_PRODUCT_NONE, .text = self->next.data);
    turn_say(self, &out, NULL);
}

static void make(turn *self, const rs_link_make_args *args)
{
    turn_command(self, RS_LINK_MAKE, turn_keep(self, args, sizeof *args));
}

static void label_typed(turn *self)
{
    const char *label = unicode_name(self->memory, self->update->text, LABEL_UNITS_MAX + 1);

    if (unicode_utf16(label) > LABEL_UNITS_MAX)
        turn_say_key(self, TEXT_LABEL_LONG);
    else if (!*label)
        ask(self, STEP_LABEL);
    else
        make(self, &(rs_link_make_args){.tg = self->update->from.tg, .label = label});
}

bool links_typed(turn *self)
{
    if (self->update->media != MEDIA_NONE)
        return false;
    if (!strcmp(self->place.step, STEP_PRODUCT))
        product_typed(self);
    else if (!strcmp(self->place.step, STEP_LABEL))
        label_typed(self);
    else
        return false;
    return true;
}

static const char *name_of(turn *self, const rs_link_view *link)
{
    const char *name = link->product && link->product->name ? link->product->name : NULL;

    if (!name && !link->label)
        return text(self->memory, self->lang, TEXT_LINKS_GENERAL);
    if (name && link->label)
        name = arena_print(self->memory, "%s · %s", link->label, name);
    return unicode_name(self->memory, name ? name : link->label, NAME_UNITS);
}

/* The detail begins with a code word; see link.make in the protocol. */
static void not_made(turn *self, rs_err code, const char *detail)
{
    draft out = turn_draft(self);

    if (code == RS_LIMIT && !strncmp(detail, "limit", strlen("limit")))
        draft_add(&out, TEXT_LINK_LIMIT, .n = self->settings->links_max);
    else if (code == RS_LIMIT)
        draft_add(&out, TEXT_LINK_EVER);
    else if (code == RS_NOT_FOUND)
        draft_add(&out, TEXT_PRODUCT_GONE);
    else if (!strncmp(detail, "blocked", strlen("blocked")))
        draft_add(&out, TEXT_BLOCKED);
    else
        draft_add(&out, TEXT_LINK_REFUSED);
    turn_say(self, &out, NULL);
}

void links_made(turn *self, rs_err code, const char *detail, const rs_link_view *link)
{
    draft out = turn_draft(self);

    if (code != RS_OK) {
        not_made(self, code, detail);
        return;
    }
    self->next = (turn_place){.step = "", .data = ""};
    draft_add(&out, TEXT_LINK_MADE, .name = name_of(self, link),
              .link = invite_link(self, link->code), .code = link->code);
    turn_say(self, &out,
             invite_buttons(self, link->code, link->product ? link->product->name : NULL));
}

/* ---------------------------------------------------------------------------------- the list */

static void list(turn *self, int64_t skip)
{
    const rs_links_args args = {.tg = self->update->from.tg, .skip = skip, .limit = LINKS_A_PAGE};

    self->skip = skip;
    turn_command(self, RS_LINKS_LIST, turn_keep(self, &args, sizeof args));
}

void screen_links(turn *self)
{
    list(self, 0);
}

static void say_row(turn *self, draft *out, const rs_link_view *link)
{
    draft_gap(out);
    draft_add(out, TEXT_LINKS_ROW, .id = number(self, link->n), .name = name_of(self, link),
              .link = invite_link(self, link->code),
              .date = format_date(self->memory, self->lang, link->created),
              .opened = format_count(self->memory, self->lang, link->opened),
              .registered = format_count(self->memory, self->lang, link->registered),
              .bought = format_count(self->memory, self->lang, link->bought));
}

static void confirm(turn *self, const rs_link_view *link)
{
    draft out = turn_draft(self);
    json_t *keyboard = inline_open();

    draft_add(&out, TEXT_LINKS_OFF_ASK, .name = name_of(self, link),
              .link = invite_link(self, link->code));
    inline_row(keyboard);
    inline_press(keyboard, text(self->memory, self->lang, TEXT_LINKS_OFF_YES),
                 arena_print(self->memory, BUTTON "lx:%" PRId64 ":%" PRId64, link->n, self->skip));
    inline_press(keyboard, text(self->memory, self->lang, TEXT_LINKS_OFF_NO),
                 arena_print(self->memory, BUTTON "lp:%" PRId64, self->skip));
    turn_show(self, &out, keyboard);
}

static void show_page(turn *self, const rs_links_page *page)
{
    draft out = turn_draft(self);
    json_t *keyboard = inline_open();
    int64_t shown = (int64_t)page->links.count;

    draft_add(&out, TEXT_LINKS_TITLE, .n = page->total);
    for (size_t n = 0; n < page->links.count; n++) {
        const rs_link_view *link = &page->links.items[n];
        say_row(self, &out, link);
        if (link->n == 1)
            continue;
        inline_row(keyboard);
        inline_press(
            keyboard, text(self->memory, self->lang, TEXT_LINKS_OFF, .id = number(self, link->n)),
            arena_print(self->memory, BUTTON "ld:%" PRId64 ":%" PRId64, link->n, self->skip));
    }
    turn_pages(self, keyboard, "lp", self->skip, LINKS_A_PAGE, shown, page->total);
    turn_show(self, &out, keyboard);
}

/* Of a page whose last link has just been switched off, the one before. */
void links_listed(turn *self, const rs_links_page *page)
{
    for (size_t n = 0; self->asked && n < page->links.count; n++)
        if (page->links.items[n].n == self->asked) {
            confirm(self, &page->links.items[n]);
            return;
        }
    if (page->links.count || self->skip == 0 || self->turned_back) {
        show_page(self, page);
        return;
    }
    self->turned_back = true; /* once: what a button says of itself anybody can make up */
    list(self, page->total > 0 ? (page->total - 1) / LINKS_A_PAGE * LINKS_A_PAGE : 0);
}

static void switch_off(turn *self, int64_t n, int64_t skip)
{
    const rs_link_switch_args args = {.tg = self->update->from.tg, .n = n};

    self->skip = skip;
    turn_command(self, RS_LINK_SWITCH, turn_keep(self, &args, sizeof args));
}

void links_switched(turn *self, rs_err code)
{
    if (code == RS_OK)
        list(self, self->skip);
    else
        turn_say_key(self, TEXT_OLD_BUTTON);
}

bool links_press(turn *self, const char *data)
{
    int64_t figures[2];

    self->edit = true;
    if (turn_figures(data, "pl", figures) == 0) {
        ask(self, STEP_PRODUCT);
    } else if (turn_figures(data, "lb", figures) == 0) {
        ask(self, STEP_LABEL);
    } else if (turn_figures(data, "pk", figures) == 2) {
        make(self, &(rs_link_make_args){
                       .tg = self->update->from.tg, .store = figures[0], .product = figures[1]});
    } else if (turn_figures(data, "pm", figures) == 2 && *self->place.data) {
        find(self, self->place.data, 0, figures[0], figures[1]);
    } else if (turn_figures(data, "lp", figures) == 1) {
        list(self, figures[0]);
    } else if (turn_figures(data, "ld", figures) == 2) {
        self->asked = figures[0];
        list(self, figures[1]);
    } else if (turn_figures(data, "lx", figures) == 2 && figures[0] > 0) {
        switch_off(self, figures[0], figures[1]);
    } else {
        self->edit = false;
        return false;
    }
    return true;
}
