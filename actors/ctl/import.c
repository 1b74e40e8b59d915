#include "actors/ctl/import.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---------------------------------------------------------------------------------- cells */

bool import_number(const char *cell, int64_t *out)
{
    enum { DIGITS_MAX = 15 };
    size_t size = strspn(cell, "0123456789");
    if (!size || size > DIGITS_MAX || cell[size])
        return false;
    *out = strtoll(cell, NULL, 10);
    return true;
}

bool import_hundredths(const char *cell, int64_t *out)
{
    enum { DIGITS_MAX = 12 };
    size_t whole = strspn(cell, "0123456789");
    const char *rest = cell + whole;
    *out = 0;
    if (!*cell)
        return true;
    if (!whole || whole > DIGITS_MAX)
        return false;
    *out = strtoll(cell, NULL, 10) * 100;
    if (!*rest)
        return true;
    size_t decimals = strspn(rest + 1, "0123456789");
    if ((*rest != ',' && *rest != '.') || decimals < 1 || decimals > 2 || rest[1 + decimals])
        return false;
    *out += (rest[1] - '0') * 10 + (decimals == 2 ? rest[2] - '0' : 0);
    return true;
}

bool import_time(const char *cell, int64_t *out)
{
    static const char *const forms[] = {"%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M",
                                        "%Y-%m-%d",          "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M",
                                        "%d.%m.%Y"};
    static const int64_t MOSCOW_MS = INT64_C(3) * 60 * 60 * 1000;
    for (size_t n = 0; n < sizeof forms / sizeof *forms; n++) {
        struct tm when = {0};
        const char *end = strptime(cell, forms[n], &when);
        if (!end || (*end && strcmp(end, "Z") != 0))
            continue;
        *out = (int64_t)timegm(&when) * 1000 - (*end ? 0 : MOSCOW_MS);
        return true;
    }
    return false;
}

/* --------------------------------------------------------------------------------- report */

void import_refuse(import *self, int64_t line, const char *why)
{
    if (self->refused_count == self->refused_room) {
        self->refused_room = self->refused_room ? 2 * self->refused_room : 64;
        self->refused = realloc(self->refused, self->refused_room * sizeof *self->refused);
        RS_ASSERT(self->refused);
    }
    self->refused[self->refused_count].line = line;
    self->refused[self->refused_count++].why = arena_print(self->ctl->memory, "%s", why);
}

static int by_line(const void *one, const void *other)
{
    int64_t a;
    int64_t b;
    memcpy(&a, one, sizeof a); /* the line stands first */
    memcpy(&b, other, sizeof b);
    return (a > b) - (a < b);
}

static void report(import *self)
{
    if (self->refused_count) /* qsort takes no list that is nowhere */
        qsort(self->refused, self->refused_count, sizeof *self->refused, by_line);
    for (size_t n = 0; n < self->refused_count; n++)
        printf("line %lld: %s\n", (long long)self->refused[n].line, self->refused[n].why);
    printf("%s%zu new, %zu known already, %zu refused, of %zu\n",
           self->dry ? "dry run, nothing was changed: " : "", self->fresh, self->known,
           self->refused_count, self->total);
    fflush(stdout);
    actor_stop(self->ctl->loop, self->refused_count ? EXIT_FAILURE : EXIT_SUCCESS);
    free(self->refused);
    self->refused = NULL;
}

/* -------------------------------------------------------------------------------- sending */

static void on_told(void *arg, const actor_reply *reply)
{
    import *self = arg;
    if (reply->code != RS_OK) {
        ctl_fail(self->ctl, "%zu of %zu are done, then: %s; start it again, it goes on from there",
                 self->fresh + self->known + self->refused_count, self->total,
                 *reply->detail ? reply->detail : rs_err_text(reply->code));
        return;
    }
    const rs_import_result *result = reply->result;
    for (size_t n = 0; n < result->outcomes.count && n < self->sent; n++) {
        const rs_import_outcome *one = &result->outcomes.items[n];
        bool refused = one->refused && *one->refused;
        if (refused)
            import_refuse(self, self->line_of(self, n), one->refused);
        self->known += one->known;
        self->fresh += !refused && !one->known;
        if (self->told)
            self->told(self, n, refused);
    }
    fprintf(stderr, "%zu of %zu\n", self->fresh + self->known + self->refused_count, self->total);
    import_send(self);
}

void import_send(import *self)
{
    const void *args = self->next(self, &self->sent);
    if (args)
        actor_ask(self->ctl->loop, self->method, args, NULL, on_told, self);
    else
        report(self);
}

import *import_begin(ctl *self, rs_method_id method, const char *const *columns,
                     int needed){rs_error error;
import *out = arena_give(self->memory, sizeof *out);
*out = (import){.ctl = self, .method = method};
out->dry = self->dry;
FILE *file = fopen(self->args[0], "r");
if (!file) {
    ctl_fail(self, "%s: %s", self->args[0], strerror(errno));
    return NULL;
}
rs_err rc = csv_table_read(file, columns, self->memory, &out->table, &error);
fclose(file);
for (int n = 0; rc == RS_OK && n < needed; n++)
    if (!out->table.has[n])
        rc = rs_fail(&error, RS_BAD_REQUEST, "the column %s is missing", columns[n]);
if (rc == RS_OK)
    return out;
ctl_fail(self, "%s: %s", self->args[0], error.text);
return NULL;
}
