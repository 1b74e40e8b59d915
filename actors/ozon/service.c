#include "actors/ozon/service.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "actors/ozon/call.h"
#include "actors/ozon/decode.h"
#include "actors/ozon/request.h"
#include "actors/ozon/verdict.h"
#include "shared/log.h"
#include "shared/ring.h"

enum { KEY_MODE = 0600, FILE_MAX = 4096 + 48 };

struct service {
    actor *loop;
    http *http;
    const cabinet *cabinets;
    poller *const *pollers;
    size_t count;
    bool active;
    ring visits; /* requests that wait for the ledger or for Ozon */
};

typedef struct visit visit;
typedef void step_fn(visit *one);
struct visit {
    ring in;
    service *owner;
    actor_request *request;
    size_t place;  /* of the cabinet it is about */
    step_fn *next; /* when the ledger has allowed it */
    rs_cabinet_checked checked;
    char sentence[VERDICT_TEXT_MAX];
    char key[CALL_KEY_SIZE];
};

/* ------------------------------------------------------------------------------- a visit */

static void visit_free(visit *one)
{
    ring_leave(&one->in);
    sodium_memzero(one->key, sizeof one->key);
    free(one);
}

static void answer(visit *one, const void *result)
{
    actor_answer(one->owner->loop, &one->request, result, 0);
    visit_free(one);
}

static void refuse(visit *one, rs_err code, const char *detail)
{
    actor_refuse(one->owner->loop, &one->request, code, "%s", detail);
    visit_free(one);
}

static void on_allowed(void *arg, const actor_reply *reply)
{
    visit *one = arg;
    if (reply->code != RS_OK)
        refuse(one, reply->code, reply->detail);
    else
        one->next(one);
}

/* May the administrator do that? What changes something is in the journal when `next` is called. */
static void ask_leave(visit *one, rs_cabinet_deed deed, int64_t client, step_fn *next)
{
    const rs_cabinet_act_args args = {.client = client, .deed = deed};
    const actor_call call = {.session = one->request->envelope.session};
    one->next = next;
    actor_ask(one->owner->loop, RS_CABINET_ACT, &args, &call, on_allowed, one);
}

/* NULL: it has been refused. */
static visit *visit_begin(service *self, actor_request *request)
{
    if (!self->active) {
        actor_refuse(self->loop, &request, RS_UNAVAILABLE, "this instance stands by");
        return NULL;
    }
    visit *one = calloc(1, sizeof *one);
    RS_ASSERT(one);
    *one = (visit){.owner = self, .request = request};
    ring_add(&self->visits, &one->in);
    return one;
}

/* false: there is no such cabinet, and the visit is over. */
static bool find_cabinet(visit *one, int64_t client)
{
    for (size_t n = 0; n < one->owner->count; n++)
        if (one->owner->cabinets[n].client_id == client) {
            one->place = n;
            return true;
        }
    refuse(one, RS_NOT_FOUND, "client: no such cabinet is configured");
    return false;
}

/* ---------------------------------------------------------------------------- the list */

static void show_all(visit *one)
{
    const service *self = one->owner;
    rs_cabinet_view views[BOARD_CABINETS_MAX];
    for (size_t n = 0; n < self->count; n++)
        poller_show(self->pollers[n], &views[n]);
    answer(one, &(rs_cabinets_page){.cabinets = {views, self->count}});
}

static void on_list(void *arg, actor_request *request)
{
    visit *one = visit_begin(arg, request);
    if (one)
        ask_leave(one, RS_CABINET_DEED_LOOK, 0, show_all);
}

/* ------------------------------------------------------------------------- trying a key */

static void read_verdict(visit *one, const http_answer *got)
{
    const char *path = plan_stream_path(STREAM_KEY);
    verdict what = verdict_of(got, path, 0, 0);
    decode_key key = {0};
    rs_error error = {0};
    if (what.kind == VERDICT_DONE &&
        decode_roles(got->body, one->request->memory, &key, &error) != RS_OK)
        what = verdict_unreadable(path, error.text, 0, 0);
    memcpy(one->sentence, what.text, sizeof one->sentence);
    one->checked = (rs_cabinet_checked){
        .state = poller_state_of(what.kind), .sentence = one->sentence, .key_ends = key.ends};
}

static void try_key(visit *one, const char *key, http_fn *fn)
{
    const service *self = one->owner;
    plan_stream_state fresh = {0};
    char *body = request_body(STREAM_KEY, &fresh, &(rs_posting_ref_list){0});
    rs_err code =
        call_ozon(self->http, actor_config(self->loop)->ozon.api, plan_stream_path(STREAM_KEY),
                  self->cabinets[one->place].client_id, key, body, fn, one);
    free(body);
    if (code)
        refuse(one, code, rs_err_text(code));
}

static void on_checked(void *arg, const http_answer *got)
{
    visit *one = arg;
    read_verdict(one, got);
    answer(one, &one->checked);
}

static void check(visit *one)
{
    const rs_cabinet_id *args = one->request->argument;
    if (find_cabinet(one, args->client))
        try_key(one, poller_key(one->owner->pollers[one->place]), on_checked);
}

static void on_check(void *arg, actor_request *request)
{
    visit *one = visit_begin(arg, request);
    if (one)
        ask_leave(one, RS_CABINET_DEED_LOOK, 0, check);
}

/* ------------------------------------------------------------------------------ another key */

static rs_err write_line(int fd, const char *key)
{
    size_t size = strlen(key);
    bool written = write(fd, key, size) == (ssize_t)size && write(fd, "\n", 1) == 1;
    return written && fsync(fd) == 0 ? RS_OK : RS_STORAGE;
}

static void sync_folder(const char *file)
{
    char path[FILE_MAX];
    snprintf(path, sizeof path, "%s", file);
    int fd = open(dirname(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    if (fsync(fd) != 0)
        log_warning("%s: %s", file, strerror(errno));
    close(fd);
}

rs_err service_write_key(const char *file, const char *key, rs_error *error)
{
    char fresh[FILE_MAX];
    snprintf(fresh, sizeof fresh, "%s.new", file);
    if (unlink(fresh) != 0 && errno != ENOENT)
        return rs_fail(error, RS_STORAGE, "%s: %s", fresh, strerror(errno));
    int fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, KEY_MODE);
    if (fd < 0)
        return rs_fail(error, RS_STORAGE, "%s: %s", fresh, strerror(errno));
    rs_err code = write_line(fd, key);
    close(fd);
    if (code || rename(fresh, file) != 0) {
        int why = errno;
        unlink(fresh);
        return rs_fail(error, RS_STORAGE, "%s: %s", file, strerror(why));
    }
    sync_folder(file);
    return RS_OK;
}

static void put_in(visit *one)
{
    const service *self = one->owner;
    rs_error error = {0};
    rs_err code = service_write_key(self->cabinets[one->place].key_file, one->key, &error);
    if (code) {
        log_error("%s", error.text);
        refuse(one, code, "key: its file cannot be written; see the log of ozon");
        return;
    }
    poller_use_key(self->pollers[one->place], one->key);
    answer(one, &one->checked);
}

static void on_tried(void *arg, const http_answer *got)
{
    visit *one = arg;
    read_verdict(one, got);
    if (one->checked.state == RS_CABINET_READING)
        ask_leave(one, RS_CABINET_DEED_KEY, one->owner->cabinets[one->place].client_id, put_in);
    else
        answer(one, &one->checked);
}

/* As it may stand in a header, and in a file of one line. */
static bool is_key(const char *key)
{
    const char *at = key;
    while (*at > ' ' && *at <= '~')
        at++;
    return at > key && !*at;
}

static void try_new(visit *one)
{
    const rs_cabinet_key_args *args = one->request->argument;
    if (!find_cabinet(one, args->client))
        return;
    if (!is_key(args->key)) {
        refuse(one, RS_BAD_REQUEST, "key: letters, digits and signs are wanted, without spaces");
        return;
    }
    snprintf(one->key, sizeof one->key, "%s", args->key);
    try_key(one, one->key, on_tried);
}

static void on_key(void *arg, actor_request *request)
{
    visit *one = visit_begin(arg, request);
    if (one)
        ask_leave(one, RS_CABINET_DEED_TRY, 0, try_new);
}

/* ------------------------------------------------------------------------------------ itself */

rs_err service_open(service **self_p, actor *loop, const cabinet *list, poller *const *pollers,
                    size_t count, rs_error *error)
{
    static const actor_handler handlers[] = {
        {RS_CABINETS_LIST, on_list},
        {RS_CABINET_CHECK, on_check},
        {RS_CABINET_KEY, on_key},
    };
    service *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    *self_p = self;
    *self = (service){.loop = loop, .cabinets = list, .pollers = pollers, .count = count};
    ring_open(&self->visits);
    rs_err code = http_open(&self->http, loop, error);
    if (code) {
        service_close(self_p);
        return code;
    }
    actor_serve(loop, RS_SERVICE_OZON, handlers, sizeof handlers / sizeof *handlers, SERVICE_CREDIT,
                self);
    return RS_OK;
}

void service_close(service **self_p)
{
    service *self = *self_p;
    if (!self)
        return;
    for (visit *one; (one = ring_pop(&self->visits));)
        refuse(one, RS_UNAVAILABLE, "ozon ends");
    http_close(&self->http);
    free(self);
    *self_p = NULL;
}

void service_let(service *self, bool work)
{
    self->active = work;
}
