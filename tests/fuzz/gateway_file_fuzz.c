/* A file that a stranger has sent: its name, up to the first zero, and its first bytes behind it.
 *
 * Whatever they are, a browser is told one of the known types and a header of printable ASCII with
 * one quoted name that is a name on every system, and what may be shown is a picture or a sound. */
#include <stdlib.h>
#include <string.h>

#include "actors/gateway/file_head.h"
#include "tests/fuzz/fuzz.h"

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void check_type(const char *type)
{
    require(!file_is_shown(type) || !strncmp(type, "image/", 6) || !strncmp(type, "audio/", 6));
}

/* kind; filename="name"; filename*=UTF-8''name */
static void check_disposition(const char *text, bool shown)
{
    const char *head = shown ? "inline; filename=\"" : "attachment; filename=\"";
    require(strlen(text) < DISPOSITION_ROOM && !strncmp(text, head, strlen(head)));
    for (const char *at = text; *at; at++)
        require(*at >= ' ' && *at <= '~');
    const char *name = text + strlen(head);
    const char *end = strchr(name, '"');
    require(end && end > name && *name != '.' && !memchr(name, '/', (size_t)(end - name)));
    const char *again = "\"; filename*=UTF-8''";
    require(!strncmp(end, again, strlen(again)) && end[strlen(again)]);
    require(!strpbrk(end + strlen(again), "\"/;, "));
}

/* A name is read, cleaned and written. */
const fuzz_bound fuzz_memory = {.base = 64 << 10, .times = 10};

void fuzz_one(const uint8_t *data, size_t size)
{
    char disposition[DISPOSITION_ROOM];
    const uint8_t *zero = size ? memchr(data, 0, size) : NULL;
    size_t name_size = zero ? (size_t)(zero - data) : size;
    char *name = malloc(name_size + 1);
    require(name != NULL);
    if (name_size)
        memcpy(name, data, name_size);
    name[name_size] = 0;
    const char *type = file_type(zero ? (rs_bytes){zero + 1, size - name_size - 1} : (rs_bytes){0});
    check_type(type);
    if (codec_utf8(name, name_size)) { /* the codec lets no other text in */
        file_disposition(name, type, disposition);
        check_disposition(disposition, file_is_shown(type));
    }
    free(name);
}
