#include "shared/log.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef HAVE_SYSTEMD
#define SD_JOURNAL_SUPPRESS_LOCATION /* the file and line of this function help nobody */
#include <systemd/sd-journal.h>
#endif

enum { LINE_MAX_BYTES = 2048, NAME_MAX_BYTES = 65 };

/* The one global of the library: everybody logs, and a logger passed everywhere would be noise.
 * Written once, before threads. */
static struct {
    char name[NAME_MAX_BYTES];
    log_level least;
    bool to_journal;
} logger = {.name = "refsys", .least = LOG_LEVEL_INFO};

/* What a thread beside the loop says belongs to no request. */
static _Thread_local char followed[LOG_TRACE_SIZE];

/* JOURNAL_STREAM names the device and inode that standard error had when systemd started us. */
static bool stderr_is_journal(void)
{
#ifdef HAVE_SYSTEMD
    const char *stream = getenv("JOURNAL_STREAM");
    struct stat about;
    char ours[64];
    if (!stream || fstat(STDERR_FILENO, &about))
        return false;
    snprintf(ours, sizeof ours, "%ju:%ju", (uintmax_t)about.st_dev, (uintmax_t)about.st_ino);
    return !strcmp(ours, stream);
#else
    return false;
#endif
}

void log_open(const char *actor_name, log_level least)
{
    snprintf(logger.name, sizeof logger.name, "%s", actor_name);
    logger.least = least;
    logger.to_journal = stderr_is_journal();
}

bool log_level_parse(const char *text, log_level *out)
{
    static const struct {
        const char *name;
        log_level level;
    } levels[] = {{"error", LOG_LEVEL_ERROR},
                  {"warning", LOG_LEVEL_WARNING},
                  {"info", LOG_LEVEL_INFO},
                  {"debug", LOG_LEVEL_DEBUG}};
    for (size_t n = 0; n < sizeof levels / sizeof *levels; n++)
        if (!strcmp(levels[n].name, text)) {
            *out = levels[n].level;
            return true;
        }
    return false;
}

/* A line stays a line, whatever a peer has put into a name. Bytes of UTF-8 pass. */
static void make_printable(char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < ' ' || *text == 0x7f)
            *text = '?';
}

void log_follow(const char *trace)
{
    snprintf(followed, sizeof followed, "%s", trace ? trace : "");
    make_printable(followed);
}

const char *log_followed(void)
{
    return followed;
}

static void say(log_level level, const char *format, va_list args) RS_PRINTF(2, 0);
static void say(log_level level, const char *format, va_list args)
{
    char text[LINE_MAX_BYTES];
    if (level > logger.least)
        return;
    vsnprintf(text, sizeof text, format, args);
    make_printable(text);
    const char *trace = followed;
#ifdef HAVE_SYSTEMD
    if (logger.to_journal &&
        !sd_journal_send("PRIORITY=%d", (int)level, "MESSAGE=%s", text, "SYSLOG_IDENTIFIER=refsys",
                         "REFSYS_ACTOR=%s", logger.name, *trace ? "REFSYS_TRACE=%s" : NULL, trace,
                         NULL))
        return;
#endif
    /* One write, so that lines of several processes do not mix. */
    char line[LINE_MAX_BYTES + NAME_MAX_BYTES + LOG_TRACE_SIZE + 12];
    int size = snprintf(line, sizeof line, "<%d>%s: %s%s%s%s\n", (int)level, logger.name, text,
                        *trace ? " [" : "", trace, *trace ? "]" : "");
    if (write(STDERR_FILENO, line, (size_t)size) < 0)
        return; /* nobody is left to be told */
}

#define LOG_FUNCTION(name, level)                                                                  \
    void name(const char *format, ...)                                                             \
    {                                                                                              \
        va_list args;                                                                              \
        va_start(args, format);                                                                    \
        say(level, format, args);                                                                  \
        va_end(args);                                                                              \
    }
LOG_FUNCTION(log_error, LOG_LEVEL_ERROR)
LOG_FUNCTION(log_warning, LOG_LEVEL_WARNING)
LOG_FUNCTION(log_info, LOG_LEVEL_INFO)
LOG_FUNCTION(log_debug, LOG_LEVEL_DEBUG)
