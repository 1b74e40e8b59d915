#include "actors/gateway/claims.h"

static const int64_t SECONDS_END = INT64_C(100000000000); /* the year 5138 */
static const int64_t PERSON_END = INT64_C(1) << 52;

/* A whole number of 0 to `end` - 1, or -1. */
static int64_t whole(const json_t *object, const char *name, int64_t end)
{
    const json_t *value = json_object_get(object, name);
    int64_t number = json_is_integer(value) ? json_integer_value(value) : -1;
    return number >= 0 && number < end ? number : -1;
}

int64_t claims_time(const json_t *object, const char *name)
{
    int64_t seconds = whole(object, name, SECONDS_END);
    return seconds < 0 ? -1 : seconds * 1000;
}

int64_t claims_person(const json_t *object)
{
    int64_t id = whole(object, "id", PERSON_END);
    return id < 0 ? 0 : id;
}
