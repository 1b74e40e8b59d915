/* keys.mdb:  keys  be64 person (top bit flipped)  ->  32 bytes */
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "actors/ledger/journal/keyring.h"
#include "actors/ledger/journal/mdb.h"
#include "shared/buf.h"

enum { KEYRING_FORMAT = 1, SCRUB_STEP = 1 << 20 };

typedef struct {
    keyring base; /* first: the interface is all a caller sees */
    mdb_file *file;
    MDB_dbi table;
    MDB_txn *reader; /* reset between calls */
    mdb_ahead ahead; /* names are read by their numbers */
} keyring_lmdb;

static keyring_lmdb *of(keyring *base)
{
    return (keyring_lmdb *)base;
}

static void person_bytes(int64_t person, uint8_t out[8])
{
    put_be64(out, (uint64_t)person ^ (uint64_t)1 << 63);
}

static rs_err find(keyring *base, int64_t person, uint8_t key[KEY_SIZE], rs_error *error)
{
    keyring_lmdb *self = of(base);
    uint8_t number[8];
    person_bytes(person, number);
    MDB_val name = {sizeof number, number};
    MDB_val value;
    rs_err code = mdb_file_read(self->file, &self->reader, error);
    if (code)
        return code;
    int result = mdb_get(self->reader, self->table, &name, &value);
    if (result == MDB_NOTFOUND)
        code = rs_fail(error, RS_NOT_FOUND, "person %lld has no key", (long long)person);
    else if (result)
        code = mdb_file_fail(self->file, result, "reading a key", error);
    else if (value.mv_size != KEY_SIZE)
        code = rs_fail(error, RS_CORRUPT, "%s: the key of person %lld has %zu bytes",
                       self->file->path, (long long)person, value.mv_size);
    else
        memcpy(key, value.mv_data, KEY_SIZE);
    if (!code)
        mdb_look_ahead(&self->ahead, value.mv_data);
    mdb_txn_reset(self->reader);
    return code;
}

static rs_err put(keyring *base, const person_key *fresh, size_t count, rs_error *error)
{
    keyring_lmdb *self = of(base);
    MDB_txn *txn = NULL;
    rs_err code = mdb_file_write(self->file, &txn, error);
    for (size_t n = 0; !code && n < count; n++) {
        uint8_t number[8];
        uint8_t key[KEY_SIZE];
        person_bytes(fresh[n].person, number);
        memcpy(key, fresh[n].key, KEY_SIZE); /* LMDB takes no constants */
        MDB_val name = {sizeof number, number};
        MDB_val value = {KEY_SIZE, key};
        int result = mdb_put(txn, self->table, &name, &value, MDB_NOOVERWRITE);
        sodium_memzero(key, sizeof key);
        if (result)
            code = mdb_file_fail(self->file, result, "keeping a key", error);
    }
    if (!code)
        code = mdb_file_commit(self->file, &txn, error);
    mdb_file_abort(&txn);
    return code;
}

/* ------------------------------------------------------------------------- forgetting */

static rs_err delete_key(keyring_lmdb *self, int64_t person, rs_error *error)
{
    uint8_t number[8];
    MDB_txn *txn = NULL;
    person_bytes(person, number);
    MDB_val name = {sizeof number, number};
    rs_err code = mdb_file_write(self->file, &txn, error);
    if (code)
        return code;
    int result = mdb_del(txn, self->table, &name, NULL);
    if (result && result != MDB_NOTFOUND)
        code = mdb_file_fail(self->file, result, "deleting a key", error);
    if (!code)
        return mdb_file_commit(self->file, &txn, error);
    mdb_file_abort(&txn);
    return code;
}

/* Overwrites every copy of the key in one stretch of the file; the number of bytes looked at. */
static ssize_t scrub_step(int fd, off_t at, uint8_t *window, const uint8_t key[KEY_SIZE])
{
    static const uint8_t zeros[KEY_SIZE];
    ssize_t size = pread(fd, window, SCRUB_STEP, at);
    if (size <= 0)
        return size;
    size_t from = 0;
    const uint8_t *found;
    while ((found = memmem(window + from, (size_t)size - from, key, KEY_SIZE)) != NULL) {
        size_t offset = (size_t)(found - window);
        if (pwrite(fd, zeros, KEY_SIZE, at + (off_t)offset) != KEY_SIZE)
            return -1;
        from = offset + KEY_SIZE;
    }
    return size;
}

/* LMDB never writes over a page in use: the page the key stood on lives on among the free ones, and
 * a deleted row's bytes stay in the gap of the page that replaced it. 32 random bytes are found
 * nowhere else, and no row refers to them any more, so they are overwritten in place. */
static rs_err scrub(keyring_lmdb *self, const uint8_t key[KEY_SIZE], rs_error *error)
{
    int fd = open(self->file->path, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return rs_fail(error, RS_STORAGE, "%s: %s", self->file->path, strerror(errno));
    uint8_t *window = malloc(SCRUB_STEP);
    RS_ASSERT(window);
    ssize_t size;
    off_t at = 0;
    while ((size = scrub_step(fd, at, window, key)) == SCRUB_STEP)
        at += SCRUB_STEP - (KEY_SIZE - 1); /* a copy may lie across the border */
    rs_err code = RS_OK;
    if (size < 0 || fdatasync(fd) != 0)
        code = rs_fail(error, RS_STORAGE, "%s: overwriting a deleted key: %s", self->file->path,
                       strerror(errno));
    sodium_memzero(window, SCRUB_STEP);
    free(window);
    close(fd);
    return code;
}

static rs_err forget(keyring *base, int64_t person, rs_error *error)
{
    uint8_t key[KEY_SIZE];
    rs_err code = find(base, person, key, error);
    if (code == RS_NOT_FOUND)
        return RS_OK;
    if (!code)
        code = delete_key(of(base), person, error);
    if (!code)
        code = scrub(of(base), key, error);
    sodium_memzero(key, sizeof key);
    return code;
}

static rs_err walk(keyring_lmdb *self, MDB_cursor *cursor, keyring_fn *fn, void *arg,
                   rs_error *error)
{
    MDB_val name;
    MDB_val value;
    person_key one;
    bool more = true;
    int result = mdb_cursor_get(cursor, &name, &value, MDB_FIRST);
    for (; more && !result; result = mdb_cursor_get(cursor, &name, &value, MDB_NEXT)) {
        if (name.mv_size != 8 || value.mv_size != KEY_SIZE)
            return rs_fail(error, RS_CORRUPT, "%s: a key of %zu bytes", self->file->path,
                           value.mv_size);
        one.person = (int64_t)(get_be64(name.mv_data) ^ (uint64_t)1 << 63);
        memcpy(one.key, value.mv_data, KEY_SIZE);
        mdb_look_ahead(&self->ahead, value.mv_data);
        more = fn(arg, &one);
    }
    sodium_memzero(&one, sizeof one);
    return !more || result == MDB_NOTFOUND
               ? RS_OK
               : mdb_file_fail(self->file, result, "reading the keys", error);
}

static rs_err each(keyring *base, keyring_fn *fn, void *arg, rs_error *error)
{
    keyring_lmdb *self = of(base);
    MDB_cursor *cursor;
    rs_err code = mdb_file_read(self->file, &self->reader, error);
    if (code)
        return code;
    int result = mdb_cursor_open(self->reader, self->table, &cursor);
    if (result) {
        code = mdb_file_fail(self->file, result, "reading the keys", error);
    } else {
        code = walk(self, cursor, fn, arg, error);
        mdb_cursor_close(cursor);
    }
    mdb_txn_reset(self->reader);
    return code;
}

static void close_it(keyring *base)
{
    keyring_lmdb *self = of(base);
    mdb_file_abort(&self->reader);
    mdb_file_close(&self->file);
    free(self);
}

static const keyring_engine engine = {
    .find = find,
    .put = put,
    .forget = forget,
    .each = each,
    .close = close_it,
};

/* ------------------------------------------------------------------------- opening */

static rs_err open_table(keyring_lmdb *self, rs_error *error)
{
    MDB_txn *txn = NULL;
    rs_err code = self->file->writes ? mdb_file_write(self->file, &txn, error)
                                     : mdb_file_read(self->file, &txn, error);
    if (!code)
        code = mdb_file_table(self->file, txn, "keys", &self->table, error);
    if (!code)
        return mdb_file_commit(self->file, &txn, error);
    mdb_file_abort(&txn);
    return code;
}

rs_err keyring_lmdb_open(keyring **self_p, const char *folder, int64_t map_gib, bool writes,
                         rs_error *error)
{
    mdb_options options = {
        .folder = folder,
        .name = "keys.mdb",
        .map_gib = map_gib,
        .writes = writes,
        .tables = 1,
        .format = KEYRING_FORMAT,
    };
    keyring_lmdb *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    *self_p = NULL;
    self->base.engine = &engine;
    rs_err code = mdb_file_open(&self->file, &options, error);
    if (!code)
        code = open_table(self, error);
    if (code)
        close_it(&self->base);
    else
        *self_p = &self->base;
    return code;
}
