/* unicode - what Telegram counts and what people must not be able to send: lengths in UTF-16 units,
 * names without control characters, long texts in pieces.
 *
 * Input is UTF-8 that has been checked (codec_utf8, jansson). */
#ifndef RS_UNICODE_H
#define RS_UNICODE_H

#include <stdbool.h>

#include "shared/arena.h"

size_t unicode_utf16(const char *text); /* length in UTF-16 code units */

/* On one line: without controls, line ends, and the marks that turn the direction of what follows;
 * runs of spaces become one; at most `units` UTF-16 units ("…" at the end if cut). */
const char *unicode_name(arena *memory, const char *text, size_t units);
/* The same for texts: keeps line feeds and tabs, and its length. */
const char *unicode_text(arena *memory, const char *text);

/* Bytes of `text` that make a piece of at most `units` UTF-16 units: all of it, or cut at the last
 * line end, else at the last space, else between characters. Never 0 unless text is empty. */
size_t unicode_piece(const char *text, size_t units);

/* The same words, whatever the case of Latin and Cyrillic letters and the spaces around them? */
bool unicode_same(const char *a, const char *b);
/* By the same measure, a text to search in and to sort by: small letters (ё as е), one space
 * between words, at most `size` bytes with the NUL. Returns its length. */
size_t unicode_fold(const char *text, char *out, size_t size);
/* Does `part` stand somewhere in `text`, by the same measure? An empty part always does. */
bool unicode_holds(const char *text, const char *part);

#endif
