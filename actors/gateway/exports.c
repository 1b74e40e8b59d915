#include "actors/gateway/exports.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "actors/gateway/hub.h"
#include "actors/gateway/sheets/pen.h"
#include "actors/gateway/sheets/tables.h"
#include "shared/clock.h"
#include "shared/folders.h"
#include "shared/log.h"

enum {
    PAGE_MS = 60000,    /* patience with the reader, which may be starting anew */
    PUSH_MS = 250,      /* between two pushes of progress */
    SESSION_MS = 10000, /* patience with the ledger, for a download */
    PATH_MAX_ = 4200,
    NAME_MAX_ = 64,
    URL_MAX = 128,
    CURSOR_SIZE = 8, /* a number, or a pointer to a message */
};
_Static_assert(sizeof(void *) == CURSOR_SIZE, "cursors are copied as they are");

typedef struct job job;
struct job {
    exports *owner;
    job *next;
    int64_t admin;
    secret_hash session;
    const sheet_table *table;
    rs_buf argument; /* of the page to be asked for next */
    int64_t ticket;
    bool asked_all; /* the last page has come */
    pen *pen;       /* NULL: done, or failed */
    int64_t pushed_at;
    int64_t timer;       /* of a push that waits its turn */
    rs_export_job shown; /* its texts are in `name` and `detail` */
    char name[NAME_MAX_];
    char detail[RS_ERROR_TEXT_MAX];
};

struct exports {
    gateway *gateway;
    char folder[PATH_MAX_ - NAME_MAX_];
    job *jobs; /* newest first */
};

/* ------------------------------------------------------------------------------- the spool */

static rs_err make_folder(const char *path, rs_error *error)
{
    struct stat found;
    rs_err rc = folders_make(path, 0700, error);
    if (rc != RS_OK)
        return rc;
    if (lstat(path, &found) || !S_ISDIR(found.st_mode) || found.st_uid != geteuid() ||
        chmod(path, 0700))
        return rs_fail(error, RS_CONFIG, "[gateway] exports: %s is not a folder of ours", path);
    return RS_OK;
}

/* Jobs end with the process, and files with their jobs. */
static void empty_folder(const char *path)
{
    DIR *folder = opendir(path);
    if (!folder)
        return;
    for (const struct dirent *entry; (entry = readdir(folder));)
        if (entry->d_name[0] != '.' && unlinkat(dirfd(folder), entry->d_name, 0))
            log_warning("%s/%s cannot be removed: %s", path, entry->d_name, strerror(errno));
    closedir(folder);
}

static void file_of(const job *self, char out[PATH_MAX_])
{
    snprintf(out, PATH_MAX_, "%s/%" PRId64, self->owner->folder, self->shown.id);
}

/* What is downloaded is called: participants-2026-11-29.csv, by Moscow's day. */
static void name_file(job *self)
{
    char day[16] = "";
    struct tm at;
    time_t seconds = (time_t)((self->shown.created + CLOCK_MOSCOW_MS) / 1000);
    if (gmtime_r(&seconds, &at))
        strftime(day, sizeof day, "%Y-%m-%d", &at);
    snprintf(self->name, sizeof self->name, "%s-%s.%s", self->table->name, day,
             codec_enum_name(&rs_export_format_enum, (int)self->shown.format));
    self->shown.name = self->name;
}

/* ------------------------------------------------------------------------------- a job's end */

static void push(void *arg)
{
    job *self = arg;
    actor_timer_end(self->owner->gateway->loop, self->timer);
    self->timer = 0;
    hub_tell_export(self->owner->gateway->hub, self->shown.id, &self->shown);
    self->pushed_at = clock_monotonic_ms();
}

/* Not every page, but always the last one before a pause. */
static void push_soon(job *self)
{
    int64_t wait = self->pushed_at + PUSH_MS - clock_monotonic_ms();
    if (wait <= 0)
        push(self);
    else if (!self->timer)
        self->timer = actor_timer(self->owner->gateway->loop, wait, 0, push, self);
}

static void stop(job *self)
{
    actor_timer_end(self->owner->gateway->loop, self->timer);
    self->timer = 0;
    if (self->ticket)
        actor_forget(self->owner->gateway->loop, self->ticket);
    self->ticket = 0;
    pen_close(&self->pen);
    buf_free(&self->argument);
}

static void fail(job *self, rs_err code, const char *detail)
{
    char path[PATH_MAX_];
    stop(self);
    file_of(self, path);
    unlink(path);
    snprintf(self->detail, sizeof self->detail, "%s", detail);
    self->shown.state = RS_EXPORT_FAILED;
    self->shown.error = code;
    self->shown.detail = self->detail;
    log_warning("an export of administrator %" PRId64 " has failed: %s: %s", self->admin,
                rs_err_name(code), detail);
    push(self);
}

static void forget(job *self)
{
    char path[PATH_MAX_];
    job **link = &self->owner->jobs;
    while (*link != self)
        link = &(*link)->next;
    *link = self->next;
    stop(self);
    file_of(self, path);
    unlink(path);
    free(self);
}

/* ------------------------------------------------------------------------------- the walk */

static void *member(const rs_field *field, void *message)
{
    return (char *)message + field->offset;
}

/* What a page says where to go on by, and where the next question takes it. */
static const char *const cursors[][2] = {
    {"next", "after"},  {"next_value", "after_value"},  {"next_text", "after_text"},
    {"next", "before"}, {"next_value", "before_value"}, {"next", "place"},
};

static bool is_int(const rs_field *field)
{
    return field->kind <= RS_KIND_RATE;
}

/* false: there is nothing more. */
static bool go_on(const sheet_table *table, const void *page, void *argument)
{
    const rs_field *next = table_field(table_page(table), "next");
    if (!next)
        return false;
    const void *at = (const char *)page + next->offset;
    bool more = is_int(next) ? *(const int64_t *)at != 0 : *(const void *const *)at != NULL;
    for (size_t n = 0; more && n < sizeof cursors / sizeof *cursors; n++) {
        const rs_field *from = table_field(table_page(table), cursors[n][0]);
        const rs_field *to = table_field(table_argument(table), cursors[n][1]);
        if (!from || !to || is_int(from) != is_int(to) || from->type != to->type)
            continue;
        memcpy(member(to, argument), (const char *)page + from->offset, CURSOR_SIZE);
    }
    return more;
}

static int64_t figure(const rs_type *type, const void *message, const char *name)
{
    const rs_field *field = table_field(type, name);
    return field ? *(const int64_t *)((const char *)message + field->offset) : 0;
}

static void ask(job *self);

/* The next question, made of the last one and its answer. */
static bool turn_page(job *self, const void *page)
{
    const rs_type *type = table_argument(self->table);
    arena *memory = arena_open();
    void *argument = arena_give(memory, type->size);
    rs_error error;
    rs_err rc = codec_decode(type, self->argument.data, self->argument.size, CODEC_TOLERANT, memory,
                             argument, &error);
    RS_ASSERT(rc == RS_OK); /* we have written it */
    bool more = go_on(self->table, page, argument);
    buf_clear(&self->argument);
    codec_encode(type, argument, &self->argument);
    arena_close(&memory);
    return more;
}

static void on_page(void *arg, const actor_reply *reply)
{
    job *self = arg;
    self->ticket = 0;
    if (reply->code != RS_OK) {
        fail(self, reply->code, reply->detail);
        return;
    }
    const rs_type *type = table_page(self->table);
    const rs_field *rows = table_field(type, "rows");
    int64_t total = figure(type, reply->result, "total");
    const rs_list *list = (const void *)((const char *)reply->result + rows->offset);
    self->shown.rows += (int64_t)list->count;
    self->shown.total = total > self->shown.total ? total : self->shown.total;
    self->asked_all = !turn_page(self, reply->result);
    pen_give(self->pen, reply->raw);
    push_soon(self);
}

static void ask(job *self)
{
    actor_call call = {.timeout_ms = PAGE_MS, .session = secret_hash_bytes(&self->session)};
    self->ticket =
        actor_ask_raw(self->owner->gateway->loop, self->table->method,
                      (rs_bytes){self->argument.data, self->argument.size}, &call, on_page, self);
}

static void on_hungry(void *arg)
{
    job *self = arg;
    if (self->asked_all)
        pen_give(self->pen, (rs_bytes){0});
    else
        ask(self);
}

static void on_written(void *arg, bool whole)
{
    job *self = arg;
    char path[PATH_MAX_];
    struct stat found;
    file_of(self, path);
    if (!whole || stat(path, &found)) {
        fail(self, RS_STORAGE, "the file could not be written: the log says why");
        return;
    }
    stop(self);
    self->shown.state = RS_EXPORT_DONE;
    self->shown.size = found.st_size;
    self->shown.total = self->shown.rows;
    self->shown.expires = actor_now(self->owner->gateway->loop) + EXPORT_KEPT_MS;
    push(self);
}

/* ------------------------------------------------------------------------------- beginning */

static size_t count_running(const exports *self, int64_t admin)
{
    size_t count = 0;
    for (const job *each = self->jobs; each; each = each->next)
        count += each->shown.state == RS_EXPORT_RUNNING && (!admin || each->admin == admin);
    return count;
}

rs_err exports_check(exports *self, const session *page, const rs_export_begin_args *args,
                     rs_error *error)
{
    const void *argument;
    table_choice choice;
    const sheet_table *table = table_asked(args->what, &argument);
    if (!table)
        return rs_fail(error, RS_BAD_REQUEST, "what: exactly one table is wanted");
    if (!(protocol_method(table->method)->rights & (uint32_t)page->me.rights))
        return rs_fail(error, RS_FORBIDDEN, "this takes another right");
    if (count_running(self, page->me.admin) >= EXPORT_OWN_RUNNING_MAX)
        return rs_fail(error, RS_LIMIT, "%d exports of yours are running", EXPORT_OWN_RUNNING_MAX);
    if (count_running(self, 0) >= EXPORT_RUNNING_MAX)
        return rs_fail(error, RS_BUSY, "%d exports are running", EXPORT_RUNNING_MAX);
    return table_choose(table, args->columns, &choice, error);
}

/* From the beginning, and as much at a time as there may be. */
static void take_argument(job *self, const void *argument)
{
    const rs_type *type = table_argument(self->table);
    arena *memory = arena_open();
    void *first = arena_give(memory, type->size);
    const rs_field *limit = table_field(type, "limit");
    memcpy(first, argument, type->size);
    for (size_t n = 0; n < sizeof cursors / sizeof *cursors; n++) {
        const rs_field *field = table_field(type, cursors[n][1]);
        if (field)
            memset(member(field, first), 0, CURSOR_SIZE);
    }
    if (limit)
        memcpy(member(limit, first), &limit->limit, sizeof limit->limit);
    codec_encode(type, first, &self->argument);
    arena_close(&memory);
}

/* Room for one more of the same owner. */
static void drop_oldest(exports *self, int64_t admin)
{
    size_t count = 0;
    job *oldest = NULL;
    for (job *each = self->jobs; each; each = each->next)
        if (each->admin == admin) {
            count++;
            oldest = each->pen ? oldest : each;
        }
    if (count >= EXPORT_OWN_MAX && oldest)
        forget(oldest);
}

static int64_t random_id(void)
{
    uint64_t id;
    randombytes_buf(&id, sizeof id);
    return (int64_t)(id >> 11) | 1; /* below 2^53, and not 0 */
}

static rs_err start(job *self, const rs_export_begin_args *args, rs_error *error)
{
    static const pen_fns fns = {.hungry = on_hungry, .ended = on_written};
    char path[PATH_MAX_];
    file_of(self, path);
    maker_job work = {
        .table = self->table->id,
        .format = args->what->format,
        .lang = args->lang == RS_LANG_EN ? RS_LANG_EN : RS_LANG_RU,
        .columns = args->columns,
        .path = path,
    };
    return pen_open(&self->pen, self->owner->gateway->loop, &work, &fns, self, error);
}

rs_err exports_begin(exports *self, const session *page, const rs_export_begin_args *args,
                     rs_export_job *out, rs_error *error)
{
    const void *argument;
    rs_err rc = exports_check(self, page, args, error); /* others may have begun meanwhile */
    if (rc != RS_OK)
        return rc;
    drop_oldest(self, page->me.admin);
    job *made = calloc(1, sizeof *made);
    RS_ASSERT(made);
    made->owner = self;
    made->admin = page->me.admin;
    made->session = page->hash;
    made->table = table_asked(args->what, &argument);
    made->shown = (rs_export_job){
        .id = random_id(),
        .table = made->table->id,
        .format = args->what->format,
        .state = RS_EXPORT_RUNNING,
        .created = actor_now(self->gateway->loop),
    };
    rc = start(made, args, error);
    if (rc != RS_OK) {
        free(made);
        return rc;
    }
    name_file(made);
    take_argument(made, argument);
    made->next = self->jobs;
    self->jobs = made;
    ask(made);
    *out = made->shown;
    return RS_OK;
}

/* ------------------------------------------------------------------------------- looking */

static job *find(const exports *self, int64_t admin, int64_t id)
{
    for (job *each = self->jobs; each; each = each->next)
        if (each->shown.id == id && each->admin == admin)
            return each;
    return NULL;
}

bool exports_find(const exports *self, int64_t admin, int64_t id, rs_export_job *out)
{
    const job *found = find(self, admin, id);
    if (found)
        *out = found->shown;
    return found;
}

bool exports_cancel(exports *self, int64_t admin, int64_t id)
{
    job *found = find(self, admin, id);
    if (!found)
        return false;
    forget(found);
    hub_tell_export(self->gateway->hub, id, NULL);
    return true;
}

size_t exports_list(const exports *self, int64_t admin, rs_export_job *out)
{
    size_t count = 0;
    for (const job *each = self->jobs; each && count < EXPORT_OWN_MAX; each = each->next)
        if (each->admin == admin)
            out[count++] = each->shown;
    return count;
}

/* ------------------------------------------------------------------------------- downloading */

static void send_file(exchange *self, const job *found)
{
    static const char *const mimes[] = {
        [RS_EXPORT_CSV] = "text/csv; charset=utf-8",
        [RS_EXPORT_XLSX] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };
    char path[PATH_MAX_];
    file_of(found, path);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        web_answer_text(self, HTTP_STATUS_NOT_FOUND, "There is nothing here.\n");
        return;
    }
    snprintf(self->head.disposition, sizeof self->head.disposition, "attachment; filename=\"%s\"",
             found->name);
    log_info("administrator %" PRId64 " downloads %s", found->admin, found->name);
    web_answer_stored(self, fd, (size_t)found->shown.size, mimes[found->shown.format]);
}

/* To anybody else it is as if there were none. */
static void on_whose(void *arg, const actor_reply *reply)
{
    exchange *self = arg;
    char path[URL_MAX];
    self->ticket = 0;
    if (reply->code == RS_FORBIDDEN) {
        web_answer_text(self, HTTP_STATUS_FORBIDDEN, "Log in first.\n");
        return;
    }
    if (reply->code != RS_OK) {
        web_answer_text(self, HTTP_STATUS_SERVICE_UNAVAILABLE, "Later, please.\n");
        return;
    }
    const rs_me *me = reply->result;
    web_path(self, path, sizeof path);
    const char *number = strrchr(path, '/') + 1;
    const job *found = strlen(number) <= 16 && !number[strspn(number, "0123456789")]
                           ? find(self->gateway->exports, me->admin, strtoll(number, NULL, 10))
                           : NULL;
    if (found && found->shown.state == RS_EXPORT_DONE)
        send_file(self, found);
    else
        web_answer_text(self, HTTP_STATUS_NOT_FOUND, "There is nothing here.\n");
}

void exports_download(exchange *self)
{
    secret cookie;
    rs_nothing nothing = {0};
    if (!web_cookie(self->wsi, COOKIE_SESSION, &cookie)) {
        web_answer_text(self, HTTP_STATUS_FORBIDDEN, "Log in first.\n");
        return;
    }
    secret_hash hash = secret_sha256(&cookie);
    sodium_memzero(&cookie, sizeof cookie);
    actor_call call = {.session = secret_hash_bytes(&hash), .timeout_ms = SESSION_MS};
    self->ticket =
        actor_ask(self->gateway->loop, RS_SESSION_TOUCH, &nothing, &call, on_whose, self);
}

/* ------------------------------------------------------------------------------- life */

void exports_keep(exports *self)
{
    int64_t now = actor_now(self->gateway->loop);
    for (job *each = self->jobs, *next; each; each = next) {
        next = each->next;
        int64_t until =
            each->shown.expires ? each->shown.expires : each->shown.created + EXPORT_KEPT_MS;
        if (each->shown.state == RS_EXPORT_RUNNING || now < until)
            continue;
        int64_t id = each->shown.id;
        forget(each);
        hub_tell_export(self->gateway->hub, id, NULL);
    }
}

/* A folder of one's own below the configured one: gateways of one machine share that. */
rs_err exports_open(exports **self_p, gateway *owner, rs_error *error)
{
    const char *base = actor_config(owner->loop)->gateway.exports;
    exports *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    *self_p = self;
    self->gateway = owner;
    snprintf(self->folder, sizeof self->folder, "%s/%s", base, actor_name(owner->loop));
    rs_err rc = make_folder(self->folder, error);
    if (rc == RS_OK)
        empty_folder(self->folder);
    return rc;
}

void exports_close(exports **self_p)
{
    exports *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    for (job *each = self->jobs, *next; each; each = next) {
        next = each->next;
        forget(each);
    }
    free(self);
}
