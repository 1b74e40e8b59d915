#include "actors/gateway/walk.h"

#include <string.h>

#include "actors/gateway/lag.h"
#include "actors/gateway/sheets/tables.h"

enum {
    PAGE_MS = 60000, /* patience with the reader, which may be starting anew */
    CURSOR_SIZE = 8, /* a number, or a pointer to a message */
};
_Static_assert(sizeof(void *) == CURSOR_SIZE, "cursors are copied as they are");

/* What a page says where to go on by, and where the next question takes it. */
static const char *const cursors[][2] = {
    {"next", "after"},  {"next_value", "after_value"},  {"next_text", "after_text"},
    {"next", "before"}, {"next_value", "before_value"}, {"next", "place"},
};
enum { CURSORS = sizeof cursors / sizeof *cursors };

static const rs_type *argument_type(const walk *self)
{
    return protocol_method(self->method)->argument;
}

static const rs_type *page_type(const walk *self)
{
    return protocol_method(self->method)->result;
}

static void *member(const rs_field *field, void *message)
{
    return (char *)message + field->offset;
}

static bool is_int(const rs_field *field)
{
    return field->kind <= RS_KIND_RATE;
}

/* false: there is nothing more. */
static bool go_on(const walk *self, const void *page, void *argument)
{
    const rs_field *next = table_field(page_type(self), "next");
    if (!next)
        return false;
    const void *at = (const char *)page + next->offset;
    bool more = is_int(next) ? *(const int64_t *)at != 0 : *(const void *const *)at != NULL;
    for (size_t n = 0; more && n < CURSORS; n++) {
        const rs_field *from = table_field(page_type(self), cursors[n][0]);
        const rs_field *to = table_field(argument_type(self), cursors[n][1]);
        if (!from || !to || is_int(from) != is_int(to) || from->type != to->type)
            continue;
        memcpy(member(to, argument), (const char *)page + from->offset, CURSOR_SIZE);
    }
    return more;
}

/* The next question, made of the last one and its answer. */
static void turn_page(walk *self, const void *page)
{
    const rs_type *type = argument_type(self);
    arena *memory = arena_open();
    void *argument = arena_give(memory, type->size);
    rs_error error;
    rs_err rc = codec_decode(type, self->argument.data, self->argument.size, CODEC_TOLERANT, memory,
                             argument, &error);
    RS_ASSERT(rc == RS_OK); /* we have written it */
    self->ended = !go_on(self, page, argument);
    buf_clear(&self->argument);
    codec_encode(type, argument, &self->argument);
    arena_close(&memory);
}

static void ask(void *arg);

static void on_page(void *arg, const actor_reply *reply)
{
    walk *self = arg;
    self->ticket = 0;
    if (lag_judge(self->shown, reply->seq, reply->code, self->lag_ms) == LAG_AGAIN) {
        self->timer = actor_timer(self->loop, self->lag_ms, 0, ask, self);
        self->lag_ms *= 2;
        return;
    }
    if (reply->code == RS_OK)
        turn_page(self, reply->result);
    self->fn(self->arg, reply);
}

void walk_begin(walk *self, const void *argument)
{
    const rs_type *type = argument_type(self);
    arena *memory = arena_open();
    void *first = arena_give(memory, type->size);
    const rs_field *limit = table_field(type, "limit");
    memcpy(first, argument, type->size);
    for (size_t n = 0; n < CURSORS; n++) {
        const rs_field *field = table_field(type, cursors[n][1]);
        if (field)
            memset(member(field, first), 0, CURSOR_SIZE);
    }
    if (limit)
        memcpy(member(limit, first), &limit->limit, sizeof limit->limit);
    codec_encode(type, first, &self->argument);
    arena_close(&memory);
}

static void ask(void *arg)
{
    walk *self = arg;
    actor_call call = {.timeout_ms = PAGE_MS, .session = self->session};
    self->ticket =
        actor_ask_raw(self->loop, self->method,
                      (rs_bytes){self->argument.data, self->argument.size}, &call, on_page, self);
}

void walk_on(walk *self)
{
    self->lag_ms = LAG_FIRST_MS;
    ask(self);
}

void walk_end(walk *self)
{
    if (self->ticket)
        actor_forget(self->loop, self->ticket);
    actor_timer_end(self->loop, self->timer);
    self->ticket = self->timer = 0;
    buf_free(&self->argument);
}

const rs_list *walk_rows(const walk *self, const void *page)
{
    return (const void *)((const char *)page + table_field(page_type(self), "rows")->offset);
}

int64_t walk_figure(const walk *self, const void *page, const char *name)
{
    const rs_field *field = table_field(page_type(self), name);
    return field ? *(const int64_t *)((const char *)page + field->offset) : 0;
}
