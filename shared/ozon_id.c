#include "shared/ozon_id.h"

#include <string.h>

enum { DIGITS_MAX = 15 }; /* an account has 8 to 10; more than this is no number of Ozon's */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Digits and dashes of what was typed; false: something else is in it. Any kind of dash is taken
 * for a dash, and spaces and the number sign are left out. */
static bool tidy(const char *typed, char out[OZON_ID_TEXT_MAX], bool *plus)
{
    static const char *const dashes[] = {"-",
                                         "\xe2\x80\x90",
                                         "\xe2\x80\x91",
                                         "\xe2\x80\x92",
                                         "\xe2\x80\x93",
                                         "\xe2\x80\x94",
                                         "\xe2\x88\x92"};
    static const char *const ignored[] = {
        " ", "\t", "\n", "\r", "\xc2\xa0", "\xe2\x84\x96", "#", "\xe2\x80\xaf", "."};
    size_t size = 0;
    *plus = false;
    while (*typed) {
        size_t step = 0;
        for (size_t n = 0; !step && n < sizeof dashes / sizeof *dashes; n++)
            if (!strncmp(typed, dashes[n], strlen(dashes[n]))) {
                step = strlen(dashes[n]);
                out[size++] = '-';
            }
        for (size_t n = 0; !step && n < sizeof ignored / sizeof *ignored; n++)
            if (!strncmp(typed, ignored[n], strlen(ignored[n])))
                step = strlen(ignored[n]);
        if (!step && is_digit(*typed)) {
            step = 1;
            out[size++] = *typed;
        }
        if (!step && *typed == '+' && size == 0) {
            step = 1;
            *plus = true;
        }
        if (!step || size == OZON_ID_TEXT_MAX - 1) {
            out[0] = 0;
            return false;
        }
        typed += step;
    }
    out[size] = 0;
    return size > 0;
}

static int64_t digits_value(const char *text, size_t size)
{
    int64_t value = 0;
    if (size == 0 || size > DIGITS_MAX)
        return 0;
    for (size_t n = 0; n < size; n++)
        value = value * 10 + (text[n] - '0');
    return value;
}

int64_t ozon_number_account(const char *number)
{
    size_t a = strspn(number, "0123456789");
    if (number[a] != '-')
        return 0;
    const char *rest = number + a + 1;
    size_t b = strspn(rest, "0123456789");
    if (b == 0)
        return 0;
    rest += b;
    if (*rest == '-') {
        size_t c = strspn(rest + 1, "0123456789");
        if (c == 0)
            return 0;
        rest += c + 1;
    }
    return *rest ? 0 : digits_value(number, a);
}

static bool looks_like_phone(const char *digits, bool plus)
{
    size_t size = strlen(digits);
    return (plus && size >= 10) || (size == 11 && (digits[0] == '8' || digits[0] == '7'));
}

static bool looks_like_link(const char *typed)
{
    return strstr(typed, "://") || strstr(typed, "t.me/") || strstr(typed, "ozon.ru") ||
           strstr(typed, "www.");
}

ozon_id ozon_id_parse(const char *typed)
{
    ozon_id out = {.kind = OZON_ID_WORDS};
    bool plus;
    if (looks_like_link(typed)) {
        out.kind = OZON_ID_LINK;
        return out;
    }
    if (!tidy(typed, out.number, &plus))
        return out;
    char digits[OZON_ID_TEXT_MAX];
    size_t size = 0;
    for (const char *at = out.number; *at; at++)
        if (is_digit(*at))
            digits[size++] = *at;
    digits[size] = 0;

    out.account = ozon_number_account(out.number);
    if (out.account && !plus && strcspn(out.number, "-") >= 5) {
        out.kind = OZON_ID_WHOLE;
        return out;
    }
    out.account = 0;
    if (looks_like_phone(digits, plus))
        out.kind = OZON_ID_PHONE;
    else if (plus || strchr(out.number, '-') || size < 5)
        out.kind = OZON_ID_WORDS;
    else if (size > 10 || (size == 10 && digits[0] == '9'))
        out.kind = OZON_ID_AMBIGUOUS;
    else {
        out.account = digits_value(digits, size);
        out.kind = out.account ? OZON_ID_BARE : OZON_ID_WORDS;
    }
    return out;
}

/* Compares two runs of digits as numbers, and passes over both. */
static bool same_part(const char **one, const char **other)
{
    size_t a = strspn(*one, "0123456789");
    size_t b = strspn(*other, "0123456789");
    bool same = a && b && digits_value(*one, a) == digits_value(*other, b);
    *one += a;
    *other += b;
    return same;
}

bool ozon_number_matches(const char *posting, const char *named)
{
    if (!ozon_number_account(posting) || !ozon_number_account(named))
        return false;
    for (;;) {
        if (!same_part(&posting, &named))
            return false;
        if (!*named)
            return true;
        if (*posting++ != '-')
            return false;
        named++;
    }
}
