/* codec - messages as C structs, to and from msgpack, driven by tables.
 *
 * A table (rs_type) is expanded from a field list; protocol.def says what the types mean. The same
 * table serves two encodings: a map {"field": value} for messages, and a row [version, value ...]
 * in field order where size and speed count (facts, records of the state). Decoding is one bounded
 * reader that goes straight into the struct: nothing is allocated that the input does not pay for,
 * and the first surprise ends it with RS_BAD_REQUEST and the name of the field.
 *
 * Ownership: what a decoded struct points to lives in the arena. Encoding only reads. */
#ifndef RS_CODEC_H
#define RS_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/arena.h"
#include "shared/buf.h"
#include "shared/err.h"

typedef enum {
    RS_KIND_COUNT,
    RS_KIND_ID,
    RS_KIND_TIME,
    RS_KIND_TG,
    RS_KIND_POINTS,
    RS_KIND_MONEY,
    RS_KIND_RATE,
    RS_KIND_BOOL,
    RS_KIND_STR,
    RS_KIND_BYTES,
    RS_KIND_ENUM,
    RS_KIND_MSG,
    RS_KIND_LIST,
    RS_KIND_INTS,
} rs_kind;

typedef struct {
    const uint8_t *data;
    size_t size;
} rs_bytes;

typedef struct {
    const int64_t *items;
    size_t count;
} rs_ints;

/* What every LIST(m) looks like to the tables; the typed lists have the same layout. */
typedef struct {
    void *items;
    size_t count;
} rs_list;

typedef struct {
    const char *name; /* as on the wire */
    int value;
} rs_enum_value;

typedef struct {
    const char *name;
    const char *doc;
    const rs_enum_value *values;
    size_t count;
} rs_enum;

typedef struct rs_type rs_type;

typedef struct {
    const char *name;
    rs_kind kind;
    bool required;
    int64_t limit;
    size_t offset;
    const rs_type *type; /* of MSG and LIST */
    const rs_enum *set;  /* of ENUM */
} rs_field;

struct rs_type {
    const char *name;
    const char *doc;
    const rs_field *fields;
    size_t count;
    const rs_field *pointing; /* those of the fields that point to something; ends without a name */
    size_t size;              /* of the C struct */
};

typedef enum {
    CODEC_TOLERANT, /* unknown fields are skipped: the sender may be newer */
    CODEC_STRICT,   /* unknown fields are refused: browsers */
} codec_mode;

/* Fills `out` (type->size bytes). Anything but RS_OK leaves it zeroed. Exactly one message must
 * stand in the data. Result: RS_OK or RS_BAD_REQUEST (error names the field). */
RS_MUST_USE rs_err codec_decode(const rs_type *type, const void *data, size_t size, codec_mode mode,
                                arena *memory, void *out, rs_error *error);
void codec_encode(const rs_type *type, const void *message, rs_buf *out);

/* Rows. A row written by an older release is shorter; what it lacks is zero. One that is longer or
 * has a higher version is RS_NEWER; a damaged one is RS_CORRUPT. */
enum { CODEC_ROW_VERSION = 1 };
RS_MUST_USE rs_err codec_decode_row(const rs_type *type, const void *data, size_t size,
                                    arena *memory, void *out, rs_error *error);
void codec_encode_row(const rs_type *type, const void *message, rs_buf *out);
/* The row that `data` begins with; `data` is left with what stands behind it. */
RS_MUST_USE rs_err codec_take_row(const rs_type *type, rs_bytes *data, arena *memory, void *out,
                                  rs_error *error);

/* A copy that lives elsewhere: how many bytes there are of what a message points to, and moving all
 * of it to memory that has so many, where `memory` is left at their end. An empty text that is
 * optional becomes none, as if it had been encoded and decoded. */
size_t codec_extent(const rs_type *type, const void *message);
void codec_take_in(const rs_type *type, void *message, uint8_t **memory);

/* Does `value` belong to the set? */
bool codec_enum_has(const rs_enum *set, int64_t value);
const char *codec_enum_name(const rs_enum *set, int value); /* "?" if unknown */

/* The range of an integer field, after its limit. */
void codec_range(const rs_field *field, int64_t *min, int64_t *max);

/* UTF-8 without NUL, overlong forms, surrogates, and nothing cut off. */
bool codec_utf8(const void *data, size_t size);
/* Of a text that was cut to its limit by bytes: drops the half of a letter that is left at its end.
 */
void codec_utf8_trim(char *text);

/* Length of the one msgpack value that `data` begins with, checked to be whole and at most 16
 * levels deep; 0 if it is not. Allocates nothing. */
size_t codec_value_size(const void *data, size_t size);

#endif
