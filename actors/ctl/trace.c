/* refsysctl trace: everything that processes have said about one request (shared/log.h), from
 * systemd's journal or from files of lines. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "actors/ctl/ctl.h"
#include "shared/log.h"

static bool is_trace(const char *text)
{
    size_t size = strlen(text);
    return size == LOG_TRACE_SIZE - 1 && strspn(text, "0123456789abcdef") == size;
}

/* -1: it cannot be read, and that has been said. */
static int print_lines(const char *path, const char *mark)
{
    char *line = NULL;
    size_t room = 0;
    FILE *file = fopen(path, "re");
    if (!file) {
        fprintf(stderr, "refsysctl: %s: %s\n", path, strerror(errno));
        return -1;
    }
    while (getline(&line, &room, file) > 0)
        if (strstr(line, mark))
            fputs(line, stdout);
    free(line);
    fclose(file);
    return 0;
}

static int ask_journal(const char *trace)
{
    char match[32];
    snprintf(match, sizeof match, "REFSYS_TRACE=%s", trace);
    execlp("journalctl", "journalctl", "--no-pager", "--quiet", "--output=short-iso-precise", match,
           (char *)NULL);
    fprintf(stderr, "refsysctl: journalctl: %s; name the files of logs behind the id\n",
            strerror(errno));
    return EXIT_FAILURE;
}

int ctl_trace(ctl *self, const rs_config *config, const char *config_file)
{
    char mark[32];
    int failed = 0;
    (void)config;
    (void)config_file;
    if (!is_trace(self->args[0])) {
        fprintf(stderr, "refsysctl: %s is no id of a request: those have %d of 0 to 9 and a to f\n",
                self->args[0], LOG_TRACE_SIZE - 1);
        return EXIT_FAILURE;
    }
    if (self->count == 1)
        return ask_journal(self->args[0]);
    snprintf(mark, sizeof mark, "[%s]\n", self->args[0]);
    for (int n = 1; n < self->count; n++)
        failed |= print_lines(self->args[n], mark);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
