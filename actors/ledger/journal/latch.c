#include "actors/ledger/journal/latch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "shared/clock.h"

static const struct timespec AGAIN = {0, 20000000};

static rs_err refuse_second(int fd, const char *folder, const char *name, rs_error *error)
{
    char pid[16];
    ssize_t size = pread(fd, pid, sizeof pid - 1, 0);
    pid[size > 0 ? size : 0] = '\0';
    pid[strspn(pid, "0123456789")] = '\0';
    return rs_fail(error, RS_TAKEN, "%s: %s is running, process %s", folder,
                   strcmp(name, LATCH_WRITER) != 0 ? "a process that keeps the state"
                                                   : "another writer of this ledger",
                   *pid ? pid : "unknown");
}

static int open_it(const char *folder, const char *name, char path[4096], rs_error *error)
{
    int length = snprintf(path, 4096, "%s/%s", folder, name);
    if (length < 0 || length >= 4096) {
        rs_fail(error, RS_CONFIG, "the name of the ledger's folder is too long");
        return -1;
    }
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        rs_fail(error, RS_STORAGE, "%s cannot be opened: %s", path, strerror(errno));
    return fd;
}

rs_err latch_take(latch *self, const char *folder, const char *name, int64_t patience_ms,
                  rs_error *error)
{
    char path[4096];
    rs_error why = {0};
    int64_t until = clock_monotonic_ms() + patience_ms;
    int fd = open_it(folder, name, path, &why);
    if (fd < 0)
        return rs_fail(error, why.code, "%s", why.text);
    int result;
    while ((result = flock(fd, LOCK_EX | LOCK_NB)) != 0 && errno == EWOULDBLOCK &&
           clock_monotonic_ms() < until)
        nanosleep(&AGAIN, NULL);
    if (result != 0) {
        rs_err code = errno == EWOULDBLOCK ? refuse_second(fd, folder, name, error)
                                           : rs_fail(error, RS_STORAGE, "%s cannot be locked: %s",
                                                     path, strerror(errno));
        close(fd);
        return code;
    }
    *self = (latch){true, fd};
    if (ftruncate(fd, 0) == 0 && dprintf(fd, "%d\n", getpid()) > 0)
        return RS_OK;
    rs_err code = rs_fail(error, errno == ENOSPC ? RS_UNAVAILABLE : RS_STORAGE,
                          "%s cannot be written: %s", path, strerror(errno));
    latch_end(self);
    return code;
}

void latch_end(latch *self)
{
    if (self->held)
        close(self->file); /* and with it the lock */
    self->held = false;
}

bool latch_is_taken(const char *folder, const char *name)
{
    char path[4096];
    int fd = open_it(folder, name, path, NULL);
    if (fd < 0)
        return true; /* it is another user's */
    bool taken = flock(fd, LOCK_SH | LOCK_NB) != 0;
    close(fd);
    return taken;
}
