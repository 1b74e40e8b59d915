#include "actors/ledger/watch.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

enum { OVER_BELOW = 5 }; /* per cent under the limit: room that comes and goes is one incident */

static int percent(uint64_t used, uint64_t of)
{
    return of ? (int)(used * 100 / of) : 0;
}

/* As df has it: what is reserved for root is in use. */
static int disk_fullness(const char *folder)
{
    struct statvfs about;
    if (statvfs(folder, &about))
        return WATCH_UNKNOWN;
    uint64_t used = about.f_blocks - about.f_bfree;
    return percent(used, used + about.f_bavail);
}

/* One that is not there takes no room. */
static int store_fullness(const rs_config *config, const char *file)
{
    char path[4200];
    struct stat about;
    snprintf(path, sizeof path, "%s/%s", config->ledger.path, file);
    if (stat(path, &about))
        return errno == ENOENT ? 0 : WATCH_UNKNOWN;
    return percent((uint64_t)about.st_size, (uint64_t)config->ledger.map_gib * (UINT64_C(1) << 30));
}

int watch_fullness(const rs_config *config, const char **what)
{
    static const char *const files[] = {"state.mdb", "journal.mdb", "keys.mdb"};
    /* What a move into a database has left of the others is not written to any more. */
    size_t count = stores_are_apart(config) ? 1 : sizeof files / sizeof *files;
    int worst = disk_fullness(config->ledger.path);
    bool known = worst != WATCH_UNKNOWN;
    const char *of = "the disk";
    for (size_t n = 0; n < count && known; n++) {
        int one = store_fullness(config, files[n]);
        known = one != WATCH_UNKNOWN;
        if (one > worst) {
            worst = one;
            of = files[n];
        }
    }
    if (what)
        *what = of;
    return known ? worst : WATCH_UNKNOWN;
}

void watch_look(watch *self, desk *to, arena *memory)
{
    const char *what;
    int full = watch_fullness(self->config, &what);
    if (full == WATCH_UNKNOWN)
        return;
    int64_t limit = self->config->incidents.disk_percent - (self->full ? OVER_BELOW : 0);
    self->full = full >= limit;
    desk_report(to, memory,
                &(rs_incident_args){
                    .kind = RS_INCIDENT_DISK,
                    .over = !self->full,
                    .value = full,
                    .detail = arena_print(memory, "%s: %d per cent are in use", what, full),
                });
}
