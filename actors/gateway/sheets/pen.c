#include "actors/gateway/sheets/pen.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

struct pen {
    actor *loop;
    pid_t pid;
    int ends; /* of the process: readable when it has ended */
    int to;   /* its standard input; -1: closed */
    rs_buf out;
    size_t sent;
    bool last;          /* the end stands in `out` */
    const pen_fns *fns; /* NULL: nobody cares any more */
    void *arg;
};

/* ------------------------------------------------------------------------------- starting */

static rs_err spawn(pen *self, const maker_job *job, int input, rs_error *error)
{
    static char program[] = "refsys-gateway";
    static char *const environment[] = {NULL};
    char room[MAKER_ROOM];
    const char *words[MAKER_ARGS] = {NULL};
    char *argv[MAKER_ARGS + 1] = {program};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none;

    maker_print(job, room, words);
    memcpy(argv + 1, words, sizeof words); /* posix_spawn leaves them as they are */
    sigemptyset(&none);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setsigmask(&attributes, &none);
    int failed = posix_spawn(&self->pid, "/proc/self/exe", &files, &attributes, argv, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    if (failed)
        return rs_fail(error, RS_UNAVAILABLE, "no process for the file: %s", strerror(failed));
    self->ends = pidfd_open(self->pid, 0);
    RS_ASSERT(self->ends >= 0);
    return RS_OK;
}

static void hang_up(pen *self)
{
    if (self->to < 0)
        return;
    actor_watch(self->loop, self->to, 0, NULL, NULL);
    close(self->to);
    self->to = -1;
}

static void on_ended(void *arg, int fd, short events)
{
    pen *self = arg;
    int status = 0;
    (void)fd, (void)events;
    if (waitpid(self->pid, &status, WNOHANG) == 0)
        return;
    actor_watch(self->loop, self->ends, 0, NULL, NULL);
    close(self->ends);
    self->ends = -1;
    bool whole = self->last && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    hang_up(self);
    if (self->fns) {
        self->fns->ended(self->arg, whole);
    } else {
        buf_free(&self->out);
        free(self);
    }
}

rs_err pen_open(pen **self_p, actor *loop, const maker_job *job, const pen_fns *fns, void *arg,
                rs_error *error)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC))
        return rs_fail(error, RS_UNAVAILABLE, "no pipe for the file: %s", strerror(errno));
    pen *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    *self = (pen){.loop = loop, .to = ends[1], .fns = fns, .arg = arg};
    rs_err rc = spawn(self, job, ends[0], error);
    close(ends[0]);
    if (rc != RS_OK) {
        close(ends[1]);
        free(self);
        return rc;
    }
    fcntl(self->to, F_SETFL, O_NONBLOCK);
    actor_watch(loop, self->ends, POLLIN, on_ended, self);
    *self_p = self;
    return RS_OK;
}

/* ------------------------------------------------------------------------------- writing */

static void on_writable(void *arg, int fd, short events)
{
    pen *self = arg;
    (void)fd, (void)events;
    while (self->sent < self->out.size) {
        ssize_t size = write(self->to, self->out.data + self->sent, self->out.size - self->sent);
        if (size < 0 && errno == EAGAIN)
            return;
        if (size < 0 && errno != EINTR) {
            hang_up(self); /* it has ended: on_ended tells */
            return;
        }
        self->sent += size > 0 ? (size_t)size : 0;
    }
    buf_clear(&self->out);
    self->sent = 0;
    actor_watch(self->loop, self->to, 0, NULL, NULL);
    if (self->last)
        hang_up(self);
    else if (self->fns)
        self->fns->hungry(self->arg);
}

void pen_give(pen *self, rs_bytes page)
{
    const uint8_t head[] = {(uint8_t)(page.size >> 24), (uint8_t)(page.size >> 16),
                            (uint8_t)(page.size >> 8), (uint8_t)page.size};
    RS_ASSERT(page.size <= MAKER_PAGE_MAX && !self->last);
    buf_append(&self->out, head, sizeof head);
    buf_append(&self->out, page.data, page.size);
    self->last = !page.size;
    if (self->to >= 0)
        actor_watch(self->loop, self->to, POLLOUT, on_writable, self);
}

void pen_close(pen **self_p)
{
    pen *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    hang_up(self);
    self->fns = NULL;
    if (self->ends < 0) {
        buf_free(&self->out);
        free(self);
    } else {
        kill(self->pid, SIGKILL); /* on_ended takes what is left */
    }
}
