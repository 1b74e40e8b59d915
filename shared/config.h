/* config - refsys.toml, read strictly into one struct.
 *
 * Every key is declared in config.def. The file is checked as a whole before anything starts: an
 * unknown section or key, a wrong type, a value out of range is RS_CONFIG with "file:line: what".
 * Secrets are never in this file: it names files that hold them (config_secret reads one). */
#ifndef RS_CONFIG_H
#define RS_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/config.def"
#include "shared/err.h"

#define RS_CONFIG_MEMBER_INT(key, max) int64_t key;
#define RS_CONFIG_MEMBER_BOOL(key, max) bool key;
#define RS_CONFIG_MEMBER_STR(key, max) char key[(max) + 1];
#define RS_CONFIG_MEMBER_PATH(key, max) char key[4096];
#define RS_CONFIG_MEMBER(section, key, type, fallback, min, max, doc)                              \
    RS_CONFIG_MEMBER_##type(key, max)
#define RS_CONFIG_SECTION(section, KEYS, doc)                                                      \
    struct {                                                                                       \
        KEYS(RS_CONFIG_MEMBER)                                                                     \
    } section;

typedef struct {
    RS_CONFIG(RS_CONFIG_SECTION)
} rs_config;

/* Fills `out` with defaults and then with what the file says. A relative PATH starts at the folder
 * of the file and is absolute afterwards; sockets (ipc://) start at the process's own folder. */
RS_MUST_USE rs_err config_load(const char *file, rs_config *out, rs_error *error);

/* Where the configuration is looked for when nobody says: that of an installation, if there is one
 * (its folder is root's, the current one may be anybody's), or else refsys.toml here. */
const char *config_default_file(void);

/* The same of a text in memory; `file` is for errors, `folder` (absolute) for relative paths. */
enum { CONFIG_FOLDER_MAX = 3800 };
RS_MUST_USE rs_err config_parse(const char *text, size_t size, const char *file, const char *folder,
                                rs_config *out, rs_error *error);

/* The one line of a file, without its end, as a secret: at most `size` - 1 bytes of printable
 * ASCII without spaces. The error names the file and never shows what is in it. */
RS_MUST_USE rs_err config_secret(const char *file, char *out, size_t size, rs_error *error);

#endif
