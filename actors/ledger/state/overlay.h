/* overlay - rows of one table that changed since the checkpoint: a map in memory.
 *
 * A hash table finds a row by its key. The order of keys, which cursors and checkpoints ask for, is
 * a red-black tree (libbsd's sys/tree.h) that rows are put into only when somebody asks: most
 * tables never are between two checkpoints, and many rows at once are sorted before they go in, so
 * that neighbours in the tree are neighbours in time. A checkpoint sorts them all and needs no
 * tree. A deleted row stays as a mark that hides the checkpoint's. The first eight bytes of a key
 * are kept as one integer: a comparison seldom touches the key itself.
 *
 * Ownership: the struct belongs to whoever declares it, zeroed; overlay_clear frees the rows. What
 * a row points to is valid until the next put, delete or clear. */
#ifndef RS_OVERLAY_H
#define RS_OVERLAY_H

#include <bsd/sys/tree.h>

#include "shared/codec.h"

typedef struct overlay_row overlay_row;
struct overlay_row {
    RB_ENTRY(overlay_row) links;
    overlay_row *next; /* not in the tree yet: of those that are not */
    uint64_t hash;
    uint64_t front; /* first eight bytes of the key */
    const uint8_t *key;
    uint8_t *data;
    uint32_t key_size;
    uint32_t size;
    uint32_t room;
    bool deleted;
};

RB_HEAD(overlay_tree, overlay_row);

/* A place of the hash table: what it says of the hash keeps a search from looking at other rows. */
typedef struct {
    uint64_t hash;
    overlay_row *row; /* NULL: free */
} overlay_slot;

typedef struct {
    arena *memory;        /* of all rows, so that they go at once; NULL: there are none */
    overlay_row *spare;   /* removed ones, for the next */
    overlay_slot *places; /* of the hash table: a power of two, or none yet */
    size_t places_count;
    struct overlay_tree tree;
    overlay_row *fresh; /* those that are not in the tree */
    size_t fresh_count;
    size_t rows; /* marks of deleted ones included */
} overlay;

/* Of a key's bytes, all of them. */
static inline uint64_t overlay_hash(rs_bytes key)
{
    const uint64_t odd = UINT64_C(0x9e3779b97f4a7c15);
    uint64_t mixed = key.size;
    uint8_t rest[8] = {0};
    size_t at = 0;
    for (; at + 8 <= key.size; at += 8) {
        mixed = (mixed ^ get_be64(key.data + at)) * odd;
        mixed ^= mixed >> 32;
    }
    if (at == key.size)
        return mixed;
    memcpy(rest, key.data + at, key.size - at);
    mixed = (mixed ^ get_be64(rest)) * odd;
    return mixed ^ mixed >> 32;
}

overlay_row *overlay_find(overlay *self, rs_bytes key);
void overlay_put(overlay *self, rs_bytes key, rs_bytes data);
void overlay_mark_deleted(overlay *self, rs_bytes key);
void overlay_remove(overlay *self, rs_bytes key); /* without a mark */
void overlay_clear(overlay *self);

/* The first row with a key >= `key`; the last with a key < `key` (empty: the last of all). */
overlay_row *overlay_from(overlay *self, rs_bytes key);
overlay_row *overlay_before(overlay *self, rs_bytes key);
overlay_row *overlay_next(overlay_row *row);
overlay_row *overlay_previous(overlay_row *row);

/* All rows in the order of their keys: an array of `rows`, to be freed; NULL: there are none. */
typedef struct {
    uint64_t front;
    overlay_row *row;
} overlay_place;
overlay_place *overlay_sort(const overlay *self);

static inline rs_bytes overlay_key(const overlay_row *row)
{
    return (rs_bytes){row->key, row->key_size};
}

#endif
