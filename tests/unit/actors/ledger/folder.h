/* folder - a directory of its own for each test, removed afterwards. */
#ifndef RS_TEST_FOLDER_H
#define RS_TEST_FOLDER_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static inline char *folder_open(void)
{
    char *path = strdup("/tmp/refsys-test-XXXXXX");
    if (!path || !mkdtemp(path))
        abort();
    return path;
}

/* One level of files is all the stores make. */
static inline void folder_close(char **path_p)
{
    DIR *folder = opendir(*path_p);
    if (!folder)
        abort();
    const struct dirent *entry;
    while ((entry = readdir(folder)) != NULL)
        unlinkat(dirfd(folder), entry->d_name, 0);
    closedir(folder);
    rmdir(*path_p);
    free(*path_p);
    *path_p = NULL;
}

static inline char *folder_file(const char *folder, const char *name)
{
    char *path;
    if (asprintf(&path, "%s/%s", folder, name) < 0)
        abort();
    return path;
}

#endif
