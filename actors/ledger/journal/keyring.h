/* keyring - where the keys of persons are kept: what seal.c asks of a store, and the two that there
 * are.
 *
 * A store knows numbers of persons and 32 bytes for each; what is locked with them it does not
 * know.
 *
 * Ownership: keyring_lmdb_open and keyring_postgres_open give, keyring_close takes and nulls. */
#ifndef RS_KEYRING_H
#define RS_KEYRING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/err.h"

enum { KEY_SIZE = 32 };

typedef struct {
    int64_t person;
    uint8_t key[KEY_SIZE];
} person_key;

/* false: enough. */
typedef bool keyring_fn(void *arg, const person_key *one);

typedef struct keyring keyring;
typedef struct {
    /* RS_NOT_FOUND: there is none. */
    rs_err (*find)(keyring *self, int64_t person, uint8_t key[KEY_SIZE], rs_error *error);
    /* All or none, durable when it returns. Who has a key already has another writer: that fails.
     */
    rs_err (*put)(keyring *self, const person_key *fresh, size_t count, rs_error *error);
    /* Durably; RS_OK also when there is none. */
    rs_err (*forget)(keyring *self, int64_t person, rs_error *error);
    /* Everybody's, by their numbers. */
    rs_err (*each)(keyring *self, keyring_fn *fn, void *arg, rs_error *error);
    void (*close)(keyring *self);
} keyring_engine;

struct keyring {
    const keyring_engine *engine;
};

static inline void keyring_close(keyring **self_p)
{
    if (*self_p)
        (*self_p)->engine->close(*self_p);
    *self_p = NULL;
}

RS_MUST_USE rs_err keyring_lmdb_open(keyring **self_p, const char *folder, int64_t map_gib,
                                     bool writes, rs_error *error);
RS_MUST_USE rs_err keyring_postgres_open(keyring **self_p, const char *file, bool writes,
                                         rs_error *error);

#endif
