#include "actors/gateway/assets.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "actors/gateway/folder.h"

enum { QUIET_MS = 2000 };
static const char page[] = "/index.html";
static const char hashed[] = "/assets/";

typedef struct {
    asset **items; /* by path */
    size_t count;
} build;

struct assets {
    char *folder;
    build now;
    build before;    /* only its hashed files are served */
    int64_t changed; /* newest_change when `now` was read */
};

/* --------------------------------------------------------------------------- what a file is */

static const char *mime_of(const char *path)
{
    static const struct {
        const char *ending;
        const char *mime;
    } known[] = {
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".ico", "image/x-icon"},
        {".woff2", "font/woff2"},
        {".txt", "text/plain; charset=utf-8"},
        {".webmanifest", "application/manifest+json"},
    };
    const char *ending = strrchr(path, '.');
    for (size_t n = 0; ending && n < sizeof known / sizeof *known; n++)
        if (!strcasecmp(ending, known[n].ending))
            return known[n].mime;
    return "application/octet-stream";
}

static bool ends_with(const char *text, const char *tail)
{
    size_t size = strlen(text);
    size_t tail_size = strlen(tail);
    return size > tail_size && !strcmp(text + size - tail_size, tail);
}

static asset_coding coding_of(const char *path)
{
    if (ends_with(path, ".gz"))
        return CODING_GZIP;
    return ends_with(path, ".br") ? CODING_BROTLI : CODING_NONE;
}

void asset_drop(asset **self_p)
{
    asset *self = *self_p;
    *self_p = NULL;
    if (!self || --self->refs)
        return;
    for (int n = 0; n < CODINGS; n++)
        free(self->body[n].data);
    free(self->path);
    free(self);
}

/* ------------------------------------------------------------------------------- a build */

static int by_path(const void *a, const void *b)
{
    return strcmp((*(asset *const *)a)->path, (*(asset *const *)b)->path);
}

static asset *build_find(const build *self, const char *path)
{
    char name[FOLDER_PATH_MAX];
    if (!self->count || (size_t)snprintf(name, sizeof name, "%s", path) >= sizeof name)
        return NULL;
    asset wanted = {.path = name};
    asset *key = &wanted;
    asset **found = bsearch(&key, self->items, self->count, sizeof *self->items, by_path);
    return found ? *found : NULL;
}

static void build_free(build *self)
{
    for (size_t n = 0; n < self->count; n++)
        asset_drop(&self->items[n]);
    free(self->items);
    *self = (build){0};
}

static void build_add(build *self, folder_file *file)
{
    asset *made = calloc(1, sizeof *made);
    RS_ASSERT(made);
    made->refs = 1;
    made->path = file->path;
    made->mime = mime_of(file->path);
    made->immutable = !strncmp(file->path, hashed, strlen(hashed));
    file->path = NULL;
    self->items[self->count++] = made;
}

static void body_take(asset_body *self, folder_file *file)
{
    uint8_t digest[16];
    char text[2 * sizeof digest + 1];
    crypto_generichash(digest, sizeof digest, file->data, file->size, NULL, 0);
    sodium_bin2hex(text, sizeof text, digest, sizeof digest);
    snprintf(self->etag, sizeof self->etag, "\"%s\"", text);
    self->data = file->data;
    self->size = file->size;
    file->data = NULL;
}

/* Takes paths and data out of `files`: first the plain ones, so that their codings find them. */
static build build_make(folder *files)
{
    build self = {0};
    self.items = calloc(files->count ? files->count : 1, sizeof *self.items);
    RS_ASSERT(self.items);
    for (size_t n = 0; n < files->count; n++) {
        folder_file *file = &files->items[n];
        if (coding_of(file->path) != CODING_NONE)
            continue;
        build_add(&self, file);
        body_take(&self.items[self.count - 1]->body[CODING_NONE], file);
    }
    qsort(self.items, self.count, sizeof *self.items, by_path);
    for (size_t n = 0; n < files->count; n++) {
        folder_file *file = &files->items[n];
        if (!file->path)
            continue;
        asset_coding coding = coding_of(file->path);
        file->path[strlen(file->path) - strlen(".gz")] = 0;
        asset *plain = build_find(&self, file->path);
        if (plain)
            body_take(&plain->body[coding], file);
    }
    return self;
}

/* ------------------------------------------------------------------------------- all builds */

assets *assets_open(const char *root)
{
    assets *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    self->folder = strdup(root);
    RS_ASSERT(self->folder);
    return self;
}

void assets_close(assets **self_p)
{
    assets *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    build_free(&self->now);
    build_free(&self->before);
    free(self->folder);
    free(self);
}

static int64_t changed_at(const char *path)
{
    struct stat st;
    if (stat(path, &st))
        return 0;
    return (int64_t)st.st_ctim.tv_sec * 1000 + st.st_ctim.tv_nsec / 1000000;
}

/* A build writes index.html and adds files to two folders. The time of change (ctime) is that of
 * this machine whatever times an archive brings along. */
static int64_t newest_change(const assets *self)
{
    static const char *const telling[] = {"", page, hashed};
    int64_t newest = 0;
    for (size_t n = 0; n < sizeof telling / sizeof *telling; n++) {
        char path[FOLDER_PATH_MAX];
        int size = snprintf(path, sizeof path, "%s%s", self->folder, telling[n]);
        int64_t at = size > 0 && (size_t)size < sizeof path ? changed_at(path) : 0;
        newest = at > newest ? at : newest;
    }
    return newest;
}

rs_err assets_refresh(assets *self, int64_t now, bool *changed, rs_error *error)
{
    *changed = false;
    int64_t newest = newest_change(self);
    if (newest == self->changed && self->now.count)
        return RS_OK;
    /* At the start there is nothing to wait for; later a build may be half way. */
    if (self->now.count && newest > now - QUIET_MS)
        return RS_OK;
    folder files;
    rs_err err = folder_read(&files, self->folder, error);
    if (err)
        return err;
    build made = build_make(&files);
    folder_free(&files);
    if (!build_find(&made, page)) {
        build_free(&made);
        return rs_fail(error, RS_STORAGE, "%s: no index.html: the page is not built", self->folder);
    }
    build_free(&self->before);
    self->before = self->now;
    self->now = made;
    self->changed = newest;
    *changed = true;
    return RS_OK;
}

asset *assets_find(assets *self, const char *path)
{
    asset *found = build_find(&self->now, !strcmp(path, "/") ? page : path);
    if (!found && !strncmp(path, hashed, strlen(hashed)))
        found = build_find(&self->before, path);
    const char *last = strrchr(path, '/');
    if (!found && !strchr(last ? last : path, '.'))
        found = build_find(&self->now, page);
    if (found)
        found->refs++;
    return found;
}

/* ------------------------------------------------------------------------------- headers */

/* "q=0", "q=0.", "q=0.000": this coding is not wanted. */
static bool is_refused(const char *parameters, size_t size)
{
    const char *end = parameters + size;
    for (const char *at = parameters; at + 2 < end; at++)
        if ((at[0] == 'q' || at[0] == 'Q') && at[1] == '=') {
            for (at += 2; at < end && (*at == '0' || *at == '.'); at++)
                ;
            return at == end || *at < '1' || *at > '9';
        }
    return false;
}

static bool accepts(const char *header, const char *coding)
{
    size_t size = strlen(coding);
    for (const char *at = header; *at;) {
        at += strspn(at, ", \t");
        size_t item = strcspn(at, ",");
        size_t name = strcspn(at, ",; \t");
        if (name == size && !strncasecmp(at, coding, size))
            return !is_refused(at + name, item - name);
        at += item;
    }
    return false;
}

asset_coding asset_negotiate(const asset *self, const char *accept_encoding)
{
    if (!accept_encoding)
        return CODING_NONE;
    if (self->body[CODING_BROTLI].data && accepts(accept_encoding, "br"))
        return CODING_BROTLI;
    if (self->body[CODING_GZIP].data && accepts(accept_encoding, "gzip"))
        return CODING_GZIP;
    return CODING_NONE;
}

bool asset_matches(const char *if_none_match, const char *etag)
{
    size_t size = strlen(etag);
    for (const char *at = if_none_match; *at;) {
        at += strspn(at, ", \t");
        size_t item = strcspn(at, ", \t");
        const char *tag = !strncmp(at, "W/", 2) ? at + 2 : at; /* proxies weaken tags */
        if ((item == 1 && *at == '*') ||
            ((size_t)(at + item - tag) == size && !memcmp(tag, etag, size)))
            return true;
        at += item;
    }
    return false;
}
