/* folder - all files below a folder, read into memory. Hidden files, links and what is not a
 * regular file are passed over, and source maps, which are not for visitors. */
#ifndef GATEWAY_FOLDER_H
#define GATEWAY_FOLDER_H

#include <stddef.h>
#include <stdint.h>

#include "shared/err.h"

enum { FOLDER_PATH_MAX = 4096, FOLDER_FILES_MAX = 5000, FOLDER_BYTES_MAX = 64 * 1024 * 1024 };

typedef struct {
    char *path; /* from the folder, "/assets/x.js" */
    uint8_t *data;
    size_t size;
} folder_file;

typedef struct {
    folder_file *items;
    size_t count;
    size_t bytes;
} folder;

/* RS_STORAGE with a text: cannot be read, too many files, too many bytes. */
RS_MUST_USE rs_err folder_read(folder *self, const char *root, rs_error *error);
void folder_free(folder *self); /* and what has not been taken out of it */

#endif
