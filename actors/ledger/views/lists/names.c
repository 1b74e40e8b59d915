#include "actors/ledger/views/lists/names.h"

#include <stdlib.h>
#include <string.h>

#include "shared/unicode.h"

enum { HEAD = 7, DIGITS = 6, DIGIT_BITS = 6, TEXT_MAX = 600 };

void names_grow(names *self, size_t before, size_t count)
{
    self->at = realloc(self->at, (count + 1) * sizeof *self->at);
    RS_ASSERT(self->at);
    memset(self->at + before, 0, (count + 1 - before) * sizeof *self->at);
}

void names_free(names *self)
{
    free(self->bytes);
    free(self->at);
    *self = (names){.packs = self->packs + 1};
}

/* ------------------------------------------------------------------------- entries */

static size_t entry_size(const char *entry)
{
    size_t name = strlen(entry + HEAD) + 1;
    return HEAD + name + strlen(entry + HEAD + name) + 1;
}

static size_t entry_id(const char *entry)
{
    size_t id = 0;
    for (int n = 1; n <= DIGITS; n++)
        id = id << DIGIT_BITS | ((unsigned char)entry[n] & 0x3f);
    return id;
}

static void put_head(char *entry, size_t id)
{
    entry[0] = '\n';
    for (int n = DIGITS; n >= 1; n--, id >>= DIGIT_BITS)
        entry[n] = (char)(0x80 | (id & 0x3f));
}

static bool is_live(const names *self, const char *entry)
{
    return self->at[entry_id(entry)] == (size_t)(entry - self->bytes);
}

/* In place: the living move to the front, in the order they stand. */
static void pack(names *self)
{
    size_t to = 1;
    for (size_t from = 1; from < self->size;) {
        const char *entry = self->bytes + from;
        size_t size = entry_size(entry);
        if (is_live(self, entry)) {
            self->at[entry_id(entry)] = (uint32_t)to;
            memmove(self->bytes + to, entry, size);
            to += size;
        }
        from += size;
    }
    self->size = to;
    self->dead = 0;
    self->packs++;
}

static char *make_room(names *self, size_t size)
{
    if (self->dead > self->size / 2)
        pack(self);
    if (self->size == 0)
        self->size = 1; /* so that 0 means no name */
    if (self->size + size > self->room) {
        self->room = 2 * (self->size + size);
        self->bytes = realloc(self->bytes, self->room);
        RS_ASSERT(self->bytes && self->room < UINT32_MAX);
        self->bytes[0] = '\0';
    }
    return self->bytes + self->size;
}

void names_put(names *self, int64_t id, const char *name, const char *nick)
{
    char folded[HEAD + 2 * TEXT_MAX];
    char *end = folded + HEAD;
    put_head(folded, (size_t)id);
    end += unicode_fold(name ? name : "", end, TEXT_MAX) + 1;
    end += unicode_fold(nick ? nick : "", end, TEXT_MAX) + 1;
    size_t size = (size_t)(end - folded);

    uint32_t *at = &self->at[id];
    if (*at && size == entry_size(self->bytes + *at) &&
        memcmp(self->bytes + *at, folded, size) == 0)
        return;
    if (*at)
        self->dead += entry_size(self->bytes + *at);
    *at = 0;
    if (size == HEAD + 2)
        return;
    memcpy(make_room(self, size), folded, size);
    *at = (uint32_t)self->size;
    self->size += size;
}

const char *names_name(const names *self, size_t id)
{
    return self->at[id] ? self->bytes + self->at[id] + HEAD : "";
}

const char *names_nick(const names *self, size_t id)
{
    const char *name = names_name(self, id);
    return *name || self->at[id] ? name + strlen(name) + 1 : "";
}

/* A letter as one byte, in the order of UTF-8; one that shares its byte ends the comparison. */
static unsigned char letter(const char **text, bool *shared)
{
    const unsigned char *at = (const unsigned char *)*text;
    unsigned value = at[0] < 0xe0 && at[0] ? (at[0] & 0x1fU) << 6 | (at[1] & 0x3fU) : UINT16_MAX;
    *shared = false;
    *text += at[0] < 0x80 ? at[0] != 0 : 2;
    if (at[0] < 0x80)
        return at[0];
    if (value >= 0x430 && value <= 0x44f)
        return (unsigned char)(0x81 + (value - 0x430));
    *shared = true;
    return value < 0x430 ? 0x80 : 0xff;
}

int64_t names_order(const char *folded)
{
    enum { LETTERS = 7 };
    int64_t order = 0;
    bool shared = false;
    for (int n = 0; n < LETTERS; n++)
        order = order << 8 | (shared ? 0 : letter(&folded, &shared));
    return order;
}

/* ------------------------------------------------------------------------- searching */

/* Words cannot reach from one text into the next: there is a NUL between them. */
static bool has_words(const char *entry, const names_search *search, const char *but)
{
    const char *name = entry + HEAD;
    const char *nick = name + strlen(name) + 1;
    for (size_t n = 0; n < search->count; n++)
        if (search->words[n] != but && !strstr(name, search->words[n]) &&
            !strstr(nick, search->words[n]))
            return false;
    return true;
}

/* Few have the longest word. */
static const char *longest(const names_search *search)
{
    const char *word = search->words[0];
    for (size_t n = 1; n < search->count; n++)
        if (strlen(search->words[n]) > strlen(word))
            word = search->words[n];
    return word;
}

static const char *end_of_piece(const names *self, size_t from, size_t size)
{
    if (size >= self->size - from)
        return self->bytes + self->size;
    const char *end = memchr(self->bytes + from + size, '\n', self->size - from - size);
    return end ? end : self->bytes + self->size;
}

bool names_find(const names *self, names_search *search, size_t size)
{
    if (search->packs != self->packs)
        search->at = 0; /* they stand elsewhere now */
    search->packs = self->packs;
    if (search->at >= self->size)
        return true;
    const char *word = longest(search);
    size_t length = strlen(word);
    const char *end = end_of_piece(self, search->at, size);
    const char *at = self->bytes + search->at;
    while (at && (at = memmem(at, (size_t)(end - at), word, length)) != NULL) {
        const char *entry = memrchr(self->bytes, '\n', (size_t)(at - self->bytes));
        RS_ASSERT(entry);
        size_t id = entry_id(entry);
        if (id <= search->last && is_live(self, entry) && has_words(entry, search, word))
            search->has[id] = 1;
        at = memchr(at, '\n', (size_t)(end - at)); /* once for each */
    }
    search->at = (size_t)(end - self->bytes);
    return search->at == self->size;
}
