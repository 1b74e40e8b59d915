#include "actors/ozon/values.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { DECIMALS_MAX = 4 };

/* What a MONEY field may hold. */
static const int64_t MONEY_MAX = 9000000000000000;

/* ------------------------------------------------------------------------- parsing */

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

/* Everything that belongs to the number that begins here, well-formed or not. */
static size_t number_at(rs_bytes text, size_t at)
{
    size_t size = 0;
    for (; at + size < text.size; size++) {
        uint8_t byte = text.data[at + size];
        if (!is_digit(byte) && byte != '.' && byte != '-' && byte != '+' && byte != 'e' &&
            byte != 'E')
            break;
    }
    return size;
}

/* "-12.34": JSON's own form, with a point and without an exponent. What is malformed stays as it
 * is, for jansson to refuse. */
static bool is_decimal(const uint8_t *text, size_t size)
{
    size_t at = size > 0 && text[0] == '-';
    size_t whole = at;
    while (at < size && is_digit(text[at]))
        at++;
    bool starts = at - whole == 1 || (at - whole > 1 && text[whole] != '0');
    if (!starts || at + 1 >= size || text[at] != '.')
        return false;
    for (at++; at < size; at++)
        if (!is_digit(text[at]))
            return false;
    return true;
}

static size_t string_at(rs_bytes text, size_t at)
{
    size_t start = at;
    for (at++; at < text.size && text.data[at] != '"'; at++)
        if (text.data[at] == '\\')
            at++;
    return (at < text.size ? at + 1 : text.size) - start;
}

static void quote_decimals(rs_bytes text, rs_buf *out)
{
    size_t copied = 0;
    for (size_t at = 0; at < text.size;) {
        uint8_t byte = text.data[at];
        size_t size = 1;
        if (byte == '"')
            size = string_at(text, at);
        else if (byte == '-' || is_digit(byte))
            size = number_at(text, at);
        if (byte != '"' && is_decimal(text.data + at, size)) {
            buf_append(out, text.data + copied, at - copied);
            buf_append(out, "\"", 1);
            buf_append(out, text.data + at, size);
            buf_append(out, "\"", 1);
            copied = at + size;
        }
        at += size;
    }
    buf_append(out, text.data + copied, text.size - copied);
}

json_t *json_read(rs_bytes body, rs_error *error)
{
    json_error_t where;
    rs_buf quoted = {0};
    if (body.size == 0) {
        rs_fail(error, RS_BAD_REQUEST, "an empty answer");
        return NULL;
    }
    quote_decimals(body, &quoted);
    json_t *json =
        json_loadb((const char *)quoted.data, quoted.size, JSON_REJECT_DUPLICATES, &where);
    buf_free(&quoted);
    if (!json)
        rs_fail(error, RS_BAD_REQUEST, "not JSON: %s (line %d, column %d)", where.text, where.line,
                where.column);
    return json;
}

/* ------------------------------------------------------------------------- numbers, money */

static bool text_int(const char *text, int64_t *out)
{
    bool minus = *text == '-';
    int64_t value = 0;
    text += minus;
    if (!*text)
        return false;
    for (; *text; text++) {
        if (!is_digit((uint8_t)*text) || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, *text - '0', &value)) /* down: INT64_MIN has no twin */
            return false;
    }
    *out = value;
    return minus || !__builtin_sub_overflow(0, value, out);
}

bool value_int(const json_t *json, int64_t *out)
{
    if (json_is_string(json))
        return text_int(json_string_value(json), out);
    *out = json_integer_value(json); /* 0 for anything else */
    return json_is_integer(json);
}

bool text_money(const char *text, int64_t *out)
{
    bool minus = *text == '-';
    int64_t value = 0;
    int decimals = -1; /* no point yet */
    text += minus;
    if (!is_digit((uint8_t)*text))
        return false;
    for (; *text; text++) {
        if (*text == '.' && decimals < 0 && text[1]) {
            decimals = 0;
        } else if (!is_digit((uint8_t)*text) || decimals == DECIMALS_MAX ||
                   (decimals >= 2 && *text != '0')) {
            return false;
        } else if (decimals < 2) {
            value = value * 10 + (*text - '0');
            decimals += decimals >= 0;
        } else {
            decimals++;
        }
        if (value > MONEY_MAX)
            return false;
    }
    for (int n = decimals < 0 ? 0 : decimals; n < 2; n++)
        value *= 10;
    *out = minus ? -value : value;
    return value <= MONEY_MAX;
}

static bool money_number(const json_t *json, int64_t *out)
{
    if (json_is_string(json))
        return text_money(json_string_value(json), out);
    if (!json_is_integer(json))
        return false;
    int64_t roubles = json_integer_value(json);
    *out = 0;
    return !__builtin_mul_overflow(roubles, 100, out) && *out <= MONEY_MAX && *out >= -MONEY_MAX;
}

bool value_money(const json_t *json, int64_t *out, const char **currency)
{
    if (!json_is_object(json))
        return money_number(json, out);
    const json_t *amount = json_object_get(json, "amount");
    const char *named = value_text(json, "currency");
    if (!*named)
        named = value_text(json, "currency_code");
    if (*named)
        *currency = named;
    return money_number(amount ? amount : json_object_get(json, "price"), out);
}

/* ------------------------------------------------------------------------- times */

/* `count` digits and the byte behind them. */
static bool part(const char **text, int count, char behind, int *out)
{
    int value = 0;
    for (int n = 0; n < count; n++, (*text)++) {
        if (!is_digit((uint8_t) * *text))
            return false;
        value = value * 10 + (**text - '0');
    }
    *out = value;
    if (!behind)
        return true;
    return *(*text)++ == behind;
}

/* Milliseconds of ".653736"; finer digits are cut off. */
static bool fraction(const char **text, int *ms)
{
    int scale = 100;
    *ms = 0;
    if (**text != '.')
        return true;
    (*text)++;
    if (!is_digit((uint8_t) * *text))
        return false;
    for (; is_digit((uint8_t) * *text); (*text)++, scale /= 10)
        *ms += scale * (**text - '0');
    return true;
}

bool text_time(const char *text, int64_t *out)
{
    struct tm at = {0};
    int year;
    int month;
    int ms;
    bool date = part(&text, 4, '-', &year) && part(&text, 2, '-', &month) &&
                part(&text, 2, 'T', &at.tm_mday);
    if (!date || !part(&text, 2, ':', &at.tm_hour) || !part(&text, 2, ':', &at.tm_min) ||
        !part(&text, 2, '\0', &at.tm_sec) || !fraction(&text, &ms) || strcmp(text, "Z") != 0)
        return false;
    at.tm_year = year - 1900;
    at.tm_mon = month - 1;
    struct tm given = at;
    time_t seconds = timegm(&at);
    bool exists = at.tm_year == given.tm_year && at.tm_mon == given.tm_mon &&
                  at.tm_mday == given.tm_mday && at.tm_hour == given.tm_hour &&
                  at.tm_min == given.tm_min && at.tm_sec == given.tm_sec;
    if (!exists || seconds < 0)
        return false;
    *out = (int64_t)seconds * 1000 + ms;
    return true;
}

bool value_time(const json_t *json, int64_t *ms)
{
    return json_is_string(json) && text_time(json_string_value(json), ms);
}

void time_text(int64_t ms, char out[VALUE_TIME_SIZE])
{
    static const int64_t last = 253402300799999; /* of the year 9999 */
    struct tm at;
    RS_ASSERT(ms >= 0 && ms <= last);
    time_t seconds = (time_t)(ms / 1000);
    gmtime_r(&seconds, &at);
    char day[VALUE_TIME_SIZE];
    strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &at);
    snprintf(out, VALUE_TIME_SIZE, "%.19s.%03dZ", day, (int)(ms % 1000));
}

/* ------------------------------------------------------------------------- texts, truth */

const char *value_text(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

bool value_true(const json_t *object, const char *name)
{
    return json_is_true(json_object_get(object, name));
}

const char *text_cut(arena *memory, const char *text, size_t limit)
{
    size_t size = strlen(text);
    if (size > limit)
        for (size = limit; size > 0 && ((uint8_t)text[size] & 0xc0) == 0x80;)
            size--;
    return arena_copy(memory, text, size);
}
