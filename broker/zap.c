#include "broker/zap.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "shared/keys.h"
#include "shared/log.h"
#include "shared/mdp.h"

enum {
    KEYS_MAX = 1024,
    KEY_SIZE = 32,
    RELOAD_MS = 100, /* a stranger told to ask again does so after its handshake time-out only */
    /* frames of a request */
    VERSION_FRAME = 0,
    ID_FRAME,
    DOMAIN_FRAME,
    ADDRESS_FRAME,
    IDENTITY_FRAME,
    MECHANISM_FRAME,
    KEY_FRAME,
    REQUEST_FRAMES,
};

typedef struct {
    uint8_t key[KEY_SIZE];
    rs_role role;
    char name[65];
} known_key;

struct zap {
    bool asks; /* for keys */
    char folder[PATH_MAX];
    known_key *keys;
    size_t keys_count;
    int64_t loaded_ms;
    struct timespec changed; /* the folder, as of the last load */
    bool loaded;
};

zap *zap_open(const char *folder)
{
    zap *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    self->asks = folder != NULL;
    snprintf(self->folder, sizeof self->folder, "%s", self->asks ? folder : "");
    self->keys = calloc(KEYS_MAX, sizeof *self->keys);
    RS_ASSERT(self->keys);
    return self;
}

void zap_close(zap **self_p)
{
    if (!*self_p)
        return;
    free((*self_p)->keys);
    free(*self_p);
    *self_p = NULL;
}

static const known_key *find(const zap *self, const uint8_t *key)
{
    for (size_t n = 0; n < self->keys_count; n++)
        if (!memcmp(self->keys[n].key, key, KEY_SIZE))
            return &self->keys[n];
    return NULL;
}

/* Takes NAME.pub into the list; other files are none of our business. */
static void load_file(zap *self, const char *file)
{
    char text[KEYS_Z85_SIZE];
    rs_error error = {0};
    known_key fresh = {0};
    const char *suffix = strrchr(file, '.');
    if (!suffix || strcmp(suffix, ".pub") != 0 || suffix - file >= (ptrdiff_t)sizeof fresh.name)
        return;
    memcpy(fresh.name, file, (size_t)(suffix - file));
    fresh.role = protocol_role(fresh.name);
    if (!fresh.role || self->keys_count == KEYS_MAX)
        return; /* the broker's own is one of those */
    if (keys_public(self->folder, fresh.name, text, &error)) {
        log_warning("%s", error.text);
        return;
    }
    zmq_z85_decode(fresh.key, text);
    const known_key *same = find(self, fresh.key);
    if (same)
        log_warning("%s/%s has the key of %s.pub, and is not used", self->folder, file, same->name);
    else
        self->keys[self->keys_count++] = fresh;
}

/* When a file was last put there or removed. */
static struct timespec folder_changed(const zap *self)
{
    struct stat about = {0};
    stat(self->folder, &about);
    return about.st_mtim;
}

static void load(zap *self, int64_t mono_ms)
{
    struct dirent **files = NULL;
    self->changed = folder_changed(self); /* before it is read: better once too often */
    self->loaded = true;
    self->loaded_ms = mono_ms;
    self->keys_count = 0;
    int count = scandir(self->folder, &files, NULL, alphasort);
    if (count < 0)
        log_error("%s: %s", self->folder, strerror(errno));
    for (int n = 0; n < count; n++) {
        load_file(self, files[n]->d_name);
        free(files[n]);
    }
    free(files);
}

static bool is_outdated(const zap *self)
{
    struct timespec changed = folder_changed(self);
    return !self->loaded || changed.tv_sec != self->changed.tv_sec ||
           changed.tv_nsec != self->changed.tv_nsec;
}

typedef struct {
    const char *status; /* 200: welcome; 300: try again; 400: no */
    const char *reason;
    const char *user;
} verdict;

static bool may_connect(rs_role role, const frames *request)
{
    if (frames_is(request, DOMAIN_FRAME, MDP_DOMAIN_PUBLISH))
        return role == RS_ROLE_LEDGER;
    return frames_is(request, DOMAIN_FRAME, MDP_DOMAIN_REQUESTS) ||
           frames_is(request, DOMAIN_FRAME, MDP_DOMAIN_SUBSCRIBE);
}

static verdict judge(zap *self, int64_t mono_ms, const frames *request)
{
    rs_bytes key = frames_at(request, KEY_FRAME);
    if (!self->asks)
        return (verdict){"200", "OK", ""};
    if (request->count != REQUEST_FRAMES || key.size != KEY_SIZE ||
        !frames_is(request, MECHANISM_FRAME, "CURVE"))
        return (verdict){"400", "CURVE is wanted", ""};
    bool outdated = is_outdated(self);
    if (outdated)
        load(self, mono_ms);
    const known_key *known = find(self, key.data);
    /* The time of a folder is coarse: what it does not show yet may be there all the same. */
    if (!known && !outdated) {
        if (mono_ms - self->loaded_ms < RELOAD_MS)
            return (verdict){"300", "ask again", ""};
        load(self, mono_ms);
        known = find(self, key.data);
    }
    if (!known) {
        rs_bytes from = frames_at(request, ADDRESS_FRAME);
        log_warning("a stranger from \"%.*s\" was refused: its key is in no .pub file of %s",
                    (int)(from.size < 64 ? from.size : 64), (const char *)from.data, self->folder);
        return (verdict){"400", "unknown key", ""};
    }
    if (!may_connect(known->role, request)) {
        log_warning("%s was refused: it may not publish events", known->name);
        return (verdict){"400", "not with this role", ""};
    }
    return (verdict){"200", "OK", codec_enum_name(&rs_role_enum, (int)known->role)};
}

void zap_answer(zap *self, int64_t mono_ms, frames *message)
{
    frames answer = {0};
    verdict is = judge(self, mono_ms, message);
    frames_add_text(&answer, "1.0");
    if (message->count > ID_FRAME)
        frames_move(&answer, &message->part[ID_FRAME]);
    else
        frames_add(&answer, NULL, 0);
    frames_add_text(&answer, is.status);
    frames_add_text(&answer, is.reason);
    frames_add_text(&answer, is.user);
    frames_add(&answer, NULL, 0); /* no further metadata */
    frames_clear(message);
    *message = answer;
}
