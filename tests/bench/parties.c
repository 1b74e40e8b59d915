#include "tests/bench/parties.h"

#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "shared/buf.h"

enum { ANSWER_MS = 20000, FIRST_MS = 100, FIRST_TRIES = 200, WARM_UP_PART = 10 };

_Noreturn void give_up(const char *what, const char *why)
{
    fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name, what, why);
    exit(EXIT_FAILURE);
}

/* ------------------------------------------------------------------------- processes */

bool party_fork(parties *self)
{
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid < 0)
        give_up("fork", strerror(errno));
    if (pid) {
        self->others[self->others_count++] = pid;
        return false;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(EXIT_FAILURE);
    return true;
}

void party_run(parties *self, const char *program, const char *const *arguments)
{
    char log[300];
    if (!party_fork(self))
        return;
    snprintf(log, sizeof log, "%s/log", self->folder);
    int out = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (out < 0)
        give_up(log, strerror(errno));
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    execvp(program, (char *const *)(uintptr_t)arguments);
    give_up(program, strerror(errno));
}

static int64_t clock_us(clockid_t which)
{
    struct timespec now;
    if (clock_gettime(which, &now))
        give_up("clock", "a party has ended; see its log");
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int64_t cpu_us(const parties *self)
{
    int64_t sum = clock_us(CLOCK_PROCESS_CPUTIME_ID);
    for (size_t n = 0; n < self->others_count; n++) {
        clockid_t clock;
        if (clock_getcpuclockid(self->others[n], &clock))
            give_up("clock", "a party has ended; see its log");
        sum += clock_us(clock);
    }
    return sum;
}

/* ------------------------------------------------------------------------- requests */

void payload_write(uint64_t number, uint8_t out[PAYLOAD_SIZE])
{
    put_be64(out, number);
    memset(out + sizeof number, (int)(number % 251), PAYLOAD_SIZE - sizeof number);
}

int64_t payload_read(const void *data, size_t size)
{
    uint8_t wanted[PAYLOAD_SIZE];
    if (size != PAYLOAD_SIZE)
        give_up("an answer", "of another size than the request");
    uint64_t number = get_be64(data);
    payload_write(number, wanted);
    if (memcmp(data, wanted, sizeof wanted) != 0)
        give_up("an answer", "other bytes than those of the request");
    return (int64_t)number;
}

static void await_everybody(const asker *by)
{
    for (int n = 0; n < FIRST_TRIES; n++) {
        by->ask(by->self, 0);
        if (by->heard(by->self, FIRST_MS) == 0)
            return;
    }
    give_up("the first request", "no answer; see the log in the folder");
}

/* Numbers `first` up to `end`, each answered once. */
static void ask_all(const asker *by, uint64_t first, uint64_t end, uint64_t outstanding)
{
    bool *answered = calloc(end - first, sizeof *answered);
    uint64_t next = first;
    if (!answered)
        give_up("memory", strerror(errno));
    for (uint64_t got = 0; got < end - first;) {
        while (next < end && next - first - got < outstanding)
            by->ask(by->self, next++);
        int64_t number = by->heard(by->self, ANSWER_MS);
        if (number == 0)
            continue; /* the first request was asked more than once */
        if (number < (int64_t)first || number >= (int64_t)next)
            give_up("an answer", number < 0 ? "it does not come" : "to nothing that was asked");
        if (answered[(uint64_t)number - first])
            give_up("an answer", "it comes twice");
        answered[(uint64_t)number - first] = true;
        got++;
    }
    free(answered);
}

void parties_measure(const parties *self, const asker *by)
{
    uint64_t warm = (uint64_t)self->requests / WARM_UP_PART + 1;
    uint64_t outstanding = (uint64_t)self->outstanding;
    await_everybody(by);
    ask_all(by, 1, 1 + warm, outstanding);
    int64_t cpu = cpu_us(self);
    int64_t began = clock_us(CLOCK_MONOTONIC);
    ask_all(by, 1 + warm, 1 + warm + (uint64_t)self->requests, outstanding);
    double us = (double)(clock_us(CLOCK_MONOTONIC) - began);
    double asked = (double)self->requests;
    printf("{\"requests_per_s\": %.0f, \"cpu_us\": %.2f}\n", asked * 1e6 / us,
           (double)(cpu_us(self) - cpu) / asked);
}

/* ------------------------------------------------------------------------- options */

int parties_free_port(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) ||
        getsockname(fd, (struct sockaddr *)&at, &size))
        give_up("a free port", strerror(errno));
    close(fd);
    return ntohs(at.sin_port);
}

static error_t parse_option(int key, char *value, struct argp_state *state)
{
    parties *self = state->input;
    switch (key) {
    case 'w': self->way = value; return 0;
    case 'f': self->folder = value; return 0;
    case 'p': self->program = value; return 0;
    case 'r': self->requests = strtoll(value, NULL, 10); return 0;
    case 'o': self->outstanding = strtoll(value, NULL, 10); return 0;
    case 't': self->port = (int)strtol(value, NULL, 10); return 0;
    case 's': self->others[self->others_count++] = (pid_t)strtol(value, NULL, 10); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

void parties_parse(parties *self, int argc, char **argv, const char *ways)
{
    static const struct argp_option options[] = {
        {.name = "way", .key = 'w', .arg = "NAME", .doc = "What is measured"},
        {.name = "folder", .key = 'f', .arg = "DIR", .doc = "An empty folder for the run"},
        {.name = "program", .key = 'p', .arg = "FILE", .doc = "The broker"},
        {.name = "requests", .key = 'r', .arg = "N", .doc = "How many are measured"},
        {.name = "outstanding", .key = 'o', .arg = "N", .doc = "How many at a time"},
        {.name = "server", .key = 's', .arg = "PID", .doc = "The one in the middle, if it runs"},
        {.name = "port", .key = 't', .arg = "N", .doc = "... and where it listens"},
        {0}};
    struct argp parser = {.options = options, .parser = parse_option, .doc = ways};
    *self = (parties){.way = "", .program = "", .port = parties_free_port()};
    if (argp_parse(&parser, argc, argv, 0, NULL, self) || !self->folder || self->requests < 1 ||
        self->outstanding < 1)
        give_up("options", "--folder, --requests and --outstanding are wanted");
}
