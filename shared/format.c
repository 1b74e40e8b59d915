#include "shared/format.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define NBSP "\u00a0"
#define MINUS "\u2212"
#define ROUBLE "\u20bd"

enum { MOSCOW_S = 3 * 3600, POINTS_DIGITS_MAX = 13 /* 9e15 centipoints */ };

/* Digits in groups of three, with a sign. */
static void put_whole(char *out, size_t size, rs_lang lang, bool negative, uint64_t whole)
{
    char digits[24];
    int count = snprintf(digits, sizeof digits, "%" PRIu64, whole);
    size_t used = (size_t)snprintf(out, size, "%s", negative ? MINUS : "");

    for (int i = 0; i < count; i++) {
        const char *gap = i && (count - i) % 3 == 0 ? (lang == RS_LANG_EN ? "," : NBSP) : "";
        used += (size_t)snprintf(out + used, size - used, "%s%c", gap, digits[i]);
        RS_ASSERT(used < size);
    }
}

static const char *hundredths(arena *memory, rs_lang lang, int64_t value, const char *unit)
{
    bool negative = value < 0;
    uint64_t size = negative ? 0 - (uint64_t)value : (uint64_t)value;
    char whole[64];
    unsigned rest = (unsigned)(size % 100);

    put_whole(whole, sizeof whole, lang, negative, size / 100);
    if (!rest)
        return arena_print(memory, "%s%s", whole, unit);
    return arena_print(memory, "%s%c%02u%s", whole, lang == RS_LANG_EN ? '.' : ',', rest, unit);
}

const char *format_money(arena *memory, rs_lang lang, int64_t kopecks)
{
    return hundredths(memory, lang, kopecks, NBSP ROUBLE);
}

const char *format_points(arena *memory, rs_lang lang, int64_t centipoints)
{
    return hundredths(memory, lang, centipoints, "");
}

const char *format_count(arena *memory, rs_lang lang, int64_t count)
{
    char whole[64];

    put_whole(whole, sizeof whole, lang, count < 0,
              count < 0 ? 0 - (uint64_t)count : (uint64_t)count);
    return arena_print(memory, "%s", whole);
}

static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

static struct tm moscow(int64_t ms)
{
    time_t seconds = (time_t)(ms / 1000 - (ms % 1000 < 0)) + MOSCOW_S;
    struct tm out;

    RS_ASSERT(gmtime_r(&seconds, &out));
    return out;
}

const char *format_date(arena *memory, rs_lang lang, int64_t ms)
{
    struct tm tm = moscow(ms);

    if (lang == RS_LANG_EN)
        return arena_print(memory, "%d %s %d", tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900);
    return arena_print(memory, "%02d.%02d.%d", tm.tm_mday, tm.tm_mon + 1, tm.tm_year + 1900);
}

const char *format_moment(arena *memory, rs_lang lang, int64_t ms)
{
    struct tm tm = moscow(ms);

    if (lang == RS_LANG_EN)
        return arena_print(memory, "%d %s %02d:%02d", tm.tm_mday, months[tm.tm_mon], tm.tm_hour,
                           tm.tm_min);
    return arena_print(memory, "%02d.%02d %02d:%02d", tm.tm_mday, tm.tm_mon + 1, tm.tm_hour,
                       tm.tm_min);
}

format_plural_form format_plural(rs_lang lang, int64_t count)
{
    uint64_t n = count < 0 ? 0 - (uint64_t)count : (uint64_t)count;

    if (lang == RS_LANG_EN)
        return n == 1 ? PLURAL_ONE : PLURAL_MANY;
    if (n % 100 >= 11 && n % 100 <= 14)
        return PLURAL_MANY;
    if (n % 10 == 1)
        return PLURAL_ONE;
    return n % 10 >= 2 && n % 10 <= 4 ? PLURAL_FEW : PLURAL_MANY;
}

/* ------------------------------------------------------------------------- typed amounts */

/* Length of the space that `text` begins with: the ordinary one, and those of phones. */
static size_t space(const char *text)
{
    static const char *const spaces[] = {" ", "\t", NBSP, "\u2009", "\u202f"};

    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
        if (!strncmp(text, spaces[i], strlen(spaces[i])))
            return strlen(spaces[i]);
    return 0;
}

static const char *skip_spaces(const char *text)
{
    for (size_t size; (size = space(text)) > 0; text += size)
        ;
    return text;
}

static bool is_one_of(const char *text, const char *const *words)
{
    for (; *words; words++) {
        size_t size = strlen(*words);
        if (!strncmp(text, *words, size) && !*skip_spaces(text + size))
            return true;
    }
    return false;
}

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The digits before the decimals, without what groups them; NULL: not grouped as thousands are. */
static const char *take_whole(const char *text, char *digits, size_t size)
{
    size_t count = 0, group = 0;
    bool grouped = false;

    for (;;) {
        size_t gap = space(text);
        if (gap && digit(text[gap])) {
            if (group > 3 || (grouped && group != 3))
                return NULL;
            grouped = true;
            group = 0;
            text += gap;
        }
        if (!digit(*text))
            break;
        if (count + 1 < size)
            digits[count++] = *text;
        group++;
        text++;
    }
    digits[count] = 0;
    return count && (!grouped || group == 3) ? text : NULL;
}

format_amount format_parse_amount(const char *text, int64_t *centipoints)
{
    static const char *const all[] = {"все", "всё", "Все", "Всё", "ВСЕ",
                                      "ВСЁ", "all", "All", "ALL", NULL};
    static const char *const units[] = {
        "",       "балл", "балла", "баллов", "Балл", "Балла", "Баллов", "б",     "б.",     "point",
        "points", ROUBLE, "р",     "р.",     "руб",  "руб.",  "рубль",  "рубля", "рублей", NULL};
    char digits[FORMAT_TYPED_MAX + 1];
    int64_t value = 0;
    size_t decimals = 0;

    if (strlen(text) > FORMAT_TYPED_MAX)
        return AMOUNT_UNCLEAR;
    text = skip_spaces(text);
    if (is_one_of(text, all))
        return AMOUNT_ALL;
    text = take_whole(text, digits, sizeof digits);
    if (!text)
        return AMOUNT_UNCLEAR;
    bool large = strlen(digits + strspn(digits, "0")) > POINTS_DIGITS_MAX;
    for (const char *at = digits; *at && !large; at++)
        value = value * 10 + (*at - '0');
    value *= 100;
    if (*text == ',' || *text == '.') {
        const char *at = text + 1;
        for (; digit(*at); at++, decimals++)
            if (decimals < FORMAT_DECIMALS)
                value += (int64_t)(*at - '0') * (decimals ? 1 : 10);
        text = decimals ? at : text; /* "500." of a sentence is not understood, and said so */
    }
    if (!is_one_of(skip_spaces(text), units))
        return AMOUNT_UNCLEAR;
    if (decimals > FORMAT_DECIMALS)
        return AMOUNT_FINE;
    if (large)
        return AMOUNT_LARGE;
    if (!value)
        return AMOUNT_UNCLEAR;
    *centipoints = value;
    return AMOUNT_OK;
}
