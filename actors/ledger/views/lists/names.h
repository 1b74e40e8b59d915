/* names - names and usernames of all participants as one text, to be searched and sorted by.
 *
 * Folded for searching: small letters, ё as е, one space between words. About 30 bytes a person;
 * what is shown is unsealed again for the rows of a page. One entry after another:
 *
 *     \n, six bytes of the participant's number, name, NUL, username, NUL
 *
 * The bytes of the number are 0x80 .. 0xbf, with which no character begins, so that looking for a
 * text never finds them. A changed name is written at the end; the text is packed when half of it
 * is dead.
 *
 * Ownership: the struct belongs to whoever declares it, zeroed; names_free empties it. */
#ifndef RS_LISTS_NAMES_H
#define RS_LISTS_NAMES_H

#include "shared/codec.h"

typedef struct {
    char *bytes;
    size_t size, room, dead;
    size_t packs; /* how often entries moved */
    uint32_t *at; /* by participant: where the entry begins; 0: no name */
} names;

/* Room for participants 1 .. count. */
void names_grow(names *self, size_t before, size_t count);
void names_free(names *self);

/* Neither is kept if both are empty. NULL is empty. */
void names_put(names *self, int64_t id, const char *name, const char *nick);

const char *names_name(const names *self, size_t id); /* folded; "" */
const char *names_nick(const names *self, size_t id);
/* The first letters as a number whose order is that of the texts; 0: empty. */
int64_t names_order(const char *folded);

/* A search through all entries, a piece a call; the struct zeroed to begin with, then filled in. */
typedef struct {
    const char *const *words; /* folded; at least one */
    size_t count;
    uint8_t *has; /* by participant, up to `last`: 1 for whoever has every word in either text */
    size_t last;
    size_t at;    /* bytes looked at */
    size_t packs; /* of the names, when they were */
} names_search;

/* Looks at about `size` bytes more. true: that was all. Names that change meanwhile may be found as
 * they were or as they are. */
bool names_find(const names *self, names_search *search, size_t size);

#endif
