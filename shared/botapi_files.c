#include "shared/botapi_files.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "shared/clock.h"
#include "shared/frames.h"
#include "shared/log.h"
#include "shared/ring.h"

enum {
    PATHS_MAX = 64,            /* known at once; the oldest goes for a new one */
    PATH_KEPT_MS = 50 * 60000, /* Telegram promises an hour */
    FILE_ROOM = 201,           /* of a file's id, with its NUL */
    PATH_ROOM = 256,
    URL_ROOM = 201 + 100 + 3 * PATH_ROOM,
    PIECE_TIMEOUT_MS = 15000,
};
_Static_assert(FILES_PIECE_SIZE <= FRAME_SIZE_MAX / 4, "a piece fits a frame with room to spare");

typedef struct {
    char file[FILE_ROOM];
    char path[PATH_ROOM];
    int64_t until; /* monotonic; 0: empty */
} known_path;

struct botapi_files {
    actor *loop;
    botapi *api;
    http *http;
    known_path paths[PATHS_MAX];
    size_t next; /* place of the path that goes */
    ring visits;
};

/* A piece on its way. */
typedef struct {
    ring in;
    botapi_files *owner;
    actor_request *request;
    bool asked; /* Telegram just named the path */
} visit;

/* ----------------------------------------------------------------------------------- visits */

static const rs_file_piece_args *asked_of(const visit *one)
{
    return one->request->argument;
}

static void visit_free(visit *one)
{
    ring_leave(&one->in);
    free(one);
}

static void refuse(visit *one, rs_err code, const char *why)
{
    actor_refuse(one->owner->loop, &one->request, code, "%s", why);
    visit_free(one);
}

/* ------------------------------------------------------------------------------------ paths */

static known_path *find_path(botapi_files *self, const char *file)
{
    int64_t now = clock_monotonic_ms();
    for (size_t n = 0; n < PATHS_MAX; n++)
        if (self->paths[n].until > now && !strcmp(self->paths[n].file, file))
            return &self->paths[n];
    return NULL;
}

static known_path *keep_path(botapi_files *self, const char *file, const char *path)
{
    known_path *place = &self->paths[self->next++ % PATHS_MAX];
    RS_ASSERT(strlen(file) < FILE_ROOM && strlen(path) < PATH_ROOM);
    memcpy(place->file, file, strlen(file) + 1);
    memcpy(place->path, path, strlen(path) + 1);
    place->until = clock_monotonic_ms() + PATH_KEPT_MS;
    return place;
}

/* --------------------------------------------------------------------------------- download */

static void ask_path(visit *one);

static void forget_path(visit *one)
{
    known_path *known = find_path(one->owner, asked_of(one)->file);
    if (known)
        known->until = 0;
}

static void give(visit *one, const http_answer *answer)
{
    int64_t offset = asked_of(one)->offset;
    const rs_file_piece piece = {.total = answer->total, .bytes = answer->body};
    int64_t left = answer->total - offset;
    int64_t due = left < FILES_PIECE_SIZE ? left : FILES_PIECE_SIZE;

    if (answer->total > FILES_SIZE_MAX) {
        refuse(one, RS_LIMIT, "a file of more than 20 MB");
    } else if (answer->total < 0 || left < 0 || (int64_t)answer->body.size != due) {
        refuse(one, RS_UNAVAILABLE, "Telegram gave another piece than was asked for");
    } else {
        actor_answer(one->owner->loop, &one->request, &piece, 0);
        visit_free(one);
    }
}

static void on_piece(void *arg, const http_answer *answer)
{
    visit *one = arg;

    if (answer->outcome != HTTP_ANSWERED || answer->status >= 500 || answer->status == 429) {
        refuse(one, RS_UNAVAILABLE, "Telegram does not give the file now");
    } else if (answer->status == 200 || answer->status == 206) {
        give(one, answer);
    } else if (one->asked) {
        log_info("Telegram has a file's path and not the file: %d", answer->status);
        refuse(one, RS_NOT_FOUND, "Telegram has the file no more");
    } else { /* the path was good once */
        forget_path(one);
        ask_path(one);
    }
}

static void download(visit *one, const known_path *from)
{
    char url[URL_ROOM];
    bool fits = botapi_file_url(one->owner->api, from->path, url, sizeof url);
    const http_request request = {
        .url = url,
        .timeout_ms = PIECE_TIMEOUT_MS,
        .part = FILES_PIECE_SIZE,
        .offset = asked_of(one)->offset,
    };
    rs_err rc = fits ? http_send(one->owner->http, &request, on_piece, one, NULL) : RS_BAD_REQUEST;

    sodium_memzero(url, sizeof url);
    if (rc == RS_BUSY)
        refuse(one, RS_UNAVAILABLE, "too many files at once");
    else if (rc != RS_OK)
        refuse(one, RS_NOT_FOUND, "Telegram names a path that makes no address");
}

/* Why getFile brought nothing, as the answer to the request. */
static void refuse_path(visit *one, const botapi_answer *answer)
{
    if (answer->outcome == BOTAPI_TOO_LARGE)
        refuse(one, RS_LIMIT, "a file of more than 20 MB");
    else if (answer->outcome == BOTAPI_GONE || answer->outcome == BOTAPI_REFUSED)
        refuse(one, RS_NOT_FOUND, "Telegram has the file no more");
    else
        refuse(one, RS_UNAVAILABLE, "Telegram does not answer now");
}

static void on_path(void *arg, const botapi_answer *answer)
{
    visit *one = arg;
    const char *path = json_string_value(json_object_get(answer->result, "file_path"));

    if (answer->outcome != BOTAPI_DONE)
        refuse_path(one, answer);
    else if (!path || !*path || strlen(path) >= PATH_ROOM)
        refuse(one, RS_NOT_FOUND, "Telegram does not say where the file is");
    else
        download(one, keep_path(one->owner, asked_of(one)->file, path));
}

static void ask_path(visit *one)
{
    json_t *params = json_pack("{s:s}", "file_id", asked_of(one)->file);

    RS_ASSERT(params);
    one->asked = true;
    botapi_call(one->owner->api, "getFile", params, &(botapi_how){0}, on_path, one);
}

static void begin(void *arg, actor_request *request)
{
    botapi_files *self = arg;
    visit *one = calloc(1, sizeof *one);

    RS_ASSERT(one);
    *one = (visit){.owner = self, .request = request};
    ring_add(&self->visits, &one->in);
    const known_path *known = find_path(self, asked_of(one)->file);
    if (asked_of(one)->offset >= FILES_SIZE_MAX)
        refuse(one, RS_LIMIT, "offset: behind the largest file");
    else if (known)
        download(one, known);
    else
        ask_path(one);
}

/* ----------------------------------------------------------------------------------- itself */

rs_err botapi_files_open(botapi_files **self_p, actor *loop, botapi *api, rs_service_id service,
                         rs_error *error)
{
    static const actor_handler handlers[] = {{RS_TELEGRAM_FILE, begin}, {RS_SUPPORT_FILE, begin}};
    botapi_files *self = calloc(1, sizeof *self);

    RS_ASSERT(self);
    ring_open(&self->visits);
    self->loop = loop;
    self->api = api;
    rs_err rc = http_open(&self->http, loop, error);
    if (rc != RS_OK) {
        free(self);
        return rc;
    }
    actor_serve(loop, service, service == RS_SERVICE_SUPPORT ? &handlers[1] : &handlers[0], 1,
                FILES_CREDIT, self);
    *self_p = self;
    return RS_OK;
}

/* Requests that are open end with the process: their callers ask the next one. */
void botapi_files_close(botapi_files **self_p)
{
    botapi_files *self = *self_p;

    if (!self)
        return;
    http_close(&self->http);
    for (visit *one; (one = ring_pop(&self->visits));)
        free(one);
    free(self);
    *self_p = NULL;
}
