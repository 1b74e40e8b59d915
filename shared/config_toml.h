/* config_toml - TOML 1.0 for C: calls back for each section and each key in it.
 *
 * The only C++ of the project is behind this header, because Debian has no TOML library in C. The
 * shape of refsys.toml is enforced here: sections at the top, keys in them, nothing deeper.
 * Sections and keys come in the order of the alphabet, not of the file. */
#ifndef RS_CONFIG_TOML_H
#define RS_CONFIG_TOML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    TOML_VALUE_STRING,
    TOML_VALUE_INT,
    TOML_VALUE_BOOL,
    TOML_VALUE_OTHER /* a fraction, a date, a list, a table */
} toml_kind;

typedef struct {
    const char *section;
    const char *key; /* NULL: the section itself, before its keys; else the rest is its value */
    toml_kind kind;
    const char *text; /* of a STRING; may hold NULs */
    size_t size;
    int64_t number; /* of an INT or BOOL */
    unsigned line;
} toml_entry;

typedef void toml_entry_fn(void *arg, const toml_entry *entry);

/* Everything passed ends with the call. false: not TOML, or a value outside all sections; then
 * `line` says where and `reason` why. */
bool toml_read(const char *text, size_t size, toml_entry_fn *each, void *arg, unsigned *line,
               char *reason, size_t reason_size);

#ifdef __cplusplus
}
#endif
#endif
