#include "shared/text.h"

#include <string.h>

#include "shared/format.h"
#include "shared/unicode.h"

#define RS_TEXT_ROW(key, ru, en) {#key, {ru, en}},
static const struct {
    const char *name;
    const char *patterns[2]; /* Russian, English */
} catalogue[TEXTS_COUNT] = {RS_TEXTS(RS_TEXT_ROW)};

#define RS_TEXT_OFFSET(name) {#name, offsetof(text_args, name)},
static const struct {
    const char *name;
    size_t offset;
} parameters[] = {RS_TEXT_PARAMETERS(RS_TEXT_OFFSET)};

static const struct {
    const char *tag;
    text_style style;
} styles[] = {{"b>", STYLE_BOLD}, {"i>", STYLE_ITALIC}, {"code>", STYLE_CODE}};

const char *text_pattern(text_key key, rs_lang lang)
{
    return catalogue[key].patterns[lang == RS_LANG_EN];
}

const char *text_key_name(text_key key)
{
    return catalogue[key].name;
}

/* -------------------------------------------------------------------------------- drafts */

void draft_open(draft *self, arena *memory, rs_lang lang)
{
    *self = (draft){.memory = memory, .lang = lang, .room = 1};
    self->text = arena_give(memory, self->room);
}

static void put(draft *self, const char *text, size_t size)
{
    if (self->size + size + 1 > self->room) {
        self->room = (self->size + size + 1) * 2;
        char *larger = arena_give(self->memory, self->room);
        memcpy(larger, self->text, self->size);
        self->text = larger;
    }
    memcpy(self->text + self->size, text, size);
    self->size += size;
    self->text[self->size] = 0;
    self->units += unicode_utf16(self->text + self->size - size);
}

void draft_raw(draft *self, const char *text)
{
    put(self, text, strlen(text));
}

void draft_gap(draft *self)
{
    if (self->size)
        draft_raw(self, "\n\n");
}

void draft_print_line(draft *self, const text_args *args)
{
    if (self->size && self->text[self->size - 1] != '\n')
        draft_raw(self, "\n");
    draft_print(self, args);
}

/* "<b>" opens a span, "</b>" closes it; spans do not nest. Returns what follows the tag. */
static const char *take_tag(draft *self, const char *at)
{
    bool closes = at[1] == '/';
    const char *name = at + 1 + closes;

    for (size_t i = 0; i < sizeof styles / sizeof *styles; i++) {
        if (strncmp(name, styles[i].tag, strlen(styles[i].tag)) != 0)
            continue;
        if (closes) {
            text_span *span = &self->spans[self->span_count - 1];
            span->length = self->units - span->at;
        } else {
            RS_ASSERT(self->span_count < DRAFT_SPANS_MAX);
            self->spans[self->span_count++] =
                (text_span){.style = styles[i].style, .at = self->units};
        }
        return name + strlen(styles[i].tag);
    }
    put(self, at, 1);
    return at + 1;
}

/* "n|one|few|many": the form for n; English has two. */
static void put_plural(draft *self, const char *forms, const char *end, int64_t n)
{
    format_plural_form form = format_plural(self->lang, n);

    if (self->lang == RS_LANG_EN && form == PLURAL_MANY)
        form = PLURAL_FEW; /* the second one written */
    for (int i = 0; i < (int)form; i++) {
        forms = memchr(forms, '|', (size_t)(end - forms));
        RS_ASSERT(forms);
        forms++;
    }
    const char *stop = memchr(forms, '|', (size_t)(end - forms));
    put(self, forms, (size_t)((stop ? stop : end) - forms));
}

/* "{name}", "{n}" or "{n|..}". Returns what follows it. */
static const char *take_parameter(draft *self, const text_args *args, const char *at)
{
    const char *name = at + 1;
    const char *end = strchr(at, '}');

    RS_ASSERT(end);
    size_t size = (size_t)(end - name);
    if (*name == 'n' && (size == 1 || name[1] == '|')) {
        if (size == 1)
            draft_raw(self, format_count(self->memory, self->lang, args->n));
        else
            put_plural(self, name + 2, end, args->n);
        return end + 1;
    }
    const char *value = NULL;
    for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++)
        if (strlen(parameters[i].name) == size && !memcmp(parameters[i].name, name, size))
            memcpy(&value, (const char *)args + parameters[i].offset, sizeof(const char *));
    RS_ASSERT(value); /* unknown, or not given */
    draft_raw(self, value);
    return end + 1;
}

void draft_print(draft *self, const text_args *args)
{
    const char *at = text_pattern(args->key, self->lang);

    while (*at) {
        size_t plain = strcspn(at, "<{");
        put(self, at, plain);
        at += plain;
        if (*at == '<')
            at = take_tag(self, at);
        else if (*at == '{')
            at = take_parameter(self, args, at);
    }
}

const char *text_print(arena *memory, rs_lang lang, const text_args *args)
{
    draft out;

    draft_open(&out, memory, lang);
    draft_print(&out, args);
    return out.text;
}

const char *text_points(arena *memory, rs_lang lang, int64_t centipoints)
{
    const char *points = format_points(memory, lang, centipoints);

    if (centipoints % 100)
        return text(memory, lang, TEXT_POINTS_FRACTION, .points = points);
    return text(memory, lang, TEXT_POINTS, .points = points, .n = centipoints / 100);
}

text_key text_of_reason(rs_reject_reason reason)
{
    switch (reason) {
    case RS_REJECT_REQUISITES: return TEXT_REASON_REQUISITES;
    case RS_REJECT_ABUSE: return TEXT_REASON_ABUSE;
    case RS_REJECT_RETURN_PENDING: return TEXT_REASON_RETURN;
    case RS_REJECT_LIMITS: return TEXT_REASON_LIMITS;
    case RS_REJECT_TAX_DATA: return TEXT_REASON_TAX;
    default: return TEXT_REASON_OTHER;
    }
}

text_key text_of_state(rs_payout_state state)
{
    switch (state) {
    case RS_PAYOUT_NEGOTIATION: return TEXT_STATE_NEGOTIATION;
    case RS_PAYOUT_PAID: return TEXT_STATE_PAID;
    case RS_PAYOUT_REJECTED: return TEXT_STATE_REJECTED;
    case RS_PAYOUT_CANCELLED: return TEXT_STATE_CANCELLED;
    default: return TEXT_STATE_NEW;
    }
}
