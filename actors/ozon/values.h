/* values - numbers, money, times and texts the ways Ozon writes them in JSON.
 *
 * The Seller API is of several generations: a 64-bit integer comes as a number or quoted, money as
 * an object ({"amount", "currency"} or {"price", "currency_code"}), as a text ("1530.0000") or as a
 * number (662.86), a time with 0, 3, 6 or 9 digits of a second. All of them are read exactly; what
 * cannot be read is refused, never taken for zero. Nothing here touches floating point: see
 * json_read.
 *
 * Ownership: texts live as long as the json_t they come from. */
#ifndef RS_OZON_VALUES_H
#define RS_OZON_VALUES_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "shared/codec.h"

/* Parses an answer. Numbers with decimals become texts of their own digits before they are parsed
 * (jansson would make doubles of them). NULL: not JSON; `error` says where. The caller json_decrefs
 * the result. */
json_t *json_read(rs_bytes body, rs_error *error);

bool value_int(const json_t *json, int64_t *out);
/* Kopecks (hundredths). `currency` is set where the money says its own, and left alone otherwise.
 * More than two decimals only if the rest are zeros. */
bool value_money(const json_t *json, int64_t *out, const char **currency);
bool value_time(const json_t *json, int64_t *ms);
/* "" for whatever is no text. */
const char *value_text(const json_t *object, const char *name);
bool value_true(const json_t *object, const char *name);

/* The same of bare text. */
bool text_money(const char *text, int64_t *out);
bool text_time(const char *text, int64_t *ms);

/* A copy of at most `limit` bytes, cut between characters. */
const char *text_cut(arena *memory, const char *text, size_t limit);

enum { VALUE_TIME_SIZE = 25 };
/* "2026-11-22T10:00:00.000Z"; for years 1970 to 9999. */
void time_text(int64_t ms, char out[VALUE_TIME_SIZE]);

#endif
