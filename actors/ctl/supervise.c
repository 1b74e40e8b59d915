/* refsysctl up: starts what [up] says, keeps it running, and ends it all together.
 *
 * What dies is started again: at once the first time, then later and later while it keeps dying.
 * Standard error of each goes on with the name in front. Killing the supervisor itself, even with
 * kill -9, ends its children too. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "actors/ctl/ctl.h"
#include "shared/clock.h"

enum {
    CHILDREN_MAX = 64,
    ARGS_MAX = 8,
    LINE_MAX_BYTES = 4096,
    RESTART_MS = 200,       /* after the first death ... */
    RESTART_MAX_MS = 10000, /* ... doubled each time up to here ... */
    STEADY_MS = 30000,      /* ... and forgotten after living so long */
    END_MS = 5000,          /* from SIGTERM to SIGKILL */
};

typedef struct {
    char name[32];
    char program[4200];
    const char *args[ARGS_MAX];
    pid_t pid; /* 0: not running */
    int out;   /* its standard output and error; -1: none */
    char line[LINE_MAX_BYTES];
    size_t used;
    int64_t started_ms;
    int64_t start_at_ms;
    int64_t pause_ms;
} child;

typedef struct {
    child children[CHILDREN_MAX];
    size_t count;
    const char *config_file;
    int signals;
    bool ending;
    int64_t kill_at_ms;
} supervisor;

static void add(supervisor *self, const char *program, const char *role, int64_t number,
                const char *const *more)
{
    RS_ASSERT(self->count < CHILDREN_MAX);
    child *one = &self->children[self->count++];
    *one = (child){.out = -1};
    size_t n = 0;
    ctl_sibling(program, one->program, sizeof one->program);
    if (number > 1)
        snprintf(one->name, sizeof one->name, "%s@%lld", role, (long long)number);
    else
        snprintf(one->name, sizeof one->name, "%s", role);
    one->args[n++] = one->program;
    one->args[n++] = "--config";
    one->args[n++] = self->config_file;
    if (number > 1) {
        one->args[n++] = "--name";
        one->args[n++] = one->name;
    }
    while (more && *more)
        one->args[n++] = *more++;
}

static void add_wanted(supervisor *self, const rs_config *config)
{
    static const char *const reader[] = {"--role", "reader", NULL};
    if (config->up.broker)
        add(self, "refsys-broker", "broker", 1, NULL);
    if (config->up.ledger)
        add(self, "refsys-ledger", "ledger", 1, NULL);
    for (int64_t n = 1; n <= config->up.readers; n++)
        add(self, "refsys-ledger", "reader", n, reader);
    if (config->up.telegram)
        add(self, "refsys-telegram", "telegram", 1, NULL);
    if (config->up.support)
        add(self, "refsys-support", "support", 1, NULL);
    if (config->up.ozon)
        add(self, "refsys-ozon", "ozon", 1, NULL);
    for (int64_t n = 1; n <= config->up.gateways; n++)
        add(self, "refsys-gateway", "gateway", n, NULL);
}

static void say(const char *name, const char *what)
{
    fprintf(stderr, "%-10s %s\n", name, what);
}

static _Noreturn void become(const child *one, const int pipe_fds[2], pid_t supervisor_pid)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != supervisor_pid)
        _exit(EXIT_FAILURE); /* it died before it could be watched */
    dup2(pipe_fds[1], STDOUT_FILENO);
    dup2(pipe_fds[1], STDERR_FILENO);
    close(pipe_fds[0]);
    close(pipe_fds[1]);
    char *args[ARGS_MAX];
    memcpy(args, one->args, sizeof args);
    execv(one->program, args);
    fprintf(stderr, "%s cannot be started: %s\n", one->program, strerror(errno));
    _exit(127);
}

static void start(child *one)
{
    int pipe_fds[2];
    one->started_ms = clock_monotonic_ms();
    if (pipe2(pipe_fds, O_CLOEXEC) != 0) {
        say(one->name, "no pipe: out of file descriptors?");
        one->start_at_ms = one->started_ms + RESTART_MAX_MS;
        return;
    }
    pid_t supervisor_pid = getpid();
    one->pid = fork();
    if (one->pid == 0)
        become(one, pipe_fds, supervisor_pid);
    close(pipe_fds[1]);
    if (one->out >= 0)
        close(one->out); /* of the one before, held open by a child of its own */
    one->out = pipe_fds[0];
    one->used = 0;
    if (one->pid > 0)
        return;
    say(one->name, "cannot be started now: no process could be made");
    one->pid = 0;
    one->start_at_ms = one->started_ms + RESTART_MAX_MS;
}

/* A process in front of its own line: "<6>gateway@2: text" has both already. */
static void print_line(const child *one, const char *line, size_t size)
{
    size_t name = strlen(one->name);
    if (size > 3 && line[0] == '<' && line[2] == '>') {
        line += 3;
        size -= 3;
    }
    if (size > name + 1 && !memcmp(line, one->name, name) && !memcmp(line + name, ": ", 2)) {
        line += name + 2;
        size -= name + 2;
    }
    fprintf(stderr, "%-10s %.*s\n", one->name, (int)size, line);
}

/* Whole lines with the name in front; a line too long is cut in pieces. */
static void pass_output(child *one)
{
    ssize_t got = read(one->out, one->line + one->used, sizeof one->line - 1 - one->used);
    if (got <= 0) {
        close(one->out);
        one->out = -1;
        return;
    }
    one->used += (size_t)got;
    char *end;
    while ((end = memchr(one->line, '\n', one->used)) || one->used == sizeof one->line - 1) {
        size_t size = end ? (size_t)(end - one->line) : one->used;
        print_line(one, one->line, size);
        size_t taken = size + (end != NULL);
        memmove(one->line, one->line + taken, one->used - taken);
        one->used -= taken;
    }
}

static void on_death(supervisor *self, child *one, int status)
{
    int64_t now = clock_monotonic_ms();
    char what[100];
    one->pid = 0;
    if (self->ending)
        return;
    if (now - one->started_ms >= STEADY_MS || !one->pause_ms)
        one->pause_ms = RESTART_MS;
    else if (one->pause_ms < RESTART_MAX_MS)
        one->pause_ms *= 2;
    if (one->pause_ms > RESTART_MAX_MS)
        one->pause_ms = RESTART_MAX_MS;
    one->start_at_ms = now + one->pause_ms;
    snprintf(what, sizeof what, "ended (%s %d); starting it again in %lld ms",
             WIFSIGNALED(status) ? "signal" : "exit code",
             WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status),
             (long long)one->pause_ms);
    say(one->name, what);
}

static void reap(supervisor *self)
{
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        for (size_t n = 0; n < self->count; n++)
            if (self->children[n].pid == pid)
                on_death(self, &self->children[n], status);
}

static size_t running(const supervisor *self)
{
    size_t count = 0;
    for (size_t n = 0; n < self->count; n++)
        count += self->children[n].pid != 0;
    return count;
}

static void signal_all(const supervisor *self, int number)
{
    for (size_t n = 0; n < self->count; n++)
        if (self->children[n].pid)
            kill(self->children[n].pid, number);
}

static void on_signal(supervisor *self)
{
    struct signalfd_siginfo info;
    while (read(self->signals, &info, sizeof info) == (ssize_t)sizeof info) {
        if (info.ssi_signo == SIGCHLD)
            continue;
        self->ending = true;
        self->kill_at_ms = clock_monotonic_ms() + END_MS;
        signal_all(self, SIGTERM);
    }
    reap(self);
}

/* Starts what is due; returns how long to wait for the next, -1: nothing is planned. */
static int64_t start_due(supervisor *self)
{
    int64_t now = clock_monotonic_ms();
    int64_t wait = -1;
    for (size_t n = 0; n < self->count && !self->ending; n++) {
        child *one = &self->children[n];
        if (one->pid)
            continue;
        if (one->start_at_ms <= now)
            start(one);
        else if (wait < 0 || one->start_at_ms - now < wait)
            wait = one->start_at_ms - now;
    }
    if (self->ending && self->kill_at_ms <= now)
        signal_all(self, SIGKILL);
    return self->ending ? 100 : wait;
}

static void turn(supervisor *self)
{
    struct pollfd items[CHILDREN_MAX + 1] = {{.fd = self->signals, .events = POLLIN}};
    int64_t wait = start_due(self);
    for (size_t n = 0; n < self->count; n++)
        items[n + 1] = (struct pollfd){.fd = self->children[n].out, .events = POLLIN};
    if (poll(items, self->count + 1, (int)wait) < 0)
        return;
    for (size_t n = 0; n < self->count; n++)
        if (items[n + 1].revents)
            pass_output(&self->children[n]);
    on_signal(self);
}

int ctl_up(ctl *self, const rs_config *config, const char *config_file)
{
    static supervisor all;
    sigset_t watched;
    (void)self;
    all = (supervisor){.config_file = config_file};
    sigemptyset(&watched);
    sigaddset(&watched, SIGTERM);
    sigaddset(&watched, SIGINT);
    sigaddset(&watched, SIGCHLD);
    sigprocmask(SIG_BLOCK, &watched, NULL);
    all.signals = signalfd(-1, &watched, SFD_NONBLOCK | SFD_CLOEXEC);
    if (ctl_keys(self, config, config_file) != EXIT_SUCCESS)
        return EXIT_FAILURE;
    add_wanted(&all, config);
    while (!all.ending || running(&all))
        turn(&all);
    return EXIT_SUCCESS;
}
