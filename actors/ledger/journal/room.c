#include "actors/ledger/journal/room.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/log.h"
#include "shared/thread.h"

enum {
    PIECE = 1 << 20, /* of zeros, written with one call */
    STEP_MIN = PIECE,
    STEP_MAX = 8 * PIECE,
    PART = 4,     /* a step is this part of the file: a small ledger stays small */
    ALIGN = 4096, /* as memory that goes to the disk past the cache has to be */
};

struct room {
    char *path;
    uint64_t ready; /* up to here there are bytes */
    pthread_t thread;
    bool running;
    /* Of the thread while it runs: */
    uint64_t from, to;
    int failed; /* errno */
    atomic_bool done;
};

/* ------------------------------------------------------------------------- the thread */

/* Past the cache, or whoever makes the file durable meanwhile would wait for zeros, too. A file
 * system that has no such way has none of the trouble either, but in memory. */
static int open_file(const char *path)
{
    int fd = open(path, O_WRONLY | O_DIRECT | O_CLOEXEC);
    return fd < 0 && errno == EINVAL ? open(path, O_WRONLY | O_CLOEXEC) : fd;
}

static int write_zeros(int fd, uint64_t from, uint64_t to)
{
    void *zeros;
    if (posix_memalign(&zeros, ALIGN, PIECE))
        return ENOMEM;
    memset(zeros, 0, PIECE);
    int result = 0;
    for (; from < to && !result; from += PIECE) {
        ssize_t written = pwrite(fd, zeros, PIECE, (off_t)from);
        if (written != PIECE)
            result = written < 0 ? errno : ENOSPC;
    }
    free(zeros);
    return result;
}

/* All of it, or nothing: the last bytes of a full disk are not for what may come. */
static int make(int fd, uint64_t from, uint64_t to)
{
    off_t size = (off_t)(to - from);
    int result = fallocate(fd, 0, (off_t)from, size) ? errno : write_zeros(fd, from, to);
    if (!result && fdatasync(fd))
        result = errno;
    if (result)
        (void)fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)from, size);
    return result;
}

static void *run(void *arg)
{
    room *self = arg;
    int fd = open_file(self->path);
    self->failed = fd < 0 ? errno : make(fd, self->from, self->to);
    if (fd >= 0)
        close(fd);
    atomic_store(&self->done, true);
    return NULL;
}

/* ------------------------------------------------------------------------- the writer's side */

static void take_back(room *self)
{
    if (!self->running)
        return;
    pthread_join(self->thread, NULL);
    self->running = false;
    if (self->failed)
        log_warning("%s: no room is made ahead: %s", self->path, strerror(self->failed));
    /* Room on a disk that was full is looked for again a step later; what this file system cannot
     * do, it will not learn. */
    self->ready = self->failed && self->failed != ENOSPC ? UINT64_MAX : self->to;
}

static uint64_t round_up(uint64_t size, uint64_t unit)
{
    return (size + unit - 1) / unit * unit;
}

static void start(room *self, uint64_t end, uint64_t step)
{
    self->from = round_up(end > self->ready ? end : self->ready, ALIGN);
    self->to = self->from + step;
    atomic_store(&self->done, false);
    self->running = thread_start(&self->thread, run, self) == 0;
}

void room_reach(room *self, uint64_t end)
{
    uint64_t step = round_up(end / PART, PIECE);
    step = step < STEP_MIN ? STEP_MIN : step > STEP_MAX ? STEP_MAX : step;
    if (end > self->ready || atomic_load(&self->done))
        take_back(self);
    if (!self->running && end + step > self->ready)
        start(self, end, step);
}

room *room_open(const char *path)
{
    struct stat about;
    room *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    self->path = strdup(path);
    RS_ASSERT(self->path);
    self->ready = stat(path, &about) == 0 ? (uint64_t)about.st_size : 0;
    return self;
}

void room_close(room **self_p)
{
    room *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    take_back(self);
    free(self->path);
    free(self);
}
