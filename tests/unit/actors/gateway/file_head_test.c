#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "actors/gateway/file_head.h"

#define SAYS(text, type)                                                                           \
    assert_string_equal(file_type((rs_bytes){(const uint8_t *)(text), sizeof(text) - 1}), (type))
#define PLAIN "application/octet-stream"

static void test_the_type_is_what_the_bytes_are(void **state)
{
    (void)state;
    SAYS("\xff\xd8\xff\xe0 jfif", "image/jpeg");
    SAYS("\x89PNG\r\n\x1a\n....", "image/png");
    SAYS("GIF89a", "image/gif");
    SAYS("RIFF\x10\0\0\0WEBPVP8 ", "image/webp");
    SAYS("OggS\0\2", "audio/ogg");
    SAYS("ID3\4", "audio/mpeg");
    SAYS("\xff\xfb\x90\x44", "audio/mpeg");
    SAYS("\0\0\0\x20"
         "ftypM4A ",
         "audio/mp4");
    SAYS("\0\0\0\x20"
         "ftypisom",
         "video/mp4");
    SAYS("\x1a\x45\xdf\xa3", "video/webm");
}

static void test_what_could_run_and_what_is_cut_short_is_plain_bytes(void **state)
{
    (void)state;
    SAYS("", PLAIN);
    SAYS("<!doctype html><script>alert(1)</script>", PLAIN);
    SAYS("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", PLAIN);
    SAYS("<?xml version='1.0'?>", PLAIN);
    SAYS("%PDF-1.7", PLAIN);
    SAYS("PK\3\4", PLAIN);
    SAYS("\xff\xd8", PLAIN);
    SAYS("RIFF\x10\0\0\0WEBP", PLAIN);
    SAYS("\0\0\0\x20"
         "fty",
         PLAIN);
}

static void test_only_pictures_and_sounds_are_shown_where_they_stand(void **state)
{
    (void)state;
    assert_true(file_is_shown("image/png"));
    assert_true(file_is_shown("audio/ogg"));
    assert_false(file_is_shown("video/mp4"));
    assert_false(file_is_shown(PLAIN));
    assert_false(file_is_shown("text/html"));
}

/* Of a file of plain bytes. */
static const char *head(const char *name)
{
    static char out[DISPOSITION_ROOM];
    file_disposition(name, PLAIN, out);
    return out;
}

static void test_a_plain_name_stands_as_it_is(void **state)
{
    (void)state;
    assert_string_equal(head("receipt 7.pdf"), "attachment; filename=\"receipt 7.pdf\"; "
                                               "filename*=UTF-8''receipt%207.pdf");
    assert_string_equal(head("чек.pdf"), "attachment; filename=\"___.pdf\"; "
                                         "filename*=UTF-8''%D1%87%D0%B5%D0%BA.pdf");
}

static void test_a_file_without_a_name_gets_one_by_its_type(void **state)
{
    char out[DISPOSITION_ROOM];
    (void)state;
    file_disposition(NULL, "image/jpeg", out);
    assert_string_equal(out, "inline; filename=\"file.jpg\"; filename*=UTF-8''file.jpg");
    assert_string_equal(head(""), "attachment; filename=\"file.bin\"; filename*=UTF-8''file.bin");
    assert_string_equal(head("\n\r\t"),
                        "attachment; filename=\"file.bin\"; filename*=UTF-8''file.bin");
}

static void test_nothing_in_a_name_ends_the_header_or_begins_another(void **state)
{
    (void)state;
    assert_string_equal(head("\"; filename=x"), "attachment; filename=\"__ filename=x\"; "
                                                "filename*=UTF-8''%22%3B%20filename%3Dx");
    assert_string_equal(head("a\r\nSet-Cookie: b=c"), "attachment; filename=\"a Set-Cookie_ b=c\"; "
                                                      "filename*=UTF-8''a%20Set-Cookie%3A%20b%3Dc");
    assert_string_equal(head("a%22\\b"), "attachment; filename=\"a_22_b\"; "
                                         "filename*=UTF-8''a%2522_b");
}

static void test_a_name_neither_climbs_nor_hides(void **state)
{
    (void)state;
    assert_string_equal(head("../../etc/passwd"), "attachment; filename=\"_._.._etc_passwd\"; "
                                                  "filename*=UTF-8''_._.._etc_passwd");
}

static void test_marks_that_turn_the_direction_are_taken_out(void **state)
{
    (void)state;
    assert_string_equal(head("invoice\u202egpj.exe"), "attachment; filename=\"invoicegpj.exe\"; "
                                                      "filename*=UTF-8''invoicegpj.exe");
    assert_string_equal(head("\u2066a\u2069\u200f.txt"),
                        "attachment; filename=\"a.txt\"; filename*=UTF-8''a.txt");
}

/* 255 characters of `unit`, and an ending. */
static void check_long(const char *unit, const char *ending)
{
    char name[255 * 4 + 20] = "";
    char escaped[3 * 20 + 1] = "";
    for (int n = 0; n < 255; n++)
        strcat(name, unit);
    strcat(name, ending);
    const char *out = head(name);
    assert_true(strlen(out) < DISPOSITION_ROOM);
    for (const char *at = ending; *at; at++)
        sprintf(escaped + strlen(escaped), (unsigned char)*at < 128 ? "%c" : "%%%02X",
                (unsigned char)*at);
    assert_string_equal(out + strlen(out) - strlen(escaped), escaped);
    /* only whole characters: what is escaped is UTF-8 again */
    const char *at = strstr(out, "UTF-8''") + 7;
    size_t bytes = 0;
    for (; *at; at += *at == '%' ? 3 : 1)
        bytes++;
    assert_true(bytes <= FILE_NAME_MAX && bytes + strlen(unit) > FILE_NAME_MAX);
    assert_int_equal((bytes - strlen(ending)) % strlen(unit), 0);
}

static void test_a_long_name_is_cut_between_characters_and_keeps_its_ending(void **state)
{
    (void)state;
    check_long("a", ".pdf");
    check_long("ы", ".pdf");
    check_long("€", ".jpeg");
    check_long("😀", ".чек");
    check_long("😀", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_type_is_what_the_bytes_are),
        cmocka_unit_test(test_what_could_run_and_what_is_cut_short_is_plain_bytes),
        cmocka_unit_test(test_only_pictures_and_sounds_are_shown_where_they_stand),
        cmocka_unit_test(test_a_plain_name_stands_as_it_is),
        cmocka_unit_test(test_a_file_without_a_name_gets_one_by_its_type),
        cmocka_unit_test(test_nothing_in_a_name_ends_the_header_or_begins_another),
        cmocka_unit_test(test_a_name_neither_climbs_nor_hides),
        cmocka_unit_test(test_marks_that_turn_the_direction_are_taken_out),
        cmocka_unit_test(test_a_long_name_is_cut_between_characters_and_keeps_its_ending),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
