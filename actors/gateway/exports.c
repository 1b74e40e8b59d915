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
#include "actors/gateway/walk.h"
#include "shared/clock.h"
#include "shared/folders.h"
#include "shared/log.h"

enum {
    SESSION_MS = 10000, /* patience with the ledger, for a download */
    PATH_MAX_ = 4200,
    NAME_MAX_ = 64,
    URL_MAX = 128,
};

typedef struct {
    job job;
    const sheet_table *table;
    walk walk;
    pen *pen;            /* NULL: done, or failed */
    rs_export_job shown; /* its texts are in `name` and `detail` */
    char name[NAME_MAX_];
    char detail[RS_ERROR_TEXT_MAX];
} export;

struct exports {
    jobs jobs;
    char folder[PATH_MAX_ - NAME_MAX_];
};

static exports *owner_of(const export *self)
{
    return (exports *)self->job.owner;
}

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

static void file_of(const export *self, char out[PATH_MAX_])
{
    snprintf(out, PATH_MAX_, "%s/%" PRId64, owner_of(self)->folder, self->shown.id);
}

/* What is downloaded is called: participants-2026-11-29.csv, by Moscow's day. */
static void name_file(export *self)
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

/* ------------------------------------------------------------------------------- an end */

static void tell(job *each, bool gone)
{
    const export *self = (const export *)each;
    hub_tell_export(each->owner->gateway->hub, each->id, gone ? NULL : &self->shown);
}

static void stop(export *self)
{
    walk_end(&self->walk);
    pen_close(&self->pen);
}

static void fail(export *self, rs_err code, const char *detail)
{
    char path[PATH_MAX_];
    stop(self);
    file_of(self, path);
    unlink(path);
    snprintf(self->detail, sizeof self->detail, "%s", detail);
    self->shown.state = RS_EXPORT_FAILED;
    self->shown.error = code;
    self->shown.detail = self->detail;
    log_warning("an export of administrator %" PRId64 " has failed: %s: %s", self->job.admin,
                rs_err_name(code), detail);
    job_end(&self->job);
}

static void forget(job *each)
{
    char path[PATH_MAX_];
    export *self = (export *)each;
    stop(self);
    file_of(self, path);
    unlink(path);
    free(self);
}

/* ------------------------------------------------------------------------------- the walk */

static void on_page(void *arg, const actor_reply *reply)
{
    export *self = arg;
    if (reply->code != RS_OK) {
        fail(self, reply->code, reply->detail);
        return;
    }
    int64_t total = walk_figure(&self->walk, reply->result, "total");
    self->shown.rows += (int64_t)walk_rows(&self->walk, reply->result)->count;
    self->shown.total = total > self->shown.total ? total : self->shown.total;
    pen_give(self->pen, reply->raw);
    job_tell_soon(&self->job);
}

static void on_hungry(void *arg)
{
    export *self = arg;
    if (self->walk.ended)
        pen_give(self->pen, (rs_bytes){0});
    else
        walk_on(&self->walk);
}

static void on_written(void *arg, bool whole)
{
    export *self = arg;
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
    self->shown.expires = actor_now(job_loop(&self->job)) + JOB_KEPT_MS;
    job_end(&self->job);
}

/* ------------------------------------------------------------------------------- beginning */

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
    rs_err rc = jobs_check(&self->jobs, page->me.admin, error);
    return rc ? rc : table_choose(table, args->columns, &choice, error);
}

static rs_err start(export *self, const rs_export_begin_args *args, rs_error *error)
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
    return pen_open(&self->pen, job_loop(&self->job), &work, &fns, self, error);
}

rs_err exports_begin(exports *self, const session *page, const rs_export_begin_args *args,
                     rs_export_job *out, rs_error *error)
{
    const void *argument;
    rs_err rc = exports_check(self, page, args, error); /* others may have begun meanwhile */
    if (rc != RS_OK)
        return rc;
    export *made = calloc(1, sizeof *made);
    RS_ASSERT(made);
    jobs_add(&self->jobs, &made->job, page);
    made->table = table_asked(args->what, &argument);
    made->walk = (walk){
        .loop = job_loop(&made->job),
        .method = made->table->method,
        .session = secret_hash_bytes(&made->job.session),
        .shown = page->shown,
        .fn = on_page,
        .arg = made,
    };
    made->shown = (rs_export_job){
        .id = made->job.id,
        .table = made->table->id,
        .format = args->what->format,
        .state = RS_EXPORT_RUNNING,
        .created = made->job.created,
    };
    rc = start(made, args, error);
    if (rc != RS_OK) {
        job_forget(&made->job);
        return rc;
    }
    name_file(made);
    walk_begin(&made->walk, argument);
    walk_on(&made->walk);
    *out = made->shown;
    return RS_OK;
}

/* ------------------------------------------------------------------------------- looking */

job *exports_find(const exports *self, int64_t admin, int64_t id)
{
    return jobs_find(&self->jobs, admin, id);
}

bool exports_cancel(exports *self, int64_t admin, int64_t id)
{
    job *found = jobs_find(&self->jobs, admin, id);
    if (!found)
        return false;
    tell(found, true);
    job_forget(found);
    return true;
}

size_t exports_list(const exports *self, int64_t admin, rs_export_job *out)
{
    size_t count = 0;
    for (const job *each = self->jobs.first; each && count < EXPORT_OWN_MAX; each = each->next)
        if (each->admin == admin)
            out[count++] = ((const export *)each)->shown;
    return count;
}

/* ------------------------------------------------------------------------------- downloading */

static void send_file(exchange *self, const export *found)
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
    log_info("administrator %" PRId64 " downloads %s", found->job.admin, found->name);
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
    job *found = NULL;
    if (strlen(number) <= 16 && !number[strspn(number, "0123456789")])
        found = exports_find(self->gateway->exports, me->admin, strtoll(number, NULL, 10));
    const export *wanted = (const export *)found;
    if (wanted && wanted->shown.state == RS_EXPORT_DONE)
        send_file(self, wanted);
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
    jobs_keep(&self->jobs);
}

/* A folder of one's own below the configured one: gateways of one machine share that. */
rs_err exports_open(exports **self_p, gateway *owner, rs_error *error)
{
    static const job_kind kind = {
        .name = "exports",
        .own_running_max = EXPORT_OWN_RUNNING_MAX,
        .running_max = EXPORT_RUNNING_MAX,
        .own_max = EXPORT_OWN_MAX,
        .tell = tell,
        .forget = forget,
    };
    const char *base = actor_config(owner->loop)->gateway.exports;
    exports *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    *self_p = self;
    self->jobs = (jobs){.gateway = owner, .kind = &kind};
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
    jobs_clear(&self->jobs);
    free(self);
}
