#include "actors/ozon/gaps.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "actors/ozon/values.h"
#include "shared/clock.h"

static const int64_t DAY_MS = 86400000;

static uint64_t hash_of(const char *order)
{
    static const unsigned char key[crypto_shorthash_KEYBYTES]; /* nobody to hide it from */
    uint64_t hash;
    crypto_shorthash((unsigned char *)&hash, (const unsigned char *)order, strlen(order), key);
    return hash;
}

void gaps_add(gaps *self, int64_t ordered, const char *order, bool missing)
{
    if (self->count == GAPS_SEEN_MAX)
        return;
    if (self->count == self->room) {
        self->room = self->room ? 2 * self->room : 1024;
        self->items = realloc(self->items, self->room * sizeof *self->items);
        RS_ASSERT(self->items);
    }
    self->items[self->count++] = (gaps_seen){
        .day = (ordered + CLOCK_MOSCOW_MS) / DAY_MS, .order = hash_of(order), .missing = missing};
}

/* By day and order; of one order a missing posting first. */
static int by_day(const void *a, const void *b)
{
    const gaps_seen *one = a;
    const gaps_seen *other = b;
    if (one->day != other->day)
        return one->day < other->day ? -1 : 1;
    if (one->order != other->order)
        return one->order < other->order ? -1 : 1;
    return other->missing - one->missing;
}

static void add_day(gaps_sum *out, const gaps_day *day)
{
    out->orders += day->orders;
    out->missing += day->missing;
    if (day->missing && out->count < GAPS_DAYS_MAX)
        out->days[out->count++] = *day;
}

void gaps_count(gaps *self, gaps_sum *out)
{
    gaps_day day = {0};
    *out = (gaps_sum){0};
    if (self->count)
        qsort(self->items, self->count, sizeof *self->items, by_day);
    for (size_t n = 0; n < self->count; n++) {
        const gaps_seen *one = &self->items[n];
        if (n > 0 && one->day == one[-1].day && one->order == one[-1].order)
            continue;
        if (one->day != day.day) {
            add_day(out, &day);
            day = (gaps_day){.day = one->day};
        }
        day.orders++;
        day.missing += one->missing;
    }
    add_day(out, &day);
    self->count = 0;
}

void gaps_close(gaps *self)
{
    free(self->items);
    *self = (gaps){0};
}

void gaps_day_text(int64_t day, char out[GAPS_DAY_SIZE])
{
    char text[VALUE_TIME_SIZE];
    time_text(day * DAY_MS, text);
    memcpy(out, text, GAPS_DAY_SIZE - 1);
    out[GAPS_DAY_SIZE - 1] = '\0';
}
