#include "shared/folders.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

rs_err folders_make(const char *path, mode_t mode, rs_error *error)
{
    char copy[PATH_MAX];
    snprintf(copy, sizeof copy, "%s", path);
    for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        if (mkdir(copy, 0755) && errno != EEXIST)
            return rs_fail(error, RS_CONFIG, "%s: %s", copy, strerror(errno));
        *slash = '/';
    }
    if (mkdir(copy, mode) && errno != EEXIST)
        return rs_fail(error, RS_CONFIG, "%s: %s", copy, strerror(errno));
    return RS_OK;
}
