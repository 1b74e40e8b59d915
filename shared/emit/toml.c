/* refsys.toml: every key with its meaning, commented out at its default; but for what a package
 * puts elsewhere. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "shared/config.h"
#include "shared/emit/emit.h"

enum { LINE_WIDTH = 96 };

/* Text as comment lines of bounded width. */
static void put_comment(const char *text)
{
    while (*text) {
        size_t size = strlen(text);
        if (size > LINE_WIDTH) {
            size = LINE_WIDTH;
            while (size && text[size] != ' ')
                size--;
            if (!size)
                size = strcspn(text, " ");
        }
        printf("# %.*s\n", (int)size, text);
        text += size;
        text += strspn(text, " ");
    }
}

static void put_text(const char *text)
{
    putchar('"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            putchar('\\');
        putchar(*text);
    }
    putchar('"');
}

/* What an installed package has where the tree has something beside refsys.toml. */
typedef struct {
    const char *section;
    const char *key;
    const char *value;
} placed;

static const placed package[] = {
    {"broker", "requests", "ipc:///run/refsys/requests"},
    {"broker", "publish", "ipc:///run/refsys/publish"},
    {"broker", "subscribe", "ipc:///run/refsys/subscribe"},
    {"broker", "keys", "/var/lib/refsys/keys"},
    {"ledger", "path", "/var/lib/refsys/ledger"},
    {"ledger", "postgres_file", "/var/lib/refsys/ledger/postgres"},
    {"telegram", "token_file", "/var/lib/refsys/telegram/token"},
    {"telegram", "webhook_secret_file", "/var/lib/refsys/telegram/webhook-secret"},
    {"support", "token_file", "/var/lib/refsys/support/token"},
    {"support", "webhook_secret_file", "/var/lib/refsys/support/webhook-secret"},
    {"ozon", "api_key_file", "/var/lib/refsys/ozon/api-key"},
    {"gateway", "assets", "/usr/share/refsys/ui"},
    {"gateway", "exports", "/var/lib/refsys/gateway/exports"},
};

/* true: the package has a value of its own, and it has been written. */
static bool put_placed(bool packaged, const char *section, const char *key)
{
    for (size_t n = 0; packaged && n < sizeof package / sizeof *package; n++)
        if (!strcmp(package[n].section, section) && !strcmp(package[n].key, key)) {
            printf("%s = ", key);
            put_text(package[n].value);
            putchar('\n');
            return true;
        }
    return false;
}

#define DEFAULT_INT(value, min, max)                                                               \
    printf("%" PRId64 " # %" PRId64 " .. %" PRId64 "\n", (int64_t)(value), (int64_t)(min),         \
           (int64_t)(max));
#define DEFAULT_BOOL(value, min, max) puts((value) ? "true" : "false");
#define DEFAULT_STR(value, min, max) put_text(value), putchar('\n');
#define DEFAULT_PATH(value, min, max) put_text(value), putchar('\n');

#define KEY_LINES(section, key, type, fallback, min, max, doc)                                     \
    put_comment(doc);                                                                              \
    if (!put_placed(packaged, #section, #key)) {                                                   \
        fputs("#" #key " = ", stdout);                                                             \
        DEFAULT_##type(fallback, min, max)                                                         \
    }
#define SECTION_LINES(section, KEYS, doc)                                                          \
    putchar('\n');                                                                                 \
    put_comment(doc);                                                                              \
    puts("[" #section "]");                                                                        \
    KEYS(KEY_LINES)

void emit_toml(bool packaged)
{
    puts("# refsys.toml - every setting of refsys with its default. Uncomment what differs.\n"
         "#\n"
         "# Checked as a whole before anything starts: an unknown key, another type or a value out "
         "of range\n"
         "# is refused with its line. Relative paths start at the folder of this file, sockets "
         "(ipc://) at\n"
         "# the folder where the processes are started. Secrets are never here, only the names of "
         "files that\n"
         "# hold them. The rules of the programme (rates, holding time, texts) are edited in the "
         "admin page.");
    RS_CONFIG(SECTION_LINES)
}
