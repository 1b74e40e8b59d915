/* changes - attributes before and after, as texts (rs_change): what an entry of the journal of
 * actions, or a version of the settings, has changed. Attributes that are the same are left out. */
#ifndef RS_CHANGES_H
#define RS_CHANGES_H

#include "actors/ledger/views/view.h"

enum { CHANGES_MAX = 100 };

typedef struct {
    arena *memory;
    size_t text_max; /* bytes of a text; 0: whole */
    rs_change *items;
    size_t count;
} changes;

changes changes_begin(arena *memory, size_t text_max);
/* NULL or empty: the attribute was, or is, not there. */
void changes_add(changes *self, const char *name, rs_value_kind value, const char *before,
                 const char *after);
/* Field by field, except those named (NULL at the end; or NULL: all) and lists and messages. */
void changes_compare(changes *self, const rs_type *type, const void *before, const void *after,
                     const char *const *except);

/* At most so many bytes, whole characters, with an ellipsis if something was left out. */
const char *changes_cut(arena *memory, const char *text, size_t bytes);

#endif
