/* What strangers may send: the body of a login, a Cookie header, the headers a file is chosen by.
 * The first byte says which. */
#include <stdlib.h>
#include <string.h>

#include "actors/gateway/assets.h"
#include "actors/gateway/body.h"
#include "actors/gateway/cookie.h"
#include "tests/fuzz/fuzz.h"

static void fuzz_body(const uint8_t *data, size_t size)
{
    char attempt[33];
    rs_error error;
    const body_field fields[] = {{"attempt", attempt, sizeof attempt}};
    if (!body_read(data, size, fields, 1, &error) && (!*attempt || strlen(attempt) > 32))
        abort();
    (void)!body_read(data, size, NULL, 0, &error);
}

static void fuzz_cookie(const char *header)
{
    secret out;
    char line[COOKIE_LINE_MAX];
    char text[SECRET_TEXT];
    if (!cookie_read(header, COOKIE_SESSION, &out))
        return;
    cookie_print(COOKIE_SESSION, &out, 1, line);
    secret_print(&out, text);
    if (!strstr(header, text) || !strstr(line, text)) /* one way only to write a secret */
        abort();
}

static void fuzz_headers(const char *header)
{
    uint8_t byte = 0;
    asset file = {.body = {{.data = &byte}, {.data = &byte}, {.data = &byte}}};
    if (asset_negotiate(&file, header) >= CODINGS)
        abort();
    if (asset_matches(header, "\"0123\"") && !strchr(header, '*') && !strstr(header, "\"0123\""))
        abort();
}

const fuzz_bound fuzz_memory = {.base = 64 << 10, .times = 100};

void fuzz_one(const uint8_t *data, size_t size)
{
    if (!size)
        return;
    char *text = malloc(size);
    if (!text)
        abort();
    memcpy(text, data + 1, size - 1);
    text[size - 1] = 0;
    switch (data[0] % 3) {
    case 0: fuzz_body(data + 1, size - 1); break;
    case 1: fuzz_cookie(text); break;
    default: fuzz_headers(text); break;
    }
    free(text);
}
