#include <msgpack.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shared/schema.h"

/* A message with a field of every kind. */
#define RS_COLOUR(V) V(COLOUR_RED, 1, "red") V(COLOUR_BLUE, 4, "blue")
#define RS_INNER(F, S) F(S, id, ID, 0, REQ) F(S, note, STR, 4, OPT)
#define RS_SAMPLE(F, S)                                                                            \
    F(S, count, COUNT, 100, REQ)                                                                   \
    F(S, id, ID, 0, OPT)                                                                           \
    F(S, at, TIME, 0, OPT)                                                                         \
    F(S, tg, TG, 0, OPT)                                                                           \
    F(S, points, POINTS, 0, OPT)                                                                   \
    F(S, money, MONEY, 0, OPT)                                                                     \
    F(S, rate, RATE, 0, OPT)                                                                       \
    F(S, flag, BOOL, 0, OPT)                                                                       \
    F(S, text, STR, 8, REQ)                                                                        \
    F(S, bytes, BYTES, 4, OPT)                                                                     \
    F(S, colour, ENUM(colour), 0, OPT)                                                             \
    F(S, one, MSG(inner), 0, OPT)                                                                  \
    F(S, many, LIST(inner), 3, OPT)                                                                \
    F(S, numbers, INTS, 3, OPT)
/* The same as an earlier release knew it. */
#define RS_EARLIER(F, S) F(S, count, COUNT, 100, REQ) F(S, id, ID, 0, OPT)
/* Lengths of every size. */
#define RS_WIDE(F, S)                                                                              \
    F(S, tg, TG, 0, REQ)                                                                           \
    F(S, text, STR, 70000, REQ)                                                                    \
    F(S, bytes, BYTES, 70000, REQ) F(S, numbers, INTS, 70000, REQ)
#define RS_ALL(M)                                                                                  \
    M(wide, RS_WIDE, "") M(inner, RS_INNER, "") M(sample, RS_SAMPLE, "") M(earlier, RS_EARLIER, "")

RS_ENUM_TYPE(colour, RS_COLOUR, "")
RS_STRUCTS(RS_ALL)
RS_ENUM_TABLE(colour, RS_COLOUR, "")
RS_TABLES(RS_ALL)

static const int64_t safe = ((int64_t)1 << 53) - 1;

static rs_inner inner = {.id = 5, .note = "four"};
static rs_inner inners[] = {{.id = 6}, {.id = 7, .note = "да"}};
static const int64_t numbers[] = {0, 9007199254740991};
static const rs_sample full = {
    .count = 100,
    .id = 9007199254740991,
    .at = 1700000000000,
    .tg = -1001234567890,
    .points = -9000000000000000,
    .money = 9000000000000000,
    .rate = 1000000,
    .flag = true,
    .text = "восе",
    .bytes = {(const uint8_t *)"\0\1\2\3", 4},
    .colour = RS_COLOUR_BLUE,
    .one = &inner,
    .many = {inners, 2},
    .numbers = {numbers, 2},
};

/* ------------------------------------------------------------------------------- helpers */

/* The block is exactly as long as the data, so that sanitizers see a read past its end. */
static rs_err decode_with(const rs_type *type, codec_mode mode, const void *data, size_t size,
                          arena *memory, void *out, rs_error *error)
{
    uint8_t *block = malloc(size ? size : 1);
    assert_non_null(block);
    memcpy(block, data, size);
    rs_err rc = codec_decode(type, block, size, mode, memory, out, error);
    free(block);
    return rc;
}

static void assert_zero(const rs_type *type, const void *message)
{
    for (size_t n = 0; n < type->size; n++)
        assert_int_equal(((const uint8_t *)message)[n], 0);
}

static void refused(const rs_buf *data, codec_mode mode, const char *why)
{
    rs_sample out;
    rs_error error = {0};
    arena *memory = arena_open();
    assert_int_equal(
        decode_with(&rs_sample_type, mode, data->data, data->size, memory, &out, &error),
        RS_BAD_REQUEST);
    assert_zero(&rs_sample_type, &out);
    if (why)
        assert_string_equal(error.text, why);
    arena_close(&memory);
}

static void accepted(const rs_buf *data, codec_mode mode)
{
    rs_sample out;
    rs_error error = {0};
    arena *memory = arena_open();
    if (decode_with(&rs_sample_type, mode, data->data, data->size, memory, &out, &error))
        fail_msg("refused: %s", error.text);
    arena_close(&memory);
}

static int put(void *out, const char *data, size_t size)
{
    buf_append(out, data, size);
    return 0;
}

static void pack_key(msgpack_packer *pk, const char *key)
{
    msgpack_pack_str(pk, strlen(key));
    msgpack_pack_str_body(pk, key, strlen(key));
}

/* {"count": 1, "text": "t" ...}: what must be there, and room for `more` pairs. */
static msgpack_packer begin(rs_buf *out, size_t more)
{
    msgpack_packer pk;
    msgpack_packer_init(&pk, out, put);
    msgpack_pack_map(&pk, 2 + more);
    pack_key(&pk, "count");
    msgpack_pack_int(&pk, 1);
    pack_key(&pk, "text");
    pack_key(&pk, "t");
    return pk;
}

static void int_field(const char *name, int64_t value, bool good)
{
    rs_buf data = {0};
    msgpack_packer pk = begin(&data, 1);
    pack_key(&pk, name);
    msgpack_pack_int64(&pk, value);
    if (good)
        accepted(&data, CODEC_STRICT);
    else
        refused(&data, CODEC_TOLERANT, NULL);
    buf_free(&data);
}

/* --------------------------------------------------------------------------------- tests */

static void test_a_message_comes_back_as_it_was(void **state)
{
    rs_buf first = {0};
    rs_buf second = {0};
    rs_sample out;
    arena *memory = arena_open();
    (void)state;
    codec_encode(&rs_sample_type, &full, &first);
    assert_int_equal(
        decode_with(&rs_sample_type, CODEC_STRICT, first.data, first.size, memory, &out, NULL),
        RS_OK);
    assert_true(out.tg == full.tg && out.points == full.points && out.money == full.money);
    assert_true(out.flag && out.colour == RS_COLOUR_BLUE && out.id == safe);
    assert_string_equal(out.text, "восе");
    assert_string_equal(out.one->note, "four");
    assert_int_equal(out.many.count, 2);
    assert_null(out.many.items[0].note);
    assert_string_equal(out.many.items[1].note, "да");
    assert_true(out.numbers.items[1] == safe);
    codec_encode(&rs_sample_type, &out, &second);
    assert_int_equal(first.size, second.size);
    assert_memory_equal(first.data, second.data, first.size);
    buf_free(&first);
    buf_free(&second);
    arena_close(&memory);
}

static void test_what_is_empty_is_not_written(void **state)
{
    rs_buf data = {0};
    (void)state;
    codec_encode(&rs_sample_type, &(rs_sample){.count = 0, .text = ""}, &data);
    assert_int_equal(data.size, 1 + 6 + 1 + 5 + 1);
    accepted(&data, CODEC_STRICT);
    buf_free(&data);
}

static void test_a_message_cut_off_anywhere_is_refused(void **state)
{
    rs_buf data = {0};
    (void)state;
    codec_encode(&rs_sample_type, &full, &data);
    for (size_t size = 0; size < data.size; size++)
        refused(&(rs_buf){.data = data.data, .size = size}, CODEC_TOLERANT, NULL);
    buf_free(&data);
}

static void test_a_changed_byte_is_read_safely_or_refused_whole(void **state)
{
    rs_buf data = {0};
    arena *memory = arena_open();
    (void)state;
    codec_encode(&rs_sample_type, &full, &data);
    for (size_t at = 0; at < data.size; at++)
        for (unsigned byte = 0; byte < 256; byte++) {
            rs_sample out;
            uint8_t was = data.data[at];
            data.data[at] = (uint8_t)byte;
            if (decode_with(&rs_sample_type, byte & 1 ? CODEC_STRICT : CODEC_TOLERANT, data.data,
                            data.size, memory, &out, NULL))
                assert_zero(&rs_sample_type, &out);
            data.data[at] = was;
            arena_reset(memory);
        }
    buf_free(&data);
    arena_close(&memory);
}

static void test_unknown_fields_are_skipped_from_actors_and_refused_from_browsers(void **state)
{
    rs_buf data = {0};
    msgpack_packer pk = begin(&data, 1);
    (void)state;
    pack_key(&pk, "newer");
    msgpack_pack_array(&pk, 2);
    msgpack_pack_double(&pk, 1.5);
    msgpack_pack_map(&pk, 1);
    msgpack_pack_nil(&pk);
    msgpack_pack_bin(&pk, 1);
    msgpack_pack_bin_body(&pk, "x", 1);
    accepted(&data, CODEC_TOLERANT);
    refused(&data, CODEC_STRICT, "message: has a field that is not known here");
    buf_free(&data);
}

static void test_bytes_behind_the_end_are_refused(void **state)
{
    rs_buf data = {0};
    (void)state;
    codec_encode(&rs_sample_type, &full, &data);
    buf_append(&data, "", 1);
    refused(&data, CODEC_TOLERANT, "message: has more behind its end");
    buf_free(&data);
}

static void test_a_field_given_twice_is_refused(void **state)
{
    rs_buf data = {0};
    msgpack_packer pk = begin(&data, 1);
    (void)state;
    pack_key(&pk, "count");
    msgpack_pack_int(&pk, 1);
    refused(&data, CODEC_TOLERANT, "count: given twice");
    buf_free(&data);
}

static void test_a_missing_field_is_named_with_its_place(void **state)
{
    rs_buf data = {0};
    msgpack_packer pk = begin(&data, 1);
    (void)state;
    pack_key(&pk, "many");
    msgpack_pack_array(&pk, 1);
    msgpack_pack_map(&pk, 0);
    refused(&data, CODEC_TOLERANT, "many.id: is missing");
    buf_free(&data);
}

static void test_integers_keep_to_the_range_of_their_kind(void **state)
{
    static const struct {
        const char *name;
        int64_t least;
        int64_t most;
    } ranges[] = {
        {"id", 1, 9007199254740991},
        {"at", 0, 9007199254740991},
        {"tg", -4503599627370496, 4503599627370496},
        {"points", -9000000000000000, 9000000000000000},
        {"money", -9000000000000000, 9000000000000000},
        {"rate", 0, 1000000},
    };
    (void)state;
    for (size_t n = 0; n < sizeof ranges / sizeof *ranges; n++) {
        int_field(ranges[n].name, ranges[n].least, true);
        int_field(ranges[n].name, ranges[n].most, true);
        int_field(ranges[n].name, ranges[n].most + 1, false);
        if (ranges[n].least != 1) /* an optional field may say zero */
            int_field(ranges[n].name, ranges[n].least - 1, false);
        int_field(ranges[n].name, INT64_MIN, false);
        int_field(ranges[n].name, INT64_MAX, false);
    }
    int_field("colour", 4, true);
    int_field("colour", 2, false);
    int_field("colour", 4 + ((int64_t)1 << 32), false);
}

static void test_numbers_that_are_not_integers_are_refused(void **state)
{
    rs_buf data = {0};
    msgpack_packer pk = begin(&data, 1);
    (void)state;
    pack_key(&pk, "points");
    msgpack_pack_double(&pk, 5.0);
    refused(&data, CODEC_TOLERANT, "points: an integer is wanted");
    buf_clear(&data);
    pk = begin(&data, 1);
    pack_key(&pk, "points");
    msgpack_pack_uint64(&pk, UINT64_MAX);
    refused(&data, CODEC_TOLERANT, "points: an integer is wanted");
    buf_clear(&data);
    pk = begin(&data, 1);
    pack_key(&pk, "points");
    msgpack_pack_nil(&pk);
    refused(&data, CODEC_TOLERANT, "points: an integer is wanted");
    buf_free(&data);
}

static void text_field(const char *text, size_t size, const char *why)
{
    rs_buf data = {0};
    msgpack_packer pk = begin(&data, 1);
    pack_key(&pk, "one");
    msgpack_pack_map(&pk, 2);
    pack_key(&pk, "id");
    msgpack_pack_int(&pk, 1);
    pack_key(&pk, "note");
    msgpack_pack_str(&pk, size);
    msgpack_pack_str_body(&pk, text, size);
    if (why)
        refused(&data, CODEC_TOLERANT, why);
    else
        accepted(&data, CODEC_TOLERANT);
    buf_free(&data);
}

static void test_texts_are_utf8_without_nul_and_of_bounded_length(void **state)
{
    static const struct {
        const char *text;
        size_t size;
    } bad[] = {
        {"\xff", 1},             /* no such byte */
        {"\xc0\xaf", 2},         /* longer than needed */
        {"\xe0\x80\xaf", 3},     /* the same */
        {"\xed\xa0\x80", 3},     /* half of a UTF-16 pair */
        {"\xf4\x90\x80\x80", 4}, /* beyond the last character */
        {"\xd0", 1},             /* cut off */
        {"\x80", 1},             /* a middle without a start */
        {"a\0b", 3},
    };
    (void)state;
    text_field("four", 4, NULL);
    text_field("да", 4, NULL);
    text_field("\xf4\x8f\xbf\xbf", 4, NULL);
    text_field("fiver", 5, "one.note: too long");
    for (size_t n = 0; n < sizeof bad / sizeof *bad; n++)
        text_field(bad[n].text, bad[n].size, "one.note: not UTF-8, or a NUL in it");
}

static void test_lists_and_bytes_are_of_bounded_length(void **state)
{
    rs_buf data = {0};
    msgpack_packer pk = begin(&data, 1);
    (void)state;
    pack_key(&pk, "numbers");
    msgpack_pack_array(&pk, 4);
    for (int n = 0; n < 4; n++)
        msgpack_pack_int(&pk, n);
    refused(&data, CODEC_TOLERANT, "numbers: too many elements");
    buf_clear(&data);
    pk = begin(&data, 1);
    pack_key(&pk, "bytes");
    msgpack_pack_bin(&pk, 5);
    msgpack_pack_bin_body(&pk, "12345", 5);
    refused(&data, CODEC_TOLERANT, "bytes: too long");
    buf_clear(&data);
    pk = begin(&data, 1);
    pack_key(&pk, "numbers");
    msgpack_pack_array(&pk, 1);
    msgpack_pack_int(&pk, -1);
    refused(&data, CODEC_TOLERANT, "numbers: a list of whole numbers is wanted");
    buf_free(&data);
}

static void test_a_header_that_promises_more_than_there_is_costs_nothing(void **state)
{
    static const uint8_t huge[][5] = {{0xdd, 0xff, 0xff, 0xff, 0xff},
                                      {0xdf, 0xff, 0xff, 0xff, 0xff},
                                      {0xc6, 0xff, 0xff, 0xff, 0xff},
                                      {0xdb, 0xff, 0xff, 0xff, 0xff},
                                      {0xc9, 0xff, 0xff, 0xff, 0xff}};
    (void)state;
    for (size_t n = 0; n < sizeof huge / sizeof *huge; n++) {
        rs_buf data = {0};
        msgpack_packer pk = begin(&data, 1);
        pack_key(&pk, "newer");
        buf_append(&data, huge[n], 5);
        refused(&data, CODEC_TOLERANT, NULL);
        buf_free(&data);
        assert_int_equal(codec_value_size(huge[n], 5), 0);
    }
}

static void nested(rs_buf *out, size_t depth)
{
    msgpack_packer pk = begin(out, 1);
    pack_key(&pk, "newer");
    for (size_t n = 0; n < depth; n++)
        msgpack_pack_array(&pk, 1);
    msgpack_pack_nil(&pk);
}

static void test_an_unknown_field_may_nest_so_deep_and_no_deeper(void **state)
{
    rs_buf data = {0};
    (void)state;
    nested(&data, 15);
    accepted(&data, CODEC_TOLERANT);
    buf_clear(&data);
    nested(&data, 16);
    refused(&data, CODEC_TOLERANT, "message: nested too deep");
    buf_clear(&data);
    nested(&data, 100000);
    refused(&data, CODEC_TOLERANT, "message: nested too deep");
    buf_free(&data);
}

static void test_the_size_of_a_value_is_that_of_the_first_one(void **state)
{
    rs_buf data = {0};
    (void)state;
    codec_encode(&rs_sample_type, &full, &data);
    size_t size = data.size;
    buf_append(&data, "more", 4);
    assert_int_equal(codec_value_size(data.data, data.size), size);
    assert_int_equal(codec_value_size(data.data, size - 1), 0);
    assert_int_equal(codec_value_size(data.data, 0), 0);
    buf_free(&data);
}

/* ---------------------------------------------------------------------------------- rows */

static rs_err row(const rs_type *type, const rs_buf *data, arena *memory, void *out)
{
    return codec_decode_row(type, data->data, data->size, memory, out, NULL);
}

static void test_a_row_comes_back_as_it_was(void **state)
{
    rs_buf first = {0};
    rs_buf second = {0};
    rs_sample out;
    arena *memory = arena_open();
    (void)state;
    codec_encode_row(&rs_sample_type, &full, &first);
    assert_int_equal(row(&rs_sample_type, &first, memory, &out), RS_OK);
    codec_encode_row(&rs_sample_type, &out, &second);
    assert_int_equal(first.size, second.size);
    assert_memory_equal(first.data, second.data, first.size);
    buf_free(&first);
    buf_free(&second);
    arena_close(&memory);
}

static void test_a_row_of_an_earlier_release_is_filled_up_and_a_later_one_refused(void **state)
{
    rs_buf data = {0};
    rs_sample sample;
    rs_earlier earlier;
    arena *memory = arena_open();
    (void)state;
    codec_encode_row(&rs_earlier_type, &(rs_earlier){.count = 3, .id = 4}, &data);
    assert_int_equal(row(&rs_sample_type, &data, memory, &sample), RS_OK);
    assert_int_equal(sample.count, 3);
    assert_int_equal(sample.id, 4);
    assert_null(sample.text);
    buf_clear(&data);
    codec_encode_row(&rs_sample_type, &full, &data);
    assert_int_equal(row(&rs_earlier_type, &data, memory, &earlier), RS_NEWER);
    data.data[1] = CODEC_ROW_VERSION + 1;
    assert_int_equal(row(&rs_sample_type, &data, memory, &sample), RS_NEWER);
    buf_free(&data);
    arena_close(&memory);
}

static void test_a_row_cut_off_anywhere_is_corrupt(void **state)
{
    rs_buf data = {0};
    rs_sample out;
    arena *memory = arena_open();
    (void)state;
    codec_encode_row(&rs_sample_type, &full, &data);
    for (size_t size = 0; size < data.size; size++) {
        uint8_t *block = malloc(size ? size : 1);
        memcpy(block, data.data, size);
        assert_int_equal(row(&rs_sample_type, &(rs_buf){.data = block, .size = size}, memory, &out),
                         RS_CORRUPT);
        assert_zero(&rs_sample_type, &out);
        free(block);
    }
    buf_free(&data);
    arena_close(&memory);
}

/* ------------------------------------------------------------------------- the same bytes */

static void same_as_msgpack(const rs_wide *message)
{
    rs_buf ours = {0};
    rs_buf theirs = {0};
    msgpack_packer pk;
    size_t size = strlen(message->text);
    msgpack_packer_init(&pk, &theirs, put);
    msgpack_pack_array(&pk, 5);
    msgpack_pack_int64(&pk, CODEC_ROW_VERSION);
    msgpack_pack_int64(&pk, message->tg);
    msgpack_pack_str(&pk, size);
    msgpack_pack_str_body(&pk, message->text, size);
    msgpack_pack_bin(&pk, message->bytes.size);
    msgpack_pack_bin_body(&pk, message->bytes.data, message->bytes.size);
    msgpack_pack_array(&pk, message->numbers.count);
    for (size_t n = 0; n < message->numbers.count; n++)
        msgpack_pack_int64(&pk, message->numbers.items[n]);
    codec_encode_row(&rs_wide_type, message, &ours);
    assert_int_equal(ours.size, theirs.size);
    assert_memory_equal(ours.data, theirs.data, ours.size);
    buf_free(&ours);
    buf_free(&theirs);
}

static void test_numbers_and_lengths_are_written_as_msgpack_writes_them(void **state)
{
    static const size_t sizes[] = {0, 1, 15, 16, 31, 32, 255, 256, 65535, 65536, 70000};
    char *text = malloc(70001);
    int64_t *list = calloc(70000, sizeof *list);
    (void)state;
    assert_true(text && list);
    for (unsigned bit = 0; bit < 63; bit++)
        for (int64_t by = -1; by <= 1; by++)
            for (int64_t sign = -1; sign <= 1; sign += 2)
                same_as_msgpack(&(rs_wide){.tg = sign * ((int64_t)1 << bit) + by, .text = ""});
    same_as_msgpack(&(rs_wide){.tg = INT64_MIN, .text = ""});
    same_as_msgpack(&(rs_wide){.tg = INT64_MAX, .text = ""});
    for (size_t n = 0; n < sizeof sizes / sizeof *sizes; n++) {
        memset(text, 't', 70000);
        text[sizes[n]] = '\0';
        same_as_msgpack(&(rs_wide){
            .text = text, .bytes = {(const uint8_t *)text, sizes[n]}, .numbers = {list, sizes[n]}});
    }
    free(text);
    free(list);
}

/* ------------------------------------------------------------------------- copies */

/* A copy in one piece of memory, which ends where it says; the original is overwritten. */
static void test_a_copy_says_the_same_and_shares_nothing(void **state)
{
    rs_buf bytes = {0};
    rs_buf again = {0};
    rs_error error;
    rs_sample message;
    arena *memory = arena_open();
    (void)state;
    codec_encode_row(&rs_sample_type, &full, &bytes);
    assert_int_equal(
        codec_decode_row(&rs_sample_type, bytes.data, bytes.size, memory, &message, &error), RS_OK);
    size_t extent = codec_extent(&rs_sample_type, &message);
    uint8_t *room = malloc(extent);
    uint8_t *at = room;
    rs_sample copy = message;
    codec_take_in(&rs_sample_type, &copy, &at);
    assert_ptr_equal(at, room + extent);
    memset((void *)(uintptr_t)message.text, 'x', strlen(message.text));
    memset((void *)(uintptr_t)message.numbers.items, 'x', sizeof(int64_t));
    memset(message.many.items, 0, sizeof *message.many.items);
    arena_close(&memory);
    codec_encode_row(&rs_sample_type, &copy, &again);
    assert_int_equal(again.size, bytes.size);
    assert_memory_equal(again.data, bytes.data, bytes.size);
    free(room);
    buf_free(&bytes);
    buf_free(&again);
}

static void test_a_copy_of_an_empty_text_is_what_decoding_makes_of_it(void **state)
{
    rs_sample copy = {.count = 1, .text = "", .one = &(rs_inner){.id = 1, .note = ""}};
    uint8_t room[256];
    uint8_t *at = room;
    (void)state;
    assert_true(codec_extent(&rs_sample_type, &copy) <= sizeof room);
    codec_take_in(&rs_sample_type, &copy, &at);
    assert_string_equal(copy.text, ""); /* required: there */
    assert_null(copy.one->note);        /* optional: none */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_message_comes_back_as_it_was),
        cmocka_unit_test(test_what_is_empty_is_not_written),
        cmocka_unit_test(test_a_message_cut_off_anywhere_is_refused),
        cmocka_unit_test(test_a_changed_byte_is_read_safely_or_refused_whole),
        cmocka_unit_test(test_unknown_fields_are_skipped_from_actors_and_refused_from_browsers),
        cmocka_unit_test(test_bytes_behind_the_end_are_refused),
        cmocka_unit_test(test_a_field_given_twice_is_refused),
        cmocka_unit_test(test_a_missing_field_is_named_with_its_place),
        cmocka_unit_test(test_integers_keep_to_the_range_of_their_kind),
        cmocka_unit_test(test_numbers_that_are_not_integers_are_refused),
        cmocka_unit_test(test_texts_are_utf8_without_nul_and_of_bounded_length),
        cmocka_unit_test(test_lists_and_bytes_are_of_bounded_length),
        cmocka_unit_test(test_a_header_that_promises_more_than_there_is_costs_nothing),
        cmocka_unit_test(test_an_unknown_field_may_nest_so_deep_and_no_deeper),
        cmocka_unit_test(test_the_size_of_a_value_is_that_of_the_first_one),
        cmocka_unit_test(test_a_row_comes_back_as_it_was),
        cmocka_unit_test(test_a_row_of_an_earlier_release_is_filled_up_and_a_later_one_refused),
        cmocka_unit_test(test_a_row_cut_off_anywhere_is_corrupt),
        cmocka_unit_test(test_numbers_and_lengths_are_written_as_msgpack_writes_them),
        cmocka_unit_test(test_a_copy_says_the_same_and_shares_nothing),
        cmocka_unit_test(test_a_copy_of_an_empty_text_is_what_decoding_makes_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
