#include "shared/botapi_courier.h"

#include <stdio.h>
#include <stdlib.h>

#include "shared/ring.h"

typedef struct {
    ring in; /* of those under way */
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

void courier_send(courier *self, json_t *list, courier_care care, courier_fn *fn, void *arg)
{
    size_t count = json_array_size(list);
    errand *one = calloc(1, sizeof *one);

    RS_ASSERT(one && count);
    *one = (errand){.left = count, .fn = fn, .arg = arg};
    one->result.description = one->description;
    ring_add(&self->errands, &one->in);
    for (size_t i = 0; i < count; i++) {
        const json_t *call = json_array_get(list, i);
        json_t *params = json_object_get(call, "params");
        botapi_how how = {
            .chat = json_integer_value(json_object_get(params, "chat_id")),
            .repeat = (care & COURIER_REPEAT) != 0,
            .bulk = (care & COURIER_BULK) != 0,
        };
        botapi_call(self->api, json_string_value(json_object_get(call, "method")),
                    json_incref(params), &how, how.chat ? on_answer : on_aside, one);
    }
    json_decref(list);
}
