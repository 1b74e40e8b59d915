/* text - the catalogue of texts.def, filled in.
 *
 *     const char *label = text(memory, lang, TEXT_PAYOUT_ALL, .points = "12,50");
 *
 *     draft out;
 *     draft_open(&out, memory, lang);
 *     draft_add(&out, TEXT_BALANCE_TITLE, .points = text_points(memory, lang, view->total));
 *
 * A text that is not in the catalogue does not compile. A parameter that a text needs and did not
 * get is a mistake of ours and ends the process; the unit tests fill in every text.
 *
 * Everything lives in the arena. */
#ifndef RS_TEXT_H
#define RS_TEXT_H

#include "shared/protocol.h"
#include "shared/texts.def"

#define RS_TEXT_KEY(key, ru, en) TEXT_##key,
typedef enum { RS_TEXTS(RS_TEXT_KEY) TEXTS_COUNT } text_key;

#define RS_TEXT_PARAMETER(name) const char *name;
typedef struct {
    text_key key;
    int64_t n; /* a count: prints itself and chooses the plural */
    RS_TEXT_PARAMETERS(RS_TEXT_PARAMETER)
} text_args;

/* Without styles: for buttons, and wherever a plain string is wanted. */
#define text(memory, lang, ...) text_print((memory), (lang), &(text_args){.key = __VA_ARGS__})
const char *text_print(arena *memory, rs_lang lang, const text_args *args);

/* "1 балл", "2 балла", "12,50 балла", "1 234 балла". */
const char *text_points(arena *memory, rs_lang lang, int64_t centipoints);

/* The name of a payout request's state. */
text_key text_of_state(rs_payout_state state);
/* Why one was refused. */
text_key text_of_reason(rs_reject_reason reason);

typedef enum { STYLE_BOLD, STYLE_ITALIC, STYLE_CODE } text_style;
typedef struct {
    text_style style;
    size_t at, length; /* in UTF-16 units, as Telegram counts */
} text_span;

enum { DRAFT_SPANS_MAX = 24 };

/* A message being written. */
typedef struct {
    arena *memory;
    rs_lang lang;
    char *text; /* NUL-terminated, "" at first */
    size_t size, room;
    size_t units; /* length in UTF-16 units */
    text_span spans[DRAFT_SPANS_MAX];
    size_t span_count;
} draft;

void draft_open(draft *self, arena *memory, rs_lang lang);
#define draft_add(self, ...) draft_print((self), &(text_args){.key = __VA_ARGS__})
/* The same on a line of its own. */
#define draft_line(self, ...) draft_print_line((self), &(text_args){.key = __VA_ARGS__})
void draft_print(draft *self, const text_args *args);
void draft_print_line(draft *self, const text_args *args);
void draft_gap(draft *self); /* an empty line, unless nothing stands there yet */
/* What somebody else wrote, as it is. */
void draft_raw(draft *self, const char *text);
/* A text of the settings if there is one, else ours. */
#define draft_own(self, own, ...)                                                                  \
    ((own) && *(own) ? draft_raw((self), (own)) : draft_add((self), __VA_ARGS__))

/* The pattern itself, for tests. */
const char *text_pattern(text_key key, rs_lang lang);
const char *text_key_name(text_key key);

#endif
