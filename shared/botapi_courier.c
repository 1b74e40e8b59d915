#include "shared/botapi_courier.h"

#include <stdio.h>
#include <stdlib.h>

#include "shared/ring.h"

typedef struct {
    ring in; /* of those under way */
    botapi *api;
    size_t left;
    courier_result result;
    char description[200];
    courier_fn *fn;
    void *arg;
} errand;

struct courier {
    botapi *api;
    ring errands;
};

courier *courier_open(botapi *api)
{
    courier *self = calloc(1, sizeof *self);

    RS_ASSERT(self);
    self->api = api;
    ring_open(&self->errands);
    return self;
}

static void errand_free(errand *one)
{
    ring_leave(&one->in);
    free(one);
}

void courier_close(courier **self_p)
{
    courier *self = *self_p;

    if (!self)
        return;
    for (errand *one; (one = ring_pop(&self->errands));)
        errand_free(one);
    free(self);
    *self_p = NULL;
}

static void one_less(errand *one)
{
    if (--one->left)
        return;
    if (one->fn)
        one->fn(one->arg, &one->result);
    errand_free(one);
}

static void read_album(courier_result *out, const json_t *result)
{
    size_t count = json_array_size(result);

    for (size_t i = 0; i < count && i < COURIER_ALBUM_MAX; i++) {
        const json_t *id = json_object_get(json_array_get(result, i), "message_id");
        out->album[i] = json_integer_value(id);
        out->album_count = i + 1;
        out->message = json_integer_value(id);
    }
}

static void on_answer(void *arg, const botapi_answer *answer)
{
    errand *one = arg;
    int64_t message = json_integer_value(json_object_get(answer->result, "message_id"));

    if (message > 0)
        one->result.message = message;
    read_album(&one->result, answer->result);
    if (answer->outcome != BOTAPI_DONE && one->result.outcome == BOTAPI_DONE) {
        one->result.outcome = answer->outcome;
        one->result.migrate_to = answer->migrate_to;
        snprintf(one->description, sizeof one->description, "%s", answer->description);
    }
    one_less(one);
}

/* Of a call that is bound to no chat: that a press waits no longer for its answer is no news. */
static void on_aside(void *arg, const botapi_answer *answer)
{
    (void)answer;
    one_less(arg);
}

/* As Telegram counts it against its limits. */
static size_t weight_of(const json_t *params)
{
    size_t parts = json_array_size(json_object_get(params, "media"));

    return parts ? parts : 1;
}

static void send_call(errand *one, courier_care care, const json_t *call, size_t room)
{
    json_t *params = json_object_get(call, "params");
    const botapi_how how = {
        .chat = json_integer_value(json_object_get(params, "chat_id")),
        .repeat = (care & COURIER_REPEAT) != 0,
        .bulk = (care & COURIER_BULK) != 0,
        .weight = weight_of(params),
        .room = room,
    };

    botapi_call(one->api, json_string_value(json_object_get(call, "method")), json_incref(params),
                &how, how.chat ? on_answer : on_aside, one);
}

/* The calls of the list that are bound to its chat; `first` is the first of them. */
static size_t count_bound(const json_t *list, size_t *first, int64_t *chat)
{
    size_t count = 0;

    for (size_t i = json_array_size(list); i--;) {
        const json_t *params = json_object_get(json_array_get(list, i), "params");
        int64_t bound = json_integer_value(json_object_get(params, "chat_id"));
        if (!bound)
            continue;
        count++;
        *first = i;
        *chat = bound;
    }
    return count;
}

/* All of it or nothing: with half of it under way, its next try would send that half again. */
void courier_send(courier *self, json_t *list, courier_care care, courier_fn *fn, void *arg)
{
    size_t count = json_array_size(list);
    size_t first = 0;
    int64_t chat = 0;
    size_t bound = count_bound(list, &first, &chat);
    bool fits = !bound || botapi_room(self->api, chat) >= bound;
    errand *one = calloc(1, sizeof *one);

    RS_ASSERT(one && count);
    *one = (errand){.api = self->api, .left = fits ? count : 1, .fn = fn, .arg = arg};
    one->result.description = one->description;
    ring_add(&self->errands, &one->in);
    if (!fits)
        send_call(one, care, json_array_get(list, first), bound);
    for (size_t i = 0; fits && i < count; i++)
        send_call(one, care, json_array_get(list, i), 0);
    json_decref(list);
}
