/* The reading half of codec.h: a bounded cursor with a sticky fault. After the first surprise every
 * read yields zero; the fault is looked at once, at the end. */
#include <stdio.h>
#include <string.h>

#include "shared/codec.h"

enum { DEPTH_MAX = 16, PATH_MAX_BYTES = 120 };

typedef struct {
    const uint8_t *at;
    const uint8_t *end;
    arena *memory;
    codec_mode mode;
    bool failed;
    bool newer;                  /* the fault is a row of a later release */
    const char *path[DEPTH_MAX]; /* of the field being read, outermost first */
    size_t depth;
    const char *what; /* the fault, and how much of the path leads to it */
    size_t fault_depth;
} reader;

typedef enum {
    SHAPE_NIL,
    SHAPE_BOOL,
    SHAPE_INT,
    SHAPE_STR,
    SHAPE_BIN,
    SHAPE_ARRAY,
    SHAPE_MAP,
    SHAPE_OTHER
} shape;

typedef struct {
    shape shape;
    int64_t number; /* INT, BOOL; too large for int64: SHAPE_OTHER */
    size_t count;   /* bytes of STR, BIN and OTHER; elements of ARRAY; pairs of MAP */
} head;

/* The first fault counts; whoever began the reading makes a sentence of it (describe). */
static void fail(reader *self, const char *what)
{
    if (!self->failed) {
        self->what = what;
        self->fault_depth = self->depth;
    }
    self->failed = true;
    self->at = self->end;
}

static uint64_t take_be(reader *self, size_t size)
{
    if ((size_t)(self->end - self->at) < size) {
        fail(self, "cut off");
        return 0;
    }
    uint64_t value = 0;
    for (size_t n = 0; n < size; n++)
        value = value << 8 | *self->at++;
    return value;
}

static int64_t signed_be(reader *self, size_t size)
{
    uint64_t value = take_be(self, size);
    unsigned shift = (unsigned)(64 - 8 * size);
    return (int64_t)(value << shift) >> shift;
}

static head unsigned_head(uint64_t value)
{
    if (value > INT64_MAX)
        return (head){.shape = SHAPE_OTHER};
    return (head){.shape = SHAPE_INT, .number = (int64_t)value};
}

/* Formats 0xc0 .. 0xdf of the msgpack specification. */
static head take_long_head(reader *self, uint8_t byte)
{
    static const size_t ext_size[] = {1, 2, 4, 8, 16};
    switch (byte) {
    case 0xc0: return (head){.shape = SHAPE_NIL};
    case 0xc2:
    case 0xc3: return (head){.shape = SHAPE_BOOL, .number = byte & 1};
    case 0xc4:
    case 0xc5:
    case 0xc6:
        return (head){.shape = SHAPE_BIN, .count = take_be(self, (size_t)1 << (byte - 0xc4))};
    case 0xc7:
    case 0xc8:
    case 0xc9:
        return (head){.shape = SHAPE_OTHER, .count = take_be(self, (size_t)1 << (byte - 0xc7)) + 1};
    case 0xca: return (head){.shape = SHAPE_OTHER, .count = 4};
    case 0xcb: return (head){.shape = SHAPE_OTHER, .count = 8};
    case 0xcc:
    case 0xcd:
    case 0xce:
    case 0xcf: return unsigned_head(take_be(self, (size_t)1 << (byte - 0xcc)));
    case 0xd0:
    case 0xd1:
    case 0xd2:
    case 0xd3:
        return (head){.shape = SHAPE_INT, .number = signed_be(self, (size_t)1 << (byte - 0xd0))};
    case 0xd4:
    case 0xd5:
    case 0xd6:
    case 0xd7:
    case 0xd8: return (head){.shape = SHAPE_OTHER, .count = ext_size[byte - 0xd4] + 1};
    case 0xd9:
    case 0xda:
    case 0xdb:
        return (head){.shape = SHAPE_STR, .count = take_be(self, (size_t)1 << (byte - 0xd9))};
    case 0xdc:
    case 0xdd:
        return (head){.shape = SHAPE_ARRAY, .count = take_be(self, (size_t)2 << (byte - 0xdc))};
    case 0xde:
    case 0xdf:
        return (head){.shape = SHAPE_MAP, .count = take_be(self, (size_t)2 << (byte - 0xde))};
    default: fail(self, "not msgpack"); return (head){.shape = SHAPE_OTHER};
    }
}

static head take_other_head(reader *self)
{
    uint8_t byte = (uint8_t)take_be(self, 1);
    if (self->failed)
        return (head){.shape = SHAPE_OTHER};
    head got;
    if (byte < 0x80)
        got = (head){.shape = SHAPE_INT, .number = byte};
    else if (byte < 0x90)
        got = (head){.shape = SHAPE_MAP, .count = byte & 0x0f};
    else if (byte < 0xa0)
        got = (head){.shape = SHAPE_ARRAY, .count = byte & 0x0f};
    else if (byte < 0xc0)
        got = (head){.shape = SHAPE_STR, .count = byte & 0x1f};
    else if (byte >= 0xe0)
        got = (head){.shape = SHAPE_INT, .number = (int8_t)byte};
    else
        got = take_long_head(self, byte);
    /* Every element takes a byte at least: a header cannot promise more than there is. */
    size_t least = got.shape == SHAPE_MAP ? 2 * got.count : got.count;
    if (!self->failed && least > (size_t)(self->end - self->at))
        fail(self, "cut off");
    return self->failed ? (head){.shape = SHAPE_OTHER} : got;
}

/* Most of what rows say is a small number, which is its own head. After a fault nothing is left. */
static inline head take_head(reader *self)
{
    if (self->at < self->end && *self->at < 0x80)
        return (head){.shape = SHAPE_INT, .number = *self->at++};
    return take_other_head(self);
}

/* A whole number as most are written: one byte, or a head and 1, 2, 4 or 8 bytes without a sign,
 * read at once where eight can be. false: it is something else, or stands too near the end. */
static inline bool take_plain(reader *self, int64_t *out)
{
    size_t left = (size_t)(self->end - self->at);
    if (left && *self->at < 0x80) {
        *out = *self->at++;
        return true;
    }
    if (left < 9 || (*self->at & 0xfc) != 0xcc)
        return false;
    unsigned size = 1u << (*self->at & 3);
    uint64_t value = get_be64(self->at + 1) >> (64 - 8 * size);
    if (value > INT64_MAX)
        return false;
    *out = (int64_t)value;
    self->at += 1 + size;
    return true;
}

/* The length of a short text or list; false: it is something else. */
static inline bool take_short(reader *self, shape wanted, size_t *count)
{
    unsigned mask = wanted == SHAPE_STR ? 0xe0 : 0xf0;
    unsigned first = wanted == SHAPE_STR ? 0xa0 : 0x90;
    if (self->at == self->end || (*self->at & mask) != first)
        return false;
    *count = *self->at & (0xff - mask);
    if (*count >= (size_t)(self->end - self->at))
        return false; /* cut off, which take_head says */
    self->at++;
    return true;
}

/* Passes over one value without recursion: `left` counts what is still to be passed per level. */
static void skip_value(reader *self)
{
    size_t left[DEPTH_MAX] = {1};
    size_t depth = 0;
    while (!self->failed) {
        while (left[depth] == 0) {
            if (depth == 0)
                return;
            depth--;
        }
        left[depth]--;
        head got = take_head(self);
        if (got.shape == SHAPE_STR || got.shape == SHAPE_BIN || got.shape == SHAPE_OTHER) {
            if (!self->failed)
                self->at += got.count;
        } else if (got.shape == SHAPE_ARRAY || got.shape == SHAPE_MAP) {
            if (++depth == DEPTH_MAX)
                fail(self, "nested too deep");
            else
                left[depth] = got.shape == SHAPE_MAP ? 2 * got.count : got.count;
        }
    }
}

size_t codec_value_size(const void *data, size_t size)
{
    reader self = {.at = data, .end = (const uint8_t *)data + size};
    skip_value(&self);
    return self.failed ? 0 : (size_t)(self.at - (const uint8_t *)data);
}

static size_t utf8_step(const uint8_t *at, size_t left)
{
    uint8_t first = at[0];
    if (first < 0x80)
        return first ? 1 : 0;
    size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || size > left)
        return 0;
    for (size_t n = 1; n < size; n++)
        if ((at[n] & 0xc0) != 0x80)
            return 0;
    bool overlong = (first == 0xe0 && at[1] < 0xa0) || (first == 0xf0 && at[1] < 0x90);
    bool surrogate = first == 0xed && at[1] > 0x9f;
    bool beyond = first == 0xf4 && at[1] > 0x8f;
    return overlong || surrogate || beyond ? 0 : size;
}

/* Eight bytes, each from 1 to 127? */
static bool is_plain_text(const uint8_t *at)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t word = get_be64(at);
    return !((word | (word - ones)) & ones << 7);
}

bool codec_utf8(const void *data, size_t size)
{
    const uint8_t *at = data;
    const uint8_t *end = at + size;
    while (at < end) {
        size_t step = 2; /* Cyrillic and its like: half of what people write */
        if (*at < 0x80)
            step = end - at >= 8 && is_plain_text(at) ? 8 : *at != 0;
        else if (*at < 0xc2 || *at > 0xdf || end - at < 2 || (at[1] & 0xc0) != 0x80)
            step = utf8_step(at, (size_t)(end - at));
        if (!step)
            return false;
        at += step;
    }
    return true;
}

void codec_utf8_trim(char *text)
{
    size_t size = strlen(text);
    while (size && !codec_utf8(text, size))
        text[--size] = 0;
}

static const int64_t SAFE = ((int64_t)1 << 53) - 1; /* what a browser's number holds exactly */

static inline void range_of(const rs_field *field, int64_t *min, int64_t *max)
{
    const int64_t amount = 9000000000000000;
    *min = 0;
    *max = field->limit ? field->limit : SAFE;
    switch (field->kind) {
    case RS_KIND_ID: *min = 1; break;
    case RS_KIND_TG: *min = -((int64_t)1 << 52), *max = (int64_t)1 << 52; break;
    case RS_KIND_POINTS:
    case RS_KIND_MONEY: *min = -amount, *max = amount; break;
    case RS_KIND_RATE: *max = 1000000; break;
    case RS_KIND_ENUM: *max = INT32_MAX; break;
    default: break;
    }
}

void codec_range(const rs_field *field, int64_t *min, int64_t *max)
{
    range_of(field, min, max);
}

bool codec_enum_has(const rs_enum *set, int64_t value)
{
    for (size_t n = 0; n < set->count; n++)
        if (set->values[n].value == value)
            return true;
    return false;
}

const char *codec_enum_name(const rs_enum *set, int value)
{
    for (size_t n = 0; n < set->count; n++)
        if (set->values[n].value == value)
            return set->values[n].name;
    return "?";
}

static int64_t take_int(reader *self)
{
    int64_t plain;
    if (take_plain(self, &plain))
        return plain;
    head got = take_head(self);
    if (got.shape != SHAPE_INT)
        fail(self, "an integer is wanted");
    return got.shape == SHAPE_INT ? got.number : 0;
}

static inline int64_t read_int(reader *self, const rs_field *field)
{
    int64_t min;
    int64_t max;
    int64_t number = take_int(self);
    /* A row writes zero for what is absent. */
    if (number == 0 && (!field->required || self->failed))
        return 0;
    range_of(field, &min, &max);
    if (number >= min && number <= max)
        return number;
    fail(self, "out of range");
    return 0;
}

static rs_bytes read_bytes(reader *self, const rs_field *field, shape wanted)
{
    head got = {.shape = SHAPE_STR};
    if (wanted != SHAPE_STR || !take_short(self, SHAPE_STR, &got.count))
        got = take_head(self);
    if (got.shape == SHAPE_NIL && !field->required)
        return (rs_bytes){0};
    if (got.shape != wanted)
        fail(self, wanted == SHAPE_STR ? "a string is wanted" : "bytes are wanted");
    else if (got.count > (size_t)field->limit)
        fail(self, "too long");
    else if (wanted == SHAPE_STR && !codec_utf8(self->at, got.count))
        fail(self, "not UTF-8, or a NUL in it");
    if (self->failed)
        return (rs_bytes){0};
    const char *copy = arena_copy(self->memory, self->at, got.count);
    self->at += got.count;
    return (rs_bytes){(const uint8_t *)copy, got.count};
}

static bool take_array(reader *self, const rs_field *field, size_t *count)
{
    head got = {.shape = SHAPE_ARRAY};
    if (!take_short(self, SHAPE_ARRAY, &got.count))
        got = take_head(self);
    *count = 0;
    if (got.shape == SHAPE_NIL && !field->required)
        return true;
    if (got.shape != SHAPE_ARRAY)
        fail(self, "a list is wanted");
    else if (got.count > (size_t)field->limit)
        fail(self, "too many elements");
    else
        *count = got.count;
    return !self->failed;
}

static void read_message(reader *self, const rs_type *type, void *out);
static void read_row(reader *self, const rs_type *type, void *out);

typedef void body_reader(reader *self, const rs_type *type, void *out);

static void read_list(reader *self, const rs_field *field, body_reader *body, rs_list *out)
{
    size_t count;
    if (!take_array(self, field, &count) || !count)
        return;
    uint8_t *items = arena_give(self->memory, count * field->type->size);
    for (size_t n = 0; n < count && !self->failed; n++)
        body(self, field->type, items + n * field->type->size);
    *out = (rs_list){items, count};
}

static void read_ints(reader *self, const rs_field *field, rs_ints *out)
{
    size_t count;
    if (!take_array(self, field, &count) || !count)
        return;
    int64_t *items = arena_give(self->memory, count * sizeof *items);
    for (size_t n = 0; n < count && !self->failed; n++) {
        items[n] = take_int(self);
        if (items[n] < 0 || items[n] > SAFE)
            fail(self, "a list of whole numbers is wanted");
    }
    *out = (rs_ints){items, count};
}

static void read_nested(reader *self, const rs_field *field, body_reader *body, const void **out)
{
    if (!field->required && self->at < self->end && *self->at == 0xc0) {
        self->at++;
        return;
    }
    void *nested = arena_give(self->memory, field->type->size);
    body(self, field->type, nested);
    *out = nested;
}

static void read_field(reader *self, const rs_field *field, body_reader *body, void *at)
{
    switch (field->kind) {
    case RS_KIND_BOOL: {
        head got = take_head(self);
        if (got.shape != SHAPE_BOOL)
            fail(self, "true or false is wanted");
        *(bool *)at = got.number != 0;
        break;
    }
    case RS_KIND_STR: {
        rs_bytes text = read_bytes(self, field, SHAPE_STR);
        /* An empty optional text is the same as none. */
        *(const char **)at = text.size || field->required ? (const char *)text.data : NULL;
        break;
    }
    case RS_KIND_BYTES: *(rs_bytes *)at = read_bytes(self, field, SHAPE_BIN); break;
    case RS_KIND_ENUM: {
        int64_t value = read_int(self, field);
        if (!self->failed && (value || field->required) && !codec_enum_has(field->set, value))
            fail(self, "not one of the known values");
        *(int *)at = (int)value;
        break;
    }
    case RS_KIND_MSG: read_nested(self, field, body, at); break;
    case RS_KIND_LIST: read_list(self, field, body, at); break;
    case RS_KIND_INTS: read_ints(self, field, at); break;
    default: *(int64_t *)at = read_int(self, field); break;
    }
}

/* Only a fault turns the path into text. */
static void path_push(reader *self, const char *name)
{
    RS_ASSERT(self->depth < DEPTH_MAX); /* the tables do not nest so deep */
    self->path[self->depth++] = name;
}

static void path_pop(reader *self)
{
    self->depth--;
}

/* Senders write the fields in their order: the one behind the last is looked at first. */
static const rs_field *find_field(const rs_type *type, const char *name, size_t size, size_t *index)
{
    size_t at = *index;
    for (size_t n = 0; n < type->count; n++, at++) {
        if (at >= type->count)
            at = 0;
        const char *its = type->fields[at].name;
        if (*its == *name && strlen(its) == size && !memcmp(its, name, size)) {
            *index = at;
            return &type->fields[at];
        }
    }
    return NULL;
}

static void read_member(reader *self, const rs_type *type, void *out, uint64_t *seen, size_t *next)
{
    head key = {.shape = SHAPE_STR};
    if (!take_short(self, SHAPE_STR, &key.count))
        key = take_head(self);
    if (key.shape != SHAPE_STR) {
        fail(self, "a field name is wanted");
        return;
    }
    const char *name = (const char *)self->at;
    self->at += key.count;
    size_t index = *next;
    const rs_field *field = key.count ? find_field(type, name, key.count, &index) : NULL;
    if (!field) {
        if (self->mode == CODEC_STRICT)
            fail(self, "has a field that is not known here");
        skip_value(self);
        return;
    }
    path_push(self, field->name);
    if (*seen >> index & 1)
        fail(self, "given twice");
    *seen |= (uint64_t)1 << index;
    *next = index + 1;
    read_field(self, field, read_message, (uint8_t *)out + field->offset);
    path_pop(self);
}

static void read_message(reader *self, const rs_type *type, void *out)
{
    RS_ASSERT(type->count <= 64);
    head got = take_head(self);
    if (got.shape != SHAPE_MAP) {
        fail(self, "a map is wanted");
        return;
    }
    uint64_t seen = 0;
    size_t next = 0;
    for (size_t n = 0; n < got.count && !self->failed; n++)
        read_member(self, type, out, &seen, &next);
    for (size_t n = 0; n < type->count && !self->failed; n++)
        if (type->fields[n].required && !(seen >> n & 1)) {
            path_push(self, type->fields[n].name);
            fail(self, "is missing");
        }
}

static void read_row(reader *self, const rs_type *type, void *out)
{
    head got = {.shape = SHAPE_ARRAY};
    if (!take_short(self, SHAPE_ARRAY, &got.count))
        got = take_head(self);
    if (got.shape != SHAPE_ARRAY || !got.count) {
        fail(self, "a row is wanted");
        return;
    }
    head version = take_head(self);
    if (version.shape != SHAPE_INT || version.number != CODEC_ROW_VERSION ||
        got.count - 1 > type->count) {
        self->newer = !self->failed;
        fail(self, "was written by a newer release");
        return;
    }
    path_push(self, NULL);
    for (size_t n = 0; n + 1 < got.count && !self->failed; n++) {
        const rs_field *field = &type->fields[n];
        self->path[self->depth - 1] = field->name;
        read_field(self, field, read_row, (uint8_t *)out + field->offset);
    }
    path_pop(self);
}

/* One value into `out`; a fault leaves zeros. */
static void decode(reader *self, const rs_type *type, body_reader *body, void *out)
{
    memset(out, 0, type->size);
    body(self, type, out);
    if (self->failed)
        memset(out, 0, type->size);
}

static void decode_whole(reader *self, const rs_type *type, body_reader *body, void *out)
{
    decode(self, type, body, out);
    if (self->failed || self->at == self->end)
        return;
    fail(self, "has more behind its end");
    memset(out, 0, type->size);
}

/* Where, and what: "one.note: too long". */
static rs_err describe(const reader *self, rs_err code, const char *type, rs_error *error)
{
    char path[PATH_MAX_BYTES] = "message";
    for (size_t n = 0, used = 0; n < self->fault_depth && used < sizeof path; n++)
        used +=
            (size_t)snprintf(path + used, sizeof path - used, "%s%s", n ? "." : "", self->path[n]);
    return rs_fail(error, code, "%s%s%s: %s", type, *type ? ": " : "", path, self->what);
}

/* No bytes at all may come without an address. */
static reader reader_of(const void *data, size_t size, arena *memory)
{
    const uint8_t *at = data ? data : (const uint8_t *)"";
    return (reader){.at = at, .end = at + size, .memory = memory};
}

rs_err codec_decode(const rs_type *type, const void *data, size_t size, codec_mode mode,
                    arena *memory, void *out, rs_error *error)
{
    reader self = reader_of(data, size, memory);
    self.mode = mode;
    decode_whole(&self, type, read_message, out);
    return self.failed ? describe(&self, RS_BAD_REQUEST, "", error) : RS_OK;
}

static rs_err row_fault(const reader *self, const rs_type *type, rs_error *error)
{
    return describe(self, self->newer ? RS_NEWER : RS_CORRUPT, type->name, error);
}

rs_err codec_decode_row(const rs_type *type, const void *data, size_t size, arena *memory,
                        void *out, rs_error *error)
{
    reader self = reader_of(data, size, memory);
    decode_whole(&self, type, read_row, out);
    return self.failed ? row_fault(&self, type, error) : RS_OK;
}

rs_err codec_take_row(const rs_type *type, rs_bytes *data, arena *memory, void *out,
                      rs_error *error)
{
    reader self = reader_of(data->data, data->size, memory);
    decode(&self, type, read_row, out);
    if (self.failed)
        return row_fault(&self, type, error);
    *data = (rs_bytes){self.at, (size_t)(self.end - self.at)};
    return RS_OK;
}
