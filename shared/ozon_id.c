#include "shared/ozon_id.h"

#include <string.h>

enum {
    DIGITS_MAX = 15, /* an account has 8 to 10; more than this is no number of Ozon's */
    TYPED_MIN = 5,   /* digits of an account, as people type it */
    COUNT_MIN = 4,   /* Ozon writes the number of the order with four digits or more */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Digits and dashes of what was typed; false: something else is in it. Any kind of dash is taken
 * for a dash; spaces, brackets and the number sign are left out, and so are dashes at the end. */
static bool tidy(const char *typed, char out[OZON_ID_TEXT_MAX], bool *plus)
{
    static const char *const dashes[] = {"-",
                                         "\xe2\x80\x90",
                                         "\xe2\x80\x91",
                                         "\xe2\x80\x92",
                                         "\xe2\x80\x93",
                                         "\xe2\x80\x94",
                                         "\xe2\x88\x92"};
    static const char *const ignored[] = {" ", "\t", "\n",       "\r",           "(",           ")",
                                          ".", "#",  "\xc2\xa0", "\xe2\x84\x96", "\xe2\x80\xaf"};
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
    while (size && out[size - 1] == '-')
        size--;
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

static bool looks_like_phone(const char *digits, size_t size, bool plus)
{
    return (plus && size >= 10) || (size == 11 && (digits[0] == '8' || digits[0] == '7'));
}

/* "A-B" or "A-B-C" with as many digits as Ozon shows to people. */
static bool is_whole(const char *number)
{
    size_t a = strspn(number, "0123456789");
    return a >= TYPED_MIN && ozon_number_account(number) &&
           strspn(number + a + 1, "0123456789") >= COUNT_MIN;
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

    bool dashes = strchr(out.number, '-') != NULL;
    bool cut_phone = size == 10 && digits[0] == '9'; /* without its first digit */
    if (looks_like_phone(digits, size, plus))
        out.kind = OZON_ID_PHONE;
    else if (plus || size < TYPED_MIN)
        out.kind = OZON_ID_WORDS;
    else if (is_whole(out.number) && !cut_phone)
        out.kind = OZON_ID_WHOLE;
    else if (size > 10 || cut_phone || (size == 10 && dashes))
        out.kind = OZON_ID_AMBIGUOUS;
    else if (!dashes && digits_value(digits, size))
        out.kind = OZON_ID_BARE;
    if (out.kind == OZON_ID_WHOLE)
        out.account = ozon_number_account(out.number);
    else if (out.kind == OZON_ID_BARE)
        out.account = digits_value(digits, size);
    return out;
}

/* Compares two runs of digits as numbers of any length, and passes over both. */
static bool same_part(const char **one, const char **other)
{
    size_t a = strspn(*one, "0123456789");
    size_t b = strspn(*other, "0123456789");
    size_t zeros_a = strspn(*one, "0");
    size_t zeros_b = strspn(*other, "0");
    bool same = a && b && a - zeros_a == b - zeros_b &&
                !memcmp(*one + zeros_a, *other + zeros_b, a - zeros_a);
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
