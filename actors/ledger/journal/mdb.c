#include "actors/ledger/journal/mdb.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/log.h"

enum {
    FILE_MODE = 0600,
    FOLDER_MODE = 0700,
    ABOUT_SIZE = 16, /* a number, and the same with every bit turned: no byte changes unnoticed */
    PAGE = 4096,
    NEAR = 16 * PAGE,   /* as far apart are pages that follow each other */
    AHEAD = 256 * 1024, /* is asked for at once */
    RUN_LEAST = 3,      /* pages, before more are */
    PIECE = 128 * 1024,
};

static const char about_name[] = "about";

rs_err mdb_file_fail(const mdb_file *self, int result, const char *doing, rs_error *error)
{
    switch (result) {
    case MDB_MAP_FULL:
        return rs_fail(error, RS_UNAVAILABLE,
                       "%s: the store has used up its address space of %lld GiB: raise map_gib in "
                       "[ledger] and restart the ledger; nothing was written",
                       self->path, (long long)self->map_gib);
    case ENOSPC:
    case EDQUOT:
        return rs_fail(error, RS_UNAVAILABLE,
                       "%s: the disk is full: free some space; nothing was written", self->path);
    case MDB_READERS_FULL:
        return rs_fail(error, RS_STORAGE,
                       "%s: too many processes read this store at once: stop some", self->path);
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
    case MDB_INVALID:
    case MDB_BAD_TXN:
        return rs_fail(error, RS_CORRUPT, "%s: %s: %s", self->path, doing, mdb_strerror(result));
    default:
        return rs_fail(error, RS_STORAGE, "%s: %s: %s", self->path, doing, mdb_strerror(result));
    }
}

/* ------------------------------------------------------------------------- transactions */

static int begin_or_renew(mdb_file *self, MDB_txn **txn_p)
{
    return *txn_p ? mdb_txn_renew(*txn_p) : mdb_txn_begin(self->env, NULL, MDB_RDONLY, txn_p);
}

rs_err mdb_file_read(mdb_file *self, MDB_txn **txn_p, rs_error *error)
{
    int result = begin_or_renew(self, txn_p);
    int dead = 0;
    /* The writer was given a larger map; or the slots of killed processes are in the way. */
    bool cured = (result == MDB_MAP_RESIZED && mdb_env_set_mapsize(self->env, 0) == 0) ||
                 (result == MDB_READERS_FULL && mdb_reader_check(self->env, &dead) == 0);
    if (cured)
        result = begin_or_renew(self, txn_p);
    return result ? mdb_file_fail(self, result, "beginning to read", error) : RS_OK;
}

rs_err mdb_file_write(mdb_file *self, MDB_txn **txn_p, rs_error *error)
{
    RS_ASSERT(self->writes);
    int result = mdb_txn_begin(self->env, NULL, 0, txn_p);
    return result ? mdb_file_fail(self, result, "beginning to write", error) : RS_OK;
}

rs_err mdb_file_commit(mdb_file *self, MDB_txn **txn_p, rs_error *error)
{
    int result = mdb_txn_commit(*txn_p); /* frees it also when it fails */
    *txn_p = NULL;
    return result ? mdb_file_fail(self, result, "committing", error) : RS_OK;
}

void mdb_file_abort(MDB_txn **txn_p)
{
    if (*txn_p)
        mdb_txn_abort(*txn_p);
    *txn_p = NULL;
}

/* ------------------------------------------------------------------------- tables */

rs_err mdb_file_table(mdb_file *self, MDB_txn *txn, const char *name, MDB_dbi *out, rs_error *error)
{
    int result = mdb_dbi_open(txn, name, self->writes ? MDB_CREATE : 0, out);
    if (result == MDB_NOTFOUND)
        return rs_fail(error, RS_UNAVAILABLE, "%s: the ledger's writer has not made table %s yet",
                       self->path, name);
    return result ? mdb_file_fail(self, result, "opening a table", error) : RS_OK;
}

rs_err mdb_about_get(mdb_file *self, MDB_txn *txn, const char *name, uint64_t *out, rs_error *error)
{
    char text[32]; /* LMDB takes no constants */
    size_t size = strlen(name);
    RS_ASSERT(size < sizeof text);
    memcpy(text, name, size + 1);
    MDB_val key = {size, text};
    MDB_val value;
    int result = mdb_get(txn, self->about, &key, &value);
    *out = 0;
    if (result == MDB_NOTFOUND)
        return RS_OK;
    if (result)
        return mdb_file_fail(self, result, "reading", error);
    if (value.mv_size != ABOUT_SIZE)
        return rs_fail(error, RS_CORRUPT, "%s: the entry %s has %zu bytes, not %d", self->path,
                       name, value.mv_size, ABOUT_SIZE);
    *out = get_be64(value.mv_data);
    if (get_be64((const uint8_t *)value.mv_data + 8) != ~*out)
        return rs_fail(error, RS_CORRUPT, "%s: the entry %s was changed", self->path, name);
    return RS_OK;
}

rs_err mdb_about_put(mdb_file *self, MDB_txn *txn, const char *name, uint64_t value,
                     rs_error *error)
{
    char text[32];
    uint8_t number[ABOUT_SIZE];
    size_t size = strlen(name);
    RS_ASSERT(size < sizeof text);
    memcpy(text, name, size + 1);
    put_be64(number, value);
    put_be64(number + 8, ~value);
    MDB_val key = {size, text};
    MDB_val data = {sizeof number, number};
    int result = mdb_put(txn, self->about, &key, &data, 0);
    return result ? mdb_file_fail(self, result, "writing", error) : RS_OK;
}

/* ------------------------------------------------------------------------- reading ahead */

/* In the direction in which the pages went; the half of what is asked for is still unread when more
 * is. A hint: whether it is taken changes nothing but time. */
void mdb_look_ahead(mdb_ahead *self, const void *row)
{
    uintptr_t page = (uintptr_t)row / PAGE * PAGE;
    uintptr_t before = self->page;
    uintptr_t distance = page > before ? page - before : before - page;
    if (page == before)
        return;
    self->page = page;
    if (distance > NEAR || self->run == 0)
        self->from = self->end = page;
    self->run = distance > NEAR ? 0 : self->run + 1;
    if (self->run < RUN_LEAST)
        return;
    if (page > before && page + AHEAD / 2 >= self->end) {
        madvise((void *)page, AHEAD, MADV_WILLNEED); /* NOLINT(performance-no-int-to-ptr) */
        self->end = page + AHEAD;
    } else if (page < before && page >= AHEAD && page - AHEAD / 2 <= self->from) {
        self->from = page - AHEAD;
        madvise((void *)self->from, AHEAD, MADV_WILLNEED); /* NOLINT(performance-no-int-to-ptr) */
    }
}

/* In small pieces: of a larger one the kernel reads but the beginning. */
bool mdb_file_warm(const mdb_file *self, uint64_t *at, uint64_t size)
{
    int fd;
    struct stat about;
    if (mdb_env_get_fd(self->env, &fd) != 0 || fstat(fd, &about) != 0)
        return false;
    uint64_t end = (uint64_t)about.st_size;
    for (uint64_t stop = *at + size; *at < stop && *at < end; *at += PIECE)
        (void)posix_fadvise(fd, (off_t)*at, PIECE, POSIX_FADV_WILLNEED);
    return *at < end;
}

/* ------------------------------------------------------------------------- opening */

/* Both are written at once, with the file. Where one is missing its name was changed. */
static rs_err check_birth(mdb_file *self, MDB_txn *txn, rs_error *error)
{
    MDB_stat about;
    uint64_t created;
    rs_err code = mdb_about_get(self, txn, "format", &self->format, error);
    if (!code)
        code = mdb_about_get(self, txn, "created", &created, error);
    if (code)
        return code;
    int result = mdb_stat(txn, self->about, &about);
    if (result)
        return mdb_file_fail(self, result, "reading", error);
    bool just_made = self->writes && about.ms_entries == 0;
    if ((!self->format || !created) && !just_made)
        return rs_fail(error, RS_CORRUPT, "%s: the entry %s is missing", self->path,
                       self->format ? "created" : "format");
    return RS_OK;
}

static rs_err check_format(mdb_file *self, MDB_txn *txn, uint64_t ours, rs_error *error)
{
    rs_err code = check_birth(self, txn, error);
    if (code)
        return code;
    if (self->format > ours)
        return rs_fail(error, RS_NEWER,
                       "%s has format %llu, this release knows up to %llu: start the newer release",
                       self->path, (unsigned long long)self->format, (unsigned long long)ours);
    if (self->format)
        return RS_OK;
    code = mdb_about_put(self, txn, "format", ours, error);
    if (!code)
        code = mdb_about_put(self, txn, "created", (uint64_t)clock_system_ms(), error);
    return code;
}

static rs_err look_at_it(mdb_file *self, uint64_t format, rs_error *error)
{
    MDB_txn *txn = NULL;
    int dead = 0;
    int result = mdb_reader_check(self->env, &dead);
    if (result)
        return mdb_file_fail(self, result, "checking readers", error);
    if (dead)
        log_info("%s: cleared %d slots of readers that were killed", self->path, dead);
    rs_err code =
        self->writes ? mdb_file_write(self, &txn, error) : mdb_file_read(self, &txn, error);
    if (!code)
        code = mdb_file_table(self, txn, about_name, &self->about, error);
    if (!code)
        code = check_format(self, txn, format, error);
    if (!code)
        return mdb_file_commit(self, &txn, error); /* keeps the table's handle, for readers too */
    mdb_file_abort(&txn);
    return code;
}

rs_err mdb_make_folder(const char *folder, rs_error *error)
{
    if (mkdir(folder, FOLDER_MODE) == 0 || errno == EEXIST)
        return RS_OK;
    return rs_fail(error, RS_STORAGE, "folder %s cannot be made: %s", folder, strerror(errno));
}

static rs_err open_env(mdb_file *self, const mdb_options *options, rs_error *error)
{
    unsigned flags = MDB_NOSUBDIR | MDB_NOTLS | (options->writes ? 0 : (unsigned)MDB_RDONLY) |
                     (options->whole ? 0 : (unsigned)MDB_NORDAHEAD);
    int result = mdb_env_create(&self->env);
    RS_ASSERT(result == 0);
    result = mdb_env_set_maxdbs(self->env, options->tables + 1);
    RS_ASSERT(result == 0);
    result = mdb_env_set_mapsize(self->env, (size_t)options->map_gib << 30);
    if (!result)
        result = mdb_env_open(self->env, self->path, flags, FILE_MODE);
    /* Not there, or still empty: that one a reader of LMDB would begin to write, and may not. */
    if ((result == ENOENT || result == EBADF) && !options->writes)
        return rs_fail(error, RS_UNAVAILABLE, "%s is not there yet: start the ledger's writer",
                       self->path);
    return result ? mdb_file_fail(self, result, "opening", error) : RS_OK;
}

rs_err mdb_file_open(mdb_file **self_p, const mdb_options *options, rs_error *error)
{
    RS_ASSERT(options->map_gib > 0);
    *self_p = NULL;
    rs_err code = options->writes ? mdb_make_folder(options->folder, error) : RS_OK;
    if (code)
        return code;
    mdb_file *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    self->writes = options->writes;
    self->map_gib = options->map_gib;
    int printed = asprintf(&self->path, "%s/%s", options->folder, options->name);
    RS_ASSERT(printed > 0);
    code = open_env(self, options, error);
    if (!code)
        code = look_at_it(self, options->format, error);
    if (code)
        mdb_file_close(&self);
    *self_p = self;
    return code;
}

void mdb_file_close(mdb_file **self_p)
{
    mdb_file *self = *self_p;
    if (!self)
        return;
    mdb_env_close(self->env); /* takes NULL */
    free(self->path);
    free(self);
    *self_p = NULL;
}

rs_err mdb_file_copy(const mdb_file *self, const char *target, rs_error *error)
{
    mode_t before = umask(077); /* LMDB would make it readable for everybody */
    int fd = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    umask(before);
    if (fd < 0)
        return rs_fail(error, RS_STORAGE, "%s cannot be made: %s", target, strerror(errno));
    int result = mdb_env_copyfd2(self->env, fd, MDB_CP_COMPACT);
    if (!result && fsync(fd) != 0)
        result = errno;
    close(fd);
    return result ? mdb_file_fail(self, result, "copying", error) : RS_OK;
}

uint64_t mdb_file_size(const mdb_file *self)
{
    MDB_envinfo info;
    MDB_stat about;
    int result = mdb_env_info(self->env, &info);
    if (!result)
        result = mdb_env_stat(self->env, &about);
    return result ? 0 : (uint64_t)(info.me_last_pgno + 1) * about.ms_psize;
}
