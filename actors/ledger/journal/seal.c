/* keys.mdb:  keys  be64 person (top bit flipped)  ->  32 bytes */
#include "actors/ledger/journal/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "actors/ledger/journal/mdb.h"

enum {
    SEAL_FORMAT = 1,
    KEY_SIZE = crypto_secretbox_KEYBYTES,
    NONCE_SIZE = crypto_secretbox_NONCEBYTES,
    SEALED_MIN = NONCE_SIZE + crypto_secretbox_MACBYTES,
    SCRUB_STEP = 1 << 20,
};

typedef struct {
    int64_t person;
    uint8_t key[KEY_SIZE];
} fresh_key;

struct seal {
    mdb_file *file;
    MDB_dbi keys;
    MDB_txn *reader;  /* reset between calls */
    mdb_ahead ahead;  /* names are read by their numbers */
    fresh_key *fresh; /* not durable yet */
    size_t fresh_count;
    size_t fresh_room;
};

static void person_bytes(int64_t person, uint8_t out[8])
{
    put_be64(out, (uint64_t)person ^ (uint64_t)1 << 63);
}

/* ------------------------------------------------------------------------- opening */

static rs_err open_table(seal *self, rs_error *error)
{
    MDB_txn *txn = NULL;
    rs_err code = self->file->writes ? mdb_file_write(self->file, &txn, error)
                                     : mdb_file_read(self->file, &txn, error);
    if (!code)
        code = mdb_file_table(self->file, txn, "keys", &self->keys, error);
    if (!code)
        return mdb_file_commit(self->file, &txn, error);
    mdb_file_abort(&txn);
    return code;
}

rs_err seal_open(seal **self_p, const char *folder, int64_t map_gib, seal_mode mode,
                 rs_error *error)
{
    mdb_options options = {
        .folder = folder,
        .name = "keys.mdb",
        .map_gib = map_gib,
        .writes = mode == SEAL_WRITE,
        .tables = 1,
        .format = SEAL_FORMAT,
    };
    *self_p = NULL;
    if (sodium_init() < 0)
        return rs_fail(error, RS_INTERNAL, "libsodium finds no source of random numbers");
    seal *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    rs_err code = mdb_file_open(&self->file, &options, error);
    if (!code)
        code = open_table(self, error);
    if (code)
        seal_close(&self);
    *self_p = self;
    return code;
}

static void forget_fresh(seal *self)
{
    if (self->fresh)
        sodium_memzero(self->fresh, self->fresh_room * sizeof *self->fresh);
    self->fresh_count = 0;
}

void seal_close(seal **self_p)
{
    seal *self = *self_p;
    if (!self)
        return;
    forget_fresh(self);
    free(self->fresh);
    mdb_file_abort(&self->reader);
    mdb_file_close(&self->file);
    free(self);
    *self_p = NULL;
}

/* ------------------------------------------------------------------------- keys */

static fresh_key *find_fresh(seal *self, int64_t person)
{
    for (size_t n = self->fresh_count; n > 0; n--)
        if (self->fresh[n - 1].person == person)
            return &self->fresh[n - 1];
    return NULL;
}

static rs_err read_stored(seal *self, int64_t person, uint8_t key[KEY_SIZE], rs_error *error)
{
    uint8_t number[8];
    person_bytes(person, number);
    MDB_val name = {sizeof number, number};
    MDB_val value;
    rs_err code = mdb_file_read(self->file, &self->reader, error);
    if (code)
        return code;
    int result = mdb_get(self->reader, self->keys, &name, &value);
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

static rs_err find_key(seal *self, int64_t person, uint8_t key[KEY_SIZE], rs_error *error)
{
    const fresh_key *known = find_fresh(self, person);
    if (!known)
        return read_stored(self, person, key, error);
    memcpy(key, known->key, KEY_SIZE);
    return RS_OK;
}

static void make_key(seal *self, int64_t person, uint8_t key[KEY_SIZE])
{
    if (self->fresh_count == self->fresh_room) {
        /* Not realloc: it would leave a copy of the keys behind. */
        size_t room = self->fresh_room ? 2 * self->fresh_room : 16;
        fresh_key *larger = calloc(room, sizeof *larger);
        RS_ASSERT(larger);
        if (self->fresh_count)
            memcpy(larger, self->fresh, self->fresh_count * sizeof *larger);
        size_t count = self->fresh_count;
        forget_fresh(self);
        free(self->fresh);
        self->fresh = larger;
        self->fresh_room = room;
        self->fresh_count = count;
    }
    fresh_key *made = &self->fresh[self->fresh_count++];
    made->person = person;
    crypto_secretbox_keygen(made->key);
    memcpy(key, made->key, KEY_SIZE);
}

rs_err seal_commit(seal *self, rs_error *error)
{
    MDB_txn *txn = NULL;
    if (self->fresh_count == 0)
        return RS_OK;
    rs_err code = mdb_file_write(self->file, &txn, error);
    for (size_t n = 0; !code && n < self->fresh_count; n++) {
        uint8_t number[8];
        person_bytes(self->fresh[n].person, number);
        MDB_val name = {sizeof number, number};
        MDB_val value = {KEY_SIZE, self->fresh[n].key};
        int result = mdb_put(txn, self->keys, &name, &value, MDB_NOOVERWRITE);
        if (result)
            code = mdb_file_fail(self->file, result, "keeping a key", error);
    }
    if (!code)
        code = mdb_file_commit(self->file, &txn, error);
    if (!code)
        forget_fresh(self);
    mdb_file_abort(&txn);
    return code;
}

/* ------------------------------------------------------------------------- texts */

rs_err seal_lock(seal *self, int64_t person, const char *text, arena *memory, rs_bytes *out,
                 rs_error *error)
{
    uint8_t key[KEY_SIZE];
    RS_ASSERT(self->file->writes);
    *out = (rs_bytes){0};
    if (!text || !*text)
        return RS_OK;
    rs_err code = find_key(self, person, key, error);
    if (code == RS_NOT_FOUND)
        make_key(self, person, key);
    else if (code)
        return code;

    size_t size = strlen(text);
    uint8_t *sealed = arena_give(memory, SEALED_MIN + size);
    randombytes_buf(sealed, NONCE_SIZE);
    crypto_secretbox_easy(sealed + NONCE_SIZE, (const unsigned char *)text, size, sealed, key);
    sodium_memzero(key, sizeof key);
    *out = (rs_bytes){sealed, SEALED_MIN + size};
    return RS_OK;
}

rs_err seal_unlock(seal *self, int64_t person, rs_bytes sealed, arena *memory, const char **out,
                   rs_error *error)
{
    uint8_t key[KEY_SIZE];
    *out = NULL;
    if (sealed.size == 0)
        return RS_OK;
    if (sealed.size <= SEALED_MIN)
        return rs_fail(error, RS_CORRUPT, "a sealed text of person %lld is cut off",
                       (long long)person);
    rs_err code = find_key(self, person, key, error);
    if (code)
        return code;
    char *text = arena_give(memory, sealed.size - SEALED_MIN + 1);
    int failed = crypto_secretbox_open_easy((unsigned char *)text, sealed.data + NONCE_SIZE,
                                            sealed.size - NONCE_SIZE, sealed.data, key);
    sodium_memzero(key, sizeof key);
    if (failed)
        return rs_fail(error, RS_CORRUPT, "a sealed text of person %lld was changed",
                       (long long)person);
    *out = text;
    return RS_OK;
}

/* ------------------------------------------------------------------------- forgetting */

static rs_err delete_key(seal *self, int64_t person, rs_error *error)
{
    uint8_t number[8];
    MDB_txn *txn = NULL;
    person_bytes(person, number);
    MDB_val name = {sizeof number, number};
    rs_err code = mdb_file_write(self->file, &txn, error);
    if (code)
        return code;
    int result = mdb_del(txn, self->keys, &name, NULL);
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
static rs_err scrub(seal *self, const uint8_t key[KEY_SIZE], rs_error *error)
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

rs_err seal_forget(seal *self, int64_t person, rs_error *error)
{
    uint8_t key[KEY_SIZE];
    RS_ASSERT(self->file->writes);
    rs_err code = seal_commit(self, error); /* it may be a fresh one */
    if (!code)
        code = read_stored(self, person, key, error);
    if (code == RS_NOT_FOUND)
        return RS_OK;
    if (!code)
        code = delete_key(self, person, error);
    if (!code)
        code = scrub(self, key, error);
    sodium_memzero(key, sizeof key);
    return code;
}
