/* table - finds what belongs to a number: a hash table of pointers.
 *
 * What the pointers point to belongs to the caller. Ownership of the struct: whoever declares it,
 * zeroed; table_free frees its memory. */
#ifndef RS_TABLE_H
#define RS_TABLE_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint64_t key;
    void *value; /* NULL: free */
} table_slot;

typedef struct {
    table_slot *slots;
    size_t room; /* a power of two, or 0 */
    size_t count;
} table;

void *table_get(const table *self, uint64_t key);       /* NULL: none */
void table_set(table *self, uint64_t key, void *value); /* replaces; value is not NULL */
void *table_remove(table *self, uint64_t key);          /* what was there, or NULL */
void *table_next(const table *self, size_t *at);        /* all of them, in no order */
void table_free(table *self);

#endif
