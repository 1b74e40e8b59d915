#include "actors/ozon/cabinets.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actors/ozon/service.h"
#include "shared/lease.h"

static const int64_t CLIENT_ID_MAX = 9007199254740991; /* as in config.def */

struct cabinets {
    actor *loop;
    lease *lease;
    board board;
    cabinet list[BOARD_CABINETS_MAX];
    poller *pollers[BOARD_CABINETS_MAX];
    size_t count;
    service *service; /* for the admin page */
};

/* ------------------------------------------------------------------------- which there are */

static bool is_there(const cabinet *list, size_t count, int64_t client_id)
{
    for (size_t n = 0; n < count; n++)
        if (list[n].client_id == client_id)
            return true;
    return false;
}

/* One decimal number and the spaces behind it. False: it is none. */
static bool next_client(const char **text, int64_t *out)
{
    const char *at = *text;
    int64_t value = 0;
    for (; *at >= '0' && *at <= '9'; at++)
        if (value <= CLIENT_ID_MAX)
            value = value * 10 + (*at - '0');
    if (at == *text || (*at && *at != ' ') || value == 0 || value > CLIENT_ID_MAX)
        return false;
    *text = at + strspn(at, " ");
    *out = value;
    return true;
}

rs_err cabinets_read(const rs_config *config, cabinet out[BOARD_CABINETS_MAX], size_t *count,
                     rs_error *error)
{
    const char *more = config->ozon.more_clients;
    if (config->ozon.client_id == 0)
        return rs_fail(error, RS_CONFIG,
                       "client_id of [ozon] is not set: there is no cabinet to ask");
    out[0].client_id = config->ozon.client_id;
    snprintf(out[0].key_file, sizeof out[0].key_file, "%s", config->ozon.api_key_file);
    *count = 1;
    for (more += strspn(more, " "); *more;) {
        int64_t client_id;
        if (!next_client(&more, &client_id))
            return rs_fail(error, RS_CONFIG, "more_clients of [ozon]: \"%.20s\" is no Client-Id",
                           more);
        if (is_there(out, *count, client_id))
            return rs_fail(error, RS_CONFIG, "more_clients of [ozon]: %" PRId64 " is there twice",
                           client_id);
        if (*count == BOARD_CABINETS_MAX)
            return rs_fail(error, RS_CONFIG, "more_clients of [ozon]: more than %d cabinets",
                           BOARD_CABINETS_MAX);
        cabinet *one = &out[(*count)++];
        one->client_id = client_id;
        snprintf(one->key_file, sizeof one->key_file, "%s-%" PRId64, config->ozon.api_key_file,
                 client_id);
    }
    return RS_OK;
}

/* ------------------------------------------------------------------------- the process */

static void on_lease(void *arg, bool held)
{
    cabinets *self = arg;
    board_forget(&self->board); /* a lease that is not held speaks for itself */
    for (size_t n = 0; n < self->count; n++)
        poller_let(self->pollers[n], held);
    service_let(self->service, held);
}

rs_err cabinets_open(cabinets **self_p, actor *loop, rs_error *error)
{
    const rs_config *config = actor_config(loop);
    char name[40];
    cabinets *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    *self_p = self;
    self->loop = loop;
    self->board.loop = loop;
    size_t count = 0;
    rs_err code = cabinets_read(config, self->list, &count, error);
    for (; !code && self->count < count; self->count += !code)
        code = poller_open(&self->pollers[self->count], loop, self->list[self->count].client_id,
                           self->list[self->count].key_file, &self->board, error);
    if (!code)
        code = service_open(&self->service, loop, self->list, self->pollers, self->count, error);
    if (code) {
        cabinets_close(self_p);
        return code;
    }
    snprintf(name, sizeof name, "ozon %" PRId64, config->ozon.client_id);
    self->lease = lease_open(loop, name, on_lease, self);
    actor_ready(loop, false, "waiting for the ledger");
    return RS_OK;
}

void cabinets_close(cabinets **self_p)
{
    cabinets *self = *self_p;
    if (!self)
        return;
    lease_close(&self->lease);
    service_close(&self->service);
    for (size_t n = 0; n < self->count; n++)
        poller_close(&self->pollers[n]);
    free(self);
    *self_p = NULL;
}
