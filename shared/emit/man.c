/* refsys.toml(5): the same list as a page of the manual. */
#include <inttypes.h>
#include <stdio.h>

#include "shared/config.h"
#include "shared/emit/emit.h"

/* Text of roff: its own signs are escaped, and what begins a line is no request. */
static void put_roff(const char *text)
{
    if (*text == '.' || *text == '\'')
        fputs("\\&", stdout);
    for (; *text; text++) {
        if (*text == '\\')
            fputs("\\e", stdout);
        else if (*text == '-')
            fputs("\\-", stdout);
        else
            putchar(*text);
    }
}

static void put_line(const char *text)
{
    put_roff(text);
    putchar('\n');
}

#define DEFAULT_INT(value, min, max)                                                               \
    printf("%" PRId64 " (%" PRId64 " .. %" PRId64 ")\n", (int64_t)(value), (int64_t)(min),         \
           (int64_t)(max));
#define DEFAULT_BOOL(value, min, max) puts((value) ? "true" : "false");
#define DEFAULT_STR(value, min, max) putchar('"'), put_roff(value), puts("\"");
#define DEFAULT_PATH(value, min, max) putchar('"'), put_roff(value), puts("\"");

#define KEY_LINES(section, key, type, fallback, min, max, doc)                                     \
    puts(".TP\n.B " #key);                                                                         \
    put_line(doc);                                                                                 \
    fputs("Default: ", stdout);                                                                    \
    DEFAULT_##type(fallback, min, max)
#define SECTION_LINES(section, KEYS, doc)                                                          \
    puts(".SS [" #section "]");                                                                    \
    put_line(doc);                                                                                 \
    KEYS(KEY_LINES)

void emit_man(void)
{
    puts(
        ".TH REFSYS.TOML 5 \"\" \"refsys " REFSYS_VERSION "\" \"File formats\"\n"
        ".SH NAME\n"
        "refsys.toml \\- settings of the referral programme refsys\n"
        ".SH SYNOPSIS\n"
        ".I /etc/refsys/refsys.toml\n"
        ".SH DESCRIPTION\n"
        "A file in TOML that every process of refsys reads when it starts. It is checked as a\n"
        "whole: an unknown key, another type or a value out of range is refused with its line.\n"
        "Relative paths start at the folder of the file, sockets\n"
        ".RI ( ipc:// )\n"
        "at the folder where a process is started. Secrets are never in it, only the names of\n"
        "files that hold them. The rules of the programme (rates, holding time, texts) are edited\n"
        "in the admin page.\n"
        ".PP\n"
        "The defaults below are the programs'; what a package puts elsewhere stands in its file.\n"
        ".SH SETTINGS");
    RS_CONFIG(SECTION_LINES)
    puts(".SH SEE ALSO\n.BR refsysctl (1)");
}
