/* calendar - days and months of the programme: Moscow's, three hours ahead of UTC all the year. */
#ifndef RS_CALENDAR_H
#define RS_CALENDAR_H

#include <stdint.h>
#include <time.h>

#include "shared/clock.h"

static const int64_t CALENDAR_DAY_MS = INT64_C(24) * 60 * 60 * 1000;

/* Days since 1970-01-01. */
static inline int64_t calendar_day(int64_t at)
{
    return (at + CLOCK_MOSCOW_MS) / CALENDAR_DAY_MS;
}

static inline int64_t calendar_day_start(int64_t day)
{
    return day * CALENDAR_DAY_MS - CLOCK_MOSCOW_MS;
}

/* Months since January 1900. */
static inline int64_t calendar_month(int64_t at)
{
    time_t seconds = (time_t)((at + CLOCK_MOSCOW_MS) / 1000);
    struct tm date = {0};
    gmtime_r(&seconds, &date);
    return (int64_t)date.tm_year * 12 + date.tm_mon;
}

static inline int64_t calendar_month_start(int64_t month)
{
    struct tm date = {.tm_year = (int)(month / 12), .tm_mon = (int)(month % 12), .tm_mday = 1};
    return (int64_t)timegm(&date) * 1000 - CLOCK_MOSCOW_MS;
}

#endif
