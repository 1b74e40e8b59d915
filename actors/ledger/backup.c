#include "actors/ledger/backup.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "actors/ledger/journal/mdb.h"
#include "actors/ledger/move.h"
#include "actors/ledger/stores.h"
#include "actors/ledger/verify.h"
#include "shared/thread.h"

/* The journal first: whoever joins meanwhile has a key that no fact of the copy needs, never the
 * other way round. */
typedef struct {
    const char *name;
    MDB_dbi tables;
} part;

static const part parts[] = {{"journal.mdb", 1}, {"keys.mdb", 1}};

enum { PROGRESS_MS = 2000 };

/* How far a copy is, told by a thread beside it. */
typedef struct {
    const char *name, *target;
    uint64_t all; /* bytes; pages that are free are not copied */
    int over;     /* eventfd */
} progress;

static void tell(const progress *self)
{
    static const double MB = 1e6;
    struct stat about = {0};
    (void)stat(self->target, &about);
    fprintf(stderr, "copying %s: %.1f of %.1f MB\n", self->name, (double)about.st_size / MB,
            (double)self->all / MB);
}

static void *tell_now_and_then(void *arg)
{
    const progress *self = arg;
    struct pollfd over = {.fd = self->over, .events = POLLIN};
    while (poll(&over, 1, PROGRESS_MS) == 0)
        tell(self);
    return NULL;
}

/* Without a thread it is copied all the same. */
static rs_err copy_and_tell(mdb_file *file, progress *self, rs_error *error)
{
    pthread_t thread;
    self->over = eventfd(0, EFD_CLOEXEC);
    bool telling = self->over >= 0 && thread_start(&thread, tell_now_and_then, self) == 0;
    tell(self);
    rs_err rc = mdb_file_copy(file, self->target, error);
    if (telling) {
        (void)eventfd_write(self->over, 1);
        pthread_join(thread, NULL);
    }
    if (self->over >= 0)
        close(self->over);
    if (rc == RS_OK)
        tell(self);
    return rc;
}

static rs_err copy_part(const part *one, const char *from, const char *to, int64_t map_gib,
                        rs_error *error)
{
    char target[4200];
    mdb_file *file;
    mdb_options options = {
        .folder = from,
        .name = one->name,
        .map_gib = map_gib,
        .whole = true,
        .tables = one->tables,
        .format = UINT64_MAX, /* bytes are copied, whatever they mean */
    };
    snprintf(target, sizeof target, "%s/%s", to, one->name);
    rs_err rc = mdb_file_open(&file, &options, error);
    if (rc != RS_OK)
        return rc;
    progress copying = {.name = one->name, .target = target, .all = mdb_file_size(file)};
    rc = copy_and_tell(file, &copying, error);
    mdb_file_close(&file);
    return rc;
}

static rs_err copy_all(const char *from, const char *to, int64_t map_gib, rs_error *error)
{
    rs_err rc = mdb_make_folder(to, error);
    for (size_t n = 0; n < sizeof parts / sizeof *parts && rc == RS_OK; n++)
        rc = copy_part(&parts[n], from, to, map_gib, error);
    return rc;
}

/* The state is made from the copied journal, and everything is checked against it. */
static rs_err prove(const rs_config *config, const char *folder, rs_error *error)
{
    rs_config copy = *config;
    int size = snprintf(copy.ledger.path, sizeof copy.ledger.path, "%s", folder);
    if (size < 0 || (size_t)size >= sizeof copy.ledger.path)
        return rs_fail(error, RS_CONFIG, "the name of the folder is too long");
    rs_err rc = rebuild_run(&copy, error);
    return rc == RS_OK ? verify_run(&copy, NULL, error) : rc;
}

/* A database's ledger goes through the ports, into files and back. */
static rs_err copy_apart(const rs_config *config, const char *folder, bool out, rs_error *error)
{
    rs_config files = *config;
    int size = snprintf(files.ledger.path, sizeof files.ledger.path, "%s", folder);
    if (size < 0 || (size_t)size >= sizeof files.ledger.path)
        return rs_fail(error, RS_CONFIG, "the name of the folder is too long");
    snprintf(files.ledger.journal, sizeof files.ledger.journal, "lmdb");
    rs_err rc = out ? move_copy(config, JOURNAL_READ, &files, error)
                    : move_copy(&files, JOURNAL_READ, config, error);
    if (rc == RS_OK)
        rc = rebuild_run(out ? &files : config, error);
    return rc == RS_OK ? verify_run(out ? &files : config, NULL, error) : rc;
}

static bool has_journal(const char *folder)
{
    char path[4200];
    snprintf(path, sizeof path, "%s/%s", folder, parts[0].name);
    return access(path, F_OK) == 0;
}

static rs_err transfer(const rs_config *config, const char *from, const char *to, rs_error *error)
{
    if (!has_journal(from))
        return rs_fail(error, RS_NOT_FOUND, "%s holds no ledger", from);
    if (has_journal(to))
        return rs_fail(error, RS_TAKEN, "%s holds a ledger already; name an empty folder", to);
    rs_err rc = copy_all(from, to, config->ledger.map_gib, error);
    return rc == RS_OK ? prove(config, to, error) : rc;
}

rs_err backup_run(const rs_config *config, const char *folder, rs_error *error)
{
    if (stores_are_apart(config))
        return has_journal(folder) ? rs_fail(error, RS_TAKEN,
                                             "%s holds a ledger already; name an "
                                             "empty folder",
                                             folder)
                                   : copy_apart(config, folder, true, error);
    return transfer(config, config->ledger.path, folder, error);
}

rs_err restore_run(const rs_config *config, const char *folder, rs_error *error)
{
    if (stores_are_apart(config))
        return has_journal(folder) ? copy_apart(config, folder, false, error)
                                   : rs_fail(error, RS_NOT_FOUND, "%s holds no ledger", folder);
    return transfer(config, folder, config->ledger.path, error);
}
