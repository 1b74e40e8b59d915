/* overlay - rows of one table that changed since the checkpoint: a sorted map in memory.
 *
 * A red-black tree (libbsd's sys/tree.h) over keys in byte order. A deleted row stays as a mark
 * that hides the checkpoint's. Most keys begin with a number: the first eight bytes are kept as one
 * integer, so that a comparison seldom touches the key itself. What was found or added lately is
 * remembered: a settlement reads and writes the rows of a few people again and again.
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
    uint64_t front; /* first eight bytes of the key */
    const uint8_t *key;
    uint8_t *data;
    uint32_t key_size;
    uint32_t size;
    uint32_t room;
    bool deleted;
};

RB_HEAD(overlay_tree, overlay_row);

enum { OVERLAY_RECENT_BITS = 6 };

typedef struct {
    struct overlay_tree tree;
    overlay_row
        *recent[1 << OVERLAY_RECENT_BITS]; /* by a hash of the key; each NULL or in the tree */
    size_t rows;                           /* marks of deleted ones included */
} overlay;

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

static inline rs_bytes overlay_key(const overlay_row *row)
{
    return (rs_bytes){row->key, row->key_size};
}

#endif
