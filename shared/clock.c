#include "shared/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct rs_clock {
    _Atomic int64_t *offset_ms; /* mapped, only read; NULL: the system's time */
};

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the file is read as it lies in memory");
_Static_assert(sizeof(_Atomic int64_t) == 8, "an offset is eight bytes");

/* Makes the file if it is not there. Others may be starting at the same moment and map what they
 * find, so it appears whole and is never replaced. */
static rs_err make_file(const char *file, rs_error *error)
{
    static const char zero[8];
    char fresh[4200];
    snprintf(fresh, sizeof fresh, "%s.XXXXXX", file);
    int fd = mkostemp(fresh, O_CLOEXEC);
    if (fd < 0)
        return rs_fail(error, RS_CONFIG, "%s: %s", file, strerror(errno));
    bool made = !fchmod(fd, 0644) && write(fd, zero, sizeof zero) == sizeof zero &&
                (!link(fresh, file) || errno == EEXIST);
    int why = errno;
    close(fd);
    unlink(fresh);
    return made ? RS_OK : rs_fail(error, RS_CONFIG, "%s: %s", file, strerror(why));
}

static rs_err map_file(rs_clock *self, const char *file, rs_error *error)
{
    struct stat about;
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        if (make_file(file, error))
            return RS_CONFIG;
        fd = open(file, O_RDONLY | O_CLOEXEC);
    }
    if (fd < 0)
        return rs_fail(error, RS_CONFIG, "%s: %s", file, strerror(errno));
    if (fstat(fd, &about) || about.st_size != 8) {
        close(fd);
        return rs_fail(error, RS_CONFIG, "%s: an offset of eight bytes is wanted", file);
    }
    void *at = mmap(NULL, 8, PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
    if (at == MAP_FAILED)
        return rs_fail(error, RS_CONFIG, "%s: %s", file, strerror(errno));
    self->offset_ms = at;
    return RS_OK;
}

rs_err clock_open(rs_clock **self_p, const char *file, rs_error *error)
{
    rs_clock *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    *self_p = self;
    rs_err rc = file && *file ? map_file(self, file, error) : RS_OK;
    if (rc)
        clock_close(self_p);
    return rc;
}

void clock_close(rs_clock **self_p)
{
    rs_clock *self = *self_p;
    if (!self)
        return;
    if (self->offset_ms)
        munmap(self->offset_ms, 8);
    free(self);
    *self_p = NULL;
}

static int64_t read_ms(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_system_ms(void)
{
    return read_ms(CLOCK_REALTIME);
}

int64_t clock_monotonic_ms(void)
{
    return read_ms(CLOCK_MONOTONIC);
}

int64_t clock_now_ms(const rs_clock *self)
{
    int64_t offset =
        self->offset_ms ? atomic_load_explicit(self->offset_ms, memory_order_relaxed) : 0;
    return clock_system_ms() + offset;
}
