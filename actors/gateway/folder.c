#include "actors/gateway/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH_MAX = 8 };

typedef struct {
    folder *out;
    char path[FOLDER_PATH_MAX]; /* of what is being read, from the root */
    int depth;
    rs_error *error;
} walk;

static rs_err fault(walk *self, const char *what)
{
    return rs_fail(self->error, RS_STORAGE, "%s: %s", *self->path ? self->path : "/", what);
}

static rs_err read_all(walk *self, int fd, folder_file *file)
{
    for (size_t done = 0; done < file->size;) {
        ssize_t got = read(fd, file->data + done, file->size - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return fault(self, got ? strerror(errno) : "became shorter");
        done += (size_t)got;
    }
    return RS_OK;
}

static rs_err read_file(walk *self, int fd, const struct stat *st)
{
    folder *out = self->out;
    size_t size = (size_t)st->st_size;
    if (out->count == FOLDER_FILES_MAX || size > FOLDER_BYTES_MAX - out->bytes)
        return fault(self, "too many files, or too large");
    /* A list that doubles: it has room for a power of two. */
    if ((out->count & (out->count - 1)) == 0) {
        out->items = realloc(out->items, (out->count ? 2 * out->count : 1) * sizeof *out->items);
        RS_ASSERT(out->items);
    }
    folder_file *file = &out->items[out->count++];
    *file =
        (folder_file){.path = strdup(self->path), .data = malloc(size ? size : 1), .size = size};
    RS_ASSERT(file->path && file->data);
    out->bytes += size;
    return read_all(self, fd, file);
}

static rs_err read_folder(walk *self, int fd);

static bool is_passed_over(const char *name)
{
    const char *ending = strrchr(name, '.');
    return name[0] == '.' || (ending && !strcmp(ending, ".map"));
}

static rs_err read_opened(walk *self, int fd)
{
    struct stat st;
    if (fstat(fd, &st))
        return fault(self, strerror(errno));
    if (S_ISDIR(st.st_mode))
        return read_folder(self, fd);
    return S_ISREG(st.st_mode) ? read_file(self, fd, &st) : RS_OK;
}

static rs_err read_entry(walk *self, int parent, const char *name)
{
    size_t was = strlen(self->path);
    if (is_passed_over(name))
        return RS_OK;
    if ((size_t)snprintf(self->path + was, sizeof self->path - was, "/%s", name) >=
        sizeof self->path - was)
        return fault(self, "the path is too long");

    rs_err err = RS_OK;
    int fd = openat(parent, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd >= 0) {
        err = read_opened(self, fd);
        close(fd);
    } else if (errno != ELOOP) { /* a link is passed over */
        err = fault(self, strerror(errno));
    }
    self->path[was] = 0;
    return err;
}

/* Keeps `fd`: the listing works on a copy. */
static rs_err read_folder(walk *self, int fd)
{
    if (self->depth == DEPTH_MAX)
        return fault(self, "nested too deep");
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    DIR *list = copy < 0 ? NULL : fdopendir(copy);
    if (!list) {
        if (copy >= 0)
            close(copy);
        return fault(self, strerror(errno));
    }
    self->depth++;
    rs_err err = RS_OK;
    for (struct dirent *entry; !err && (entry = readdir(list));) // NOLINT(concurrency-mt-unsafe)
        err = read_entry(self, fd, entry->d_name);
    self->depth--;
    closedir(list);
    return err;
}

rs_err folder_read(folder *self, const char *root, rs_error *error)
{
    *self = (folder){0};
    walk here = {.out = self, .error = error};
    int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return rs_fail(error, RS_STORAGE, "%s: %s", root, strerror(errno));
    rs_err err = read_folder(&here, fd);
    close(fd);
    if (err)
        folder_free(self);
    return err;
}

void folder_free(folder *self)
{
    for (size_t n = 0; n < self->count; n++) {
        free(self->items[n].path);
        free(self->items[n].data);
    }
    free(self->items);
    *self = (folder){0};
}
