/* The loop of an actor. One epoll holds everything that can wake it: signals, watched descriptors,
 * and the descriptors of the ZeroMQ sockets, which only say "look". So a turn always looks at every
 * socket, and before each wait asks them once more (links_pending): their edge may have been used
 * up by a send in between. A foreign loop waits for that same epoll. */
#include "shared/actor_impl.h"

#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum { READY_MAX = 64, WATCHES_MIN = 64 };

struct timer {
    heap_item due;
    int64_t id;
    int64_t period_ms;
    actor_fn *fn;
    void *arg;
};

static void on_signal(void *arg, int fd, short revents)
{
    actor *self = arg;
    struct signalfd_siginfo info;
    (void)revents;
    if (read(fd, &info, sizeof info) == sizeof info) {
        log_info("ends: %s", strsignal((int)info.ssi_signo));
        actor_stop(self, 0);
    }
}

rs_err loop_open(actor *self, rs_error *error)
{
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    signal(SIGPIPE, SIG_IGN);
    /* Before any thread exists, so that all inherit the mask and the loop alone gets them. */
    sigprocmask(SIG_BLOCK, &stop, NULL);
    self->epoll = epoll_create1(EPOLL_CLOEXEC);
    self->signals = signalfd(-1, &stop, SFD_NONBLOCK | SFD_CLOEXEC);
    if (self->epoll < 0 || self->signals < 0)
        return rs_fail(error, RS_INTERNAL, "no descriptors are left: %s", strerror(errno));
    actor_watch(self, self->signals, POLLIN, on_signal, self);
    return RS_OK;
}

void loop_close(actor *self)
{
    size_t at = 0;
    for (timer *each; (each = table_next(&self->timers, &at));)
        free(each);
    table_free(&self->timers);
    heap_free(&self->timers_due);
    free(self->watches);
    if (self->signals >= 0)
        close(self->signals);
    if (self->epoll >= 0)
        close(self->epoll);
}

/* ------------------------------------------------------------------------------ descriptors */

static void epoll_change(actor *self, int fd, uint32_t events, uint64_t data)
{
    struct epoll_event event = {.events = events, .data.u64 = data};
    if (epoll_ctl(self->epoll, EPOLL_CTL_MOD, fd, &event) == 0)
        return;
    /* Not in it, or in it no more because it was closed in the meantime. */
    if (errno != ENOENT || epoll_ctl(self->epoll, EPOLL_CTL_ADD, fd, &event) != 0)
        log_error("descriptor %d cannot be watched: %s", fd, strerror(errno));
}

static watch *watch_at(actor *self, int fd)
{
    size_t index = (size_t)fd;
    if (index >= self->watches_room) {
        size_t room = self->watches_room ? self->watches_room : WATCHES_MIN;
        while (room <= index)
            room *= 2;
        self->watches = realloc(self->watches, room * sizeof *self->watches);
        RS_ASSERT(self->watches);
        memset(self->watches + self->watches_room, 0,
               (room - self->watches_room) * sizeof *self->watches);
        self->watches_room = room;
    }
    return &self->watches[index];
}

void actor_watch(actor *self, int fd, short events, actor_fd_fn *fn, void *arg)
{
    RS_ASSERT(fd >= 0);
    watch *entry = watch_at(self, fd);
    if (!events) {
        if (entry->active)
            epoll_ctl(self->epoll, EPOLL_CTL_DEL, fd, NULL); /* fails if it is closed already */
        *entry = (watch){0};
        return;
    }
    if (!entry->active)
        entry->serial = ++self->watch_serial;
    entry->fn = fn;
    entry->arg = arg;
    entry->active = true;
    epoll_change(self, fd, (uint32_t)events, (uint64_t)entry->serial << 32 | (uint32_t)fd);
}

/* Serial 0 belongs to the sockets: they need no call, links_turn looks at all of them. */
void loop_add_socket(actor *self, zsock_t *socket)
{
    int fd = (int)zsock_fd(socket);
    epoll_change(self, fd, EPOLLIN, (uint32_t)fd);
}

void loop_close_socket(actor *self, zsock_t **socket_p)
{
    if (*socket_p)
        epoll_ctl(self->epoll, EPOLL_CTL_DEL, (int)zsock_fd(*socket_p), NULL);
    zsock_destroy(socket_p);
}

static void dispatch_descriptors(actor *self)
{
    struct epoll_event ready[READY_MAX];
    int count = epoll_wait(self->epoll, ready, READY_MAX, 0);
    for (int n = 0; n < count; n++) {
        int fd = (int)(uint32_t)ready[n].data.u64;
        uint32_t serial = (uint32_t)(ready[n].data.u64 >> 32);
        if (!serial)
            continue;
        const watch *entry = watch_at(self, fd);
        if (!entry->active || entry->serial != serial)
            continue; /* ended by a call before this one */
        self->called = true;
        entry->fn(entry->arg, fd, (short)ready[n].events);
    }
}

/* ----------------------------------------------------------------------------------- timers */

int64_t actor_timer(actor *self, int64_t delay_ms, int64_t period_ms, actor_fn *fn, void *arg)
{
    RS_ASSERT(delay_ms >= 0 && period_ms >= 0);
    timer *fresh = calloc(1, sizeof *fresh);
    RS_ASSERT(fresh);
    fresh->id = ++self->last_timer;
    fresh->period_ms = period_ms;
    fresh->fn = fn;
    fresh->arg = arg;
    heap_put(&self->timers_due, &fresh->due, clock_monotonic_ms() + delay_ms);
    table_set(&self->timers, (uint64_t)fresh->id, fresh);
    return fresh->id;
}

void actor_timer_end(actor *self, int64_t id)
{
    timer *ended = table_remove(&self->timers, (uint64_t)id);
    if (!ended)
        return;
    heap_remove(&self->timers_due, &ended->due);
    free(ended);
}

/* On a whole multiple of the period, and after half of it at least: what all processes do now and
 * then they do at the same moments, and the machine wakes once for it. */
static int64_t next_of_period(int64_t period_ms, int64_t now_ms)
{
    int64_t next = (now_ms / period_ms + 1) * period_ms;
    return 2 * (next - now_ms) < period_ms ? next + period_ms : next;
}

static void call_timer(actor *self, timer *due, int64_t now_ms)
{
    actor_fn *fn = due->fn;
    void *arg = due->arg;
    if (due->period_ms) {
        heap_put(&self->timers_due, &due->due, next_of_period(due->period_ms, now_ms));
    } else {
        actor_timer_end(self, due->id);
    }
    self->called = true;
    fn(arg);
}

/* At most as many as there were: one that is made in a call waits for the next turn. */
static void dispatch_timers(actor *self, int64_t now_ms)
{
    for (size_t left = self->timers_due.count; left; left--) {
        heap_item *first = heap_first(&self->timers_due);
        if (!first || first->at > now_ms)
            return;
        call_timer(self, HEAP_OWNER(first, timer, due), now_ms);
    }
}

/* ------------------------------------------------------------------------------------- turns */

void actor_on_turn(actor *self, actor_fn *fn, void *arg)
{
    self->turn_fn = fn;
    self->turn_arg = arg;
}

void actor_use_loop(actor *self, actor_loop_fn *loop, void *arg)
{
    self->loop_fn = loop;
    self->loop_arg = arg;
}

size_t actor_fds(const actor *self, int fds[ACTOR_FDS_MAX])
{
    fds[0] = self->epoll;
    return 1;
}

bool actor_turn(actor *self)
{
    self->called = false;
    /* What has arrived comes before what is due, so that a process that was stopped for a while
     * does not take everybody else for silent. */
    links_turn(self);
    dispatch_descriptors(self);
    int64_t now_ms = clock_monotonic_ms();
    dispatch_timers(self, now_ms);
    asks_turn(self, now_ms);
    links_beat(self);
    if (self->called && self->turn_fn)
        self->turn_fn(self->turn_arg);
    if (self->status_changed)
        links_tell_status(self);
    return !self->stopping;
}

int64_t actor_wait_ms(const actor *self)
{
    if (self->stopping || links_pending(self))
        return 0;
    const heap_item *first = heap_first(&self->timers_due);
    int64_t next_ms = links_next_ms(self);
    int64_t ask_ms = asks_next_ms(self);
    if (first && first->at < next_ms)
        next_ms = first->at;
    if (ask_ms < next_ms)
        next_ms = ask_ms;
    int64_t wait_ms = next_ms - clock_monotonic_ms();
    return wait_ms > 0 ? wait_ms : 0;
}

void loop_run(actor *self)
{
    if (self->loop_fn) {
        self->loop_fn(self, self->loop_arg);
        return;
    }
    struct pollfd wake = {.fd = self->epoll, .events = POLLIN};
    while (actor_turn(self))
        poll(&wake, 1, (int)actor_wait_ms(self));
}
