#include "shared/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void rs_panic(const char *file, int line, const char *what)
{
    fprintf(stderr, "<2>panic %s:%d: %s\n", file, line, what);
    abort();
}

rs_err rs_fail(rs_error *error, rs_err code, const char *format, ...)
{
    if (error) {
        va_list args;
        va_start(args, format);
        error->code = code;
        vsnprintf(error->text, sizeof error->text, format, args);
        va_end(args);
    }
    return code;
}

typedef struct {
    rs_err code;
    const char *name;
    const char *text;
} outcome;

#define OUTCOME(name, code, text) {RS_##name, #name, text},
static const outcome outcomes[] = {RS_ERRORS(OUTCOME)};

static const outcome *find(rs_err code)
{
    for (size_t n = 0; n < sizeof outcomes / sizeof *outcomes; n++)
        if (outcomes[n].code == code)
            return &outcomes[n];
    return NULL;
}

const char *rs_err_name(rs_err code)
{
    const outcome *known = find(code);
    return known ? known->name : "UNKNOWN";
}

const char *rs_err_text(rs_err code)
{
    const outcome *known = find(code);
    return known ? known->text : "an outcome this release does not know";
}
