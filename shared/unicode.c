#include "shared/unicode.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* One character; *size is its length in bytes, 0 at the end. */
static uint32_t next(const char *text, size_t *size)
{
    const unsigned char *at = (const unsigned char *)text;

    *size = *at == 0 ? 0 : *at < 0x80 ? 1 : *at < 0xe0 ? 2 : *at < 0xf0 ? 3 : 4;
    uint32_t value = *size < 2 ? *at : *at & (0x7fU >> *size);
    for (size_t i = 1; i < *size; i++) {
        RS_ASSERT((at[i] & 0xc0U) == 0x80); /* checked where it came in */
        value = value << 6 | (at[i] & 0x3fU);
    }
    return value;
}

static size_t units_of(uint32_t character)
{
    return character > 0xffff ? 2 : 1;
}

size_t unicode_utf16(const char *text)
{
    size_t units = 0, size;

    for (uint32_t c; c = next(text, &size), size; text += size)
        units += units_of(c);
    return units;
}

/* Marks, embeddings, overrides and isolates of direction, and what shows nothing at all. */
static bool hidden(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x61c || (c >= 0x200e && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x206f) || c == 0xfeff ||
           (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe007f);
}

static bool blank(uint32_t c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == 0xa0;
}

const char *unicode_name(arena *memory, const char *text, size_t units)
{
    size_t whole = strlen(text);
    char *out = arena_give(memory, whole + sizeof "…");
    size_t used = 0, count = 0, fits = 0, size;
    bool gap = false, cut = false;

    for (uint32_t c; c = next(text, &size), size; text += size) {
        if (blank(c)) {
            gap = used > 0;
            continue;
        }
        if (hidden(c))
            continue;
        count += units_of(c) + gap;
        cut = count > units;
        if (cut)
            break;
        if (gap)
            out[used++] = ' ';
        gap = false;
        memcpy(out + used, text, size);
        used += size;
        if (count < units)
            fits = used; /* the dots would still fit behind this */
    }
    if (cut)
        memcpy(out + fits, "…", sizeof "…");
    return out;
}

const char *unicode_text(arena *memory, const char *text)
{
    char *out = arena_give(memory, strlen(text) + 1);
    size_t used = 0, size;

    for (uint32_t c; c = next(text, &size), size; text += size)
        if (!hidden(c) || c == '\n' || c == '\t') {
            memcpy(out + used, text, size);
            used += size;
        }
    return out;
}

size_t unicode_piece(const char *text, size_t units)
{
    size_t count = 0, size, line = 0, space = 0;
    const char *at = text;

    for (uint32_t c; c = next(at, &size), size; at += size) {
        count += units_of(c);
        if (count > units)
            return line ? line : space ? space : at > text ? (size_t)(at - text) : size;
        if (c == '\n')
            line = (size_t)(at - text) + size;
        if (c == ' ')
            space = (size_t)(at - text) + size;
    }
    return (size_t)(at - text);
}

static uint32_t small(uint32_t c)
{
    if ((c >= 'A' && c <= 'Z') || (c >= 0x410 && c <= 0x42f))
        return c + 0x20;
    return c >= 0x400 && c <= 0x40f ? c + 0x50 : c;
}

/* The next character that counts; spaces only if something follows them. */
static uint32_t next_small(const char **text)
{
    size_t size;
    uint32_t c = next(*text, &size);

    if (blank(c)) {
        const char *at = *text;
        while (blank(next(at, &size)))
            at += size;
        if (!*at) {
            *text = at;
            return 0;
        }
        next(*text, &size);
    }
    *text += size;
    return small(c);
}

bool unicode_same(const char *a, const char *b)
{
    size_t size;
    uint32_t c, d;

    while (blank(next(a, &size)))
        a += size;
    while (blank(next(b, &size)))
        b += size;
    do {
        c = next_small(&a);
        d = next_small(&b);
    } while (c && c == d);
    return c == d;
}

size_t unicode_fold(const char *text, char *out, size_t size)
{
    size_t used = 0, length;
    while (blank(next(text, &length)))
        text += length;
    for (;;) {
        next(text, &length);
        const char *at = text;
        uint32_t c = next_small(&text);
        if (!c || used + length >= size)
            break;
        if (blank(c)) {
            if (out[used - 1] != ' ')
                out[used++] = ' ';
        } else if (c >= 0x400 && c <= 0x45f) { /* two bytes, small or not */
            c = c == 0x451 ? 0x435 : c;
            out[used++] = (char)(0xc0 | c >> 6);
            out[used++] = (char)(0x80 | (c & 0x3f));
        } else if (length == 1) {
            out[used++] = (char)c;
        } else {
            memcpy(out + used, at, length);
            used += length;
        }
    }
    out[used] = '\0';
    return used;
}

static bool begins(const char *text, const char *part)
{
    for (uint32_t wanted; (wanted = next_small(&part)) != 0;)
        if (next_small(&text) != wanted)
            return false;
    return true;
}

bool unicode_holds(const char *text, const char *part)
{
    size_t size;
    while (blank(next(part, &size)))
        part += size;
    for (; next(text, &size), size; text += size)
        if (begins(text, part))
            return true;
    return !*part;
}
