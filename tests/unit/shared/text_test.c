#include "shared/text.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "shared/unicode.h"

#define NBSP "\u00a0"

enum { TELEGRAM_TEXT_MAX = 4096, TELEGRAM_BUTTON_MAX = 64 };

static arena *memory;

static int set_up(void **state)
{
    (void)state;
    memory = arena_open();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_close(&memory);
    return 0;
}

#define FILLED(name) .name = "<b>{x}</b>",
#define PUT_NAME(name) #name,

/* A bit for each parameter a pattern names; `forms` counts the parts of its plurals. */
static unsigned parameters_of(const char *pattern, size_t *forms)
{
    static const char *const names[] = {RS_TEXT_PARAMETERS(PUT_NAME)};
    unsigned found = 0;
    *forms = 0;
    for (const char *at = pattern; (at = strchr(at, '{')); at++) {
        size_t size = strcspn(at + 1, "}");
        if (at[1] == 'n' && at[2] == '|')
            for (const char *bar = at; bar < at + size; bar++)
                *forms += *bar == '|';
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (strlen(names[i]) == size && !strncmp(at + 1, names[i], size))
                found |= 1U << i;
    }
    return found;
}

static void test_every_text_can_be_filled_in_and_sent(void **state)
{
    (void)state;
    for (int key = 0; key < TEXTS_COUNT; key++)
        for (int lang = RS_LANG_RU; lang <= RS_LANG_EN; lang++) {
            text_args args = {.key = (text_key)key, .n = 3, RS_TEXT_PARAMETERS(FILLED)};
            draft out;
            draft_open(&out, memory, (rs_lang)lang);
            draft_print(&out, &args);
            assert_true(out.size > 0);
            assert_true(out.units <= TELEGRAM_TEXT_MAX / 2); /* with room for parameters */
            assert_int_equal(out.units, unicode_utf16(out.text));
            for (size_t i = 0; i < out.span_count; i++) {
                assert_true(out.spans[i].length > 0);
                assert_true(out.spans[i].at + out.spans[i].length <= out.units);
            }
            if (!strncmp(text_key_name((text_key)key), "MENU_", 5))
                assert_true(out.units <= TELEGRAM_BUTTON_MAX);
        }
}

static void test_both_languages_name_the_same_parameters(void **state)
{
    (void)state;
    for (int key = 0; key < TEXTS_COUNT; key++) {
        size_t forms_ru, forms_en;
        unsigned ru = parameters_of(text_pattern((text_key)key, RS_LANG_RU), &forms_ru);
        unsigned en = parameters_of(text_pattern((text_key)key, RS_LANG_EN), &forms_en);
        if (ru != en)
            print_message("%s\n", text_key_name((text_key)key));
        assert_int_equal(ru, en);
        assert_int_equal(forms_ru % 3, 0);
        assert_int_equal(forms_en, forms_ru / 3 * 2);
    }
}

static void test_no_text_ends_in_space_or_joins_double_ones(void **state)
{
    (void)state;
    for (int key = 0; key < TEXTS_COUNT; key++)
        for (int lang = RS_LANG_RU; lang <= RS_LANG_EN; lang++) {
            const char *pattern = text_pattern((text_key)key, (rs_lang)lang);
            assert_null(strstr(pattern, "  "));
            assert_false(isspace((unsigned char)pattern[strlen(pattern) - 1]));
        }
}

static void test_points_agree_with_their_number(void **state)
{
    (void)state;
    const struct {
        int64_t points;
        const char *ru, *en;
    } cases[] = {
        {100, "1" NBSP "балл", "1" NBSP "point"},
        {200, "2" NBSP "балла", "2" NBSP "points"},
        {500, "5" NBSP "баллов", "5" NBSP "points"},
        {1100, "11" NBSP "баллов", "11" NBSP "points"},
        {2100, "21" NBSP "балл", "21" NBSP "points"},
        {150, "1,50" NBSP "балла", "1.50" NBSP "points"},
        {0, "0" NBSP "баллов", "0" NBSP "points"},
        {-100, "−1" NBSP "балл", "−1" NBSP "point"},
        {123400, "1" NBSP "234" NBSP "балла", "1,234" NBSP "points"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(text_points(memory, RS_LANG_RU, cases[i].points), cases[i].ru);
        assert_string_equal(text_points(memory, RS_LANG_EN, cases[i].points), cases[i].en);
    }
}

static void test_styles_become_spans_in_utf16_units(void **state)
{
    (void)state;
    draft out;
    draft_open(&out, memory, RS_LANG_RU);
    draft_raw(&out, "😀 ");
    draft_add(&out, TEXT_BALANCE_TITLE, .points = "5");
    assert_string_equal(out.text, "😀 Баланс: 5");
    assert_int_equal(out.span_count, 1);
    assert_int_equal(out.spans[0].style, STYLE_BOLD);
    assert_int_equal(out.spans[0].at, 3);
    assert_int_equal(out.spans[0].length, 9);
}

static void test_what_people_wrote_is_never_markup(void **state)
{
    (void)state;
    draft out;
    draft_open(&out, memory, RS_LANG_RU);
    draft_add(&out, TEXT_NEWS_COMMENT, .text = "<b>{points}</b> *_");
    draft_raw(&out, " <i>");
    assert_string_equal(out.text, "Комментарий оператора: <b>{points}</b> *_ <i>");
    assert_int_equal(out.span_count, 0);
}

static void test_lines_and_gaps_stand_between_not_before(void **state)
{
    (void)state;
    draft out;
    draft_open(&out, memory, RS_LANG_EN);
    draft_gap(&out);
    draft_line(&out, TEXT_STATE_NEW);
    draft_line(&out, TEXT_STATE_PAID);
    draft_gap(&out);
    draft_line(&out, TEXT_STATE_NEW);
    assert_string_equal(out.text, "new\npaid\n\nnew");
}

static void test_names_lose_what_could_mislead(void **state)
{
    (void)state;
    assert_string_equal(unicode_name(memory, "  Вера\n\tИванова ", 50), "Вера Иванова");
    assert_string_equal(unicode_name(memory,
                                     "a\u202egpj.exe\u202c\x07"
                                     "b\u2066c",
                                     50),
                        "agpj.exebc");
    assert_string_equal(unicode_name(memory, "", 50), "");
    assert_string_equal(unicode_name(memory, "abcdef", 6), "abcdef");
    assert_string_equal(unicode_name(memory, "abcdefg", 6), "abcde…");
    assert_string_equal(unicode_name(memory, "😀😀😀", 4), "😀…");
    assert_string_equal(unicode_text(memory, "a\r\nb\tc\u200fd\x01"), "a\nb\tcd");
}

static void test_long_texts_are_cut_at_lines_then_at_spaces(void **state)
{
    (void)state;
    assert_int_equal(unicode_piece("", 10), 0);
    assert_int_equal(unicode_piece("abc", 3), 3);
    assert_int_equal(unicode_piece("one two three", 9), 8);
    assert_int_equal(unicode_piece("one\ntwo three", 9), 4);
    assert_int_equal(unicode_piece("abcdefghij", 4), 4);
    assert_int_equal(unicode_piece("😀😀😀", 3), 4); /* not between the halves of a pair */
    assert_int_equal(unicode_piece("😀", 1), 4);   /* something, always */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_text_can_be_filled_in_and_sent),
        cmocka_unit_test(test_both_languages_name_the_same_parameters),
        cmocka_unit_test(test_no_text_ends_in_space_or_joins_double_ones),
        cmocka_unit_test(test_points_agree_with_their_number),
        cmocka_unit_test(test_styles_become_spans_in_utf16_units),
        cmocka_unit_test(test_what_people_wrote_is_never_markup),
        cmocka_unit_test(test_lines_and_gaps_stand_between_not_before),
        cmocka_unit_test(test_names_lose_what_could_mislead),
        cmocka_unit_test(test_long_texts_are_cut_at_lines_then_at_spaces),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
