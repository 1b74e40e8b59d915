#include "shared/config.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/config_toml.h"

enum { FILE_SIZE_MAX = 1 << 20, PATH_ROOM = 4096 };

typedef enum { KEY_INT, KEY_BOOL, KEY_STR, KEY_PATH } key_type;

typedef struct {
    const char *section;
    const char *name;
    key_type type;
    int64_t min;
    int64_t max;
    size_t offset;
    const char *text; /* default of STR and PATH */
    int64_t number;   /* default of INT and BOOL */
} config_key;

/* A default is text or a number by its type; the other one is not used. */
#define TEXT_INT(value) NULL
#define TEXT_BOOL(value) NULL
#define TEXT_STR(value) value
#define TEXT_PATH(value) value
#define NUMBER_INT(value) value
#define NUMBER_BOOL(value) value
#define NUMBER_STR(value) 0
#define NUMBER_PATH(value) 0

#define KEY_ROW(section_, key_, type_, fallback, min_, max_, doc)                                  \
    {                                                                                              \
        .section = #section_,                                                                      \
        .name = #key_,                                                                             \
        .type = KEY_##type_,                                                                       \
        .min = (min_),                                                                             \
        .max = (max_),                                                                             \
        .offset = offsetof(rs_config, section_.key_),                                              \
        .text = TEXT_##type_(fallback),                                                            \
        .number = NUMBER_##type_(fallback),                                                        \
    },
#define SECTION_ROWS(section, KEYS, doc) KEYS(KEY_ROW)
static const config_key keys[] = {RS_CONFIG(SECTION_ROWS)};
enum { KEYS_COUNT = sizeof keys / sizeof *keys };

#define SECTION_NAME(section, KEYS, doc) #section,
static const char *const sections[] = {RS_CONFIG(SECTION_NAME)};
enum { SECTIONS_COUNT = sizeof sections / sizeof *sections };

/* Texts of which there are a few. */
static const struct {
    const char *section, *name;
    const char *one, *other;
} choices[] = {{"ledger", "journal", "lmdb", "postgres"}};

typedef struct {
    const char *file;
    char folder[PATH_ROOM]; /* where relative paths start */
    rs_config *out;
    rs_error *error;
    unsigned fault_line; /* of the fault told; the first one in the file wins */
} loader;

static void fault(loader *self, unsigned line, const char *format, ...) RS_PRINTF(3, 4);
static void fault(loader *self, unsigned line, const char *format, ...)
{
    if (self->fault_line && self->fault_line <= line)
        return;
    self->fault_line = line;
    char what[RS_ERROR_TEXT_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    rs_fail(self->error, RS_CONFIG, "%s:%u: %s", self->file, line, what);
}

static const config_key *find_key(const char *section, const char *name)
{
    for (size_t n = 0; n < KEYS_COUNT; n++)
        if (!strcmp(keys[n].section, section) && !strcmp(keys[n].name, name))
            return &keys[n];
    return NULL;
}

static bool is_section(const char *name)
{
    for (size_t n = 0; n < SECTIONS_COUNT; n++)
        if (!strcmp(sections[n], name))
            return true;
    return false;
}

static void set_text(rs_config *out, const config_key *key, const char *folder, const char *text)
{
    char *at = (char *)out + key->offset;
    size_t room = key->type == KEY_PATH ? PATH_ROOM : (size_t)key->max + 1;
    if (key->type == KEY_PATH && *text && *text != '/')
        snprintf(at, room, "%s/%s", folder,
                 text); /* both are bounded: see take_text, find_folder */
    else
        snprintf(at, room, "%s", text);
}

static void set_number(rs_config *out, const config_key *key, int64_t number)
{
    char *at = (char *)out + key->offset;
    if (key->type == KEY_BOOL)
        *(bool *)at = number != 0;
    else
        memcpy(at, &number, sizeof number);
}

static bool is_chosen(loader *self, const config_key *key, const toml_entry *entry)
{
    for (size_t n = 0; n < sizeof choices / sizeof *choices; n++)
        if (!strcmp(choices[n].section, key->section) && !strcmp(choices[n].name, key->name) &&
            strcmp(choices[n].one, entry->text) != 0 &&
            strcmp(choices[n].other, entry->text) != 0) {
            fault(self, entry->line, "%s.%s: \"%s\" or \"%s\" is wanted", key->section, key->name,
                  choices[n].one, choices[n].other);
            return false;
        }
    return true;
}

static void take_text(loader *self, const config_key *key, const toml_entry *entry)
{
    if (entry->kind != TOML_VALUE_STRING)
        fault(self, entry->line, "%s.%s: a text in quotes is wanted", key->section, key->name);
    else if (entry->size > (size_t)key->max)
        fault(self, entry->line, "%s.%s: longer than %" PRId64 " bytes", key->section, key->name,
              key->max);
    else if (strlen(entry->text) != entry->size)
        fault(self, entry->line, "%s.%s: a NUL is not allowed", key->section, key->name);
    else if (is_chosen(self, key, entry))
        set_text(self->out, key, self->folder, entry->text);
}

static void take_entry(void *arg, const toml_entry *entry)
{
    loader *self = arg;
    if (!is_section(entry->section)) {
        fault(self, entry->line, "there is no section [%.40s]", entry->section);
        return;
    }
    if (!entry->key)
        return;
    const config_key *key = find_key(entry->section, entry->key);
    if (!key)
        fault(self, entry->line, "there is no key \"%.40s\" in [%s]", entry->key, entry->section);
    else if (key->type == KEY_STR || key->type == KEY_PATH)
        take_text(self, key, entry);
    else if (key->type == KEY_BOOL && entry->kind != TOML_VALUE_BOOL)
        fault(self, entry->line, "%s.%s: true or false is wanted", key->section, key->name);
    else if (key->type == KEY_INT && entry->kind != TOML_VALUE_INT)
        fault(self, entry->line, "%s.%s: a whole number is wanted", key->section, key->name);
    else if (entry->number < key->min || entry->number > key->max)
        fault(self, entry->line, "%s.%s: %" PRId64 " is not in %" PRId64 " .. %" PRId64,
              key->section, key->name, entry->number, key->min, key->max);
    else
        set_number(self->out, key, entry->number);
}

rs_err config_parse(const char *text, size_t size, const char *file, const char *folder,
                    rs_config *out, rs_error *error)
{
    loader self = {.file = file, .out = out, .error = error};
    RS_ASSERT(strlen(folder) < CONFIG_FOLDER_MAX);
    snprintf(self.folder, sizeof self.folder, "%s", folder);
    memset(out, 0, sizeof *out);
    for (size_t n = 0; n < KEYS_COUNT; n++)
        if (keys[n].text)
            set_text(out, &keys[n], self.folder, keys[n].text);
        else
            set_number(out, &keys[n], keys[n].number);
    unsigned line = 0;
    char reason[RS_ERROR_TEXT_MAX / 2] = "";
    if (!toml_read(text, size, take_entry, &self, &line, reason, sizeof reason))
        return rs_fail(error, RS_CONFIG, "%s:%u: %s", file, line, reason);
    return self.fault_line ? RS_CONFIG : RS_OK;
}

/* A whole regular file with a NUL behind it; the caller frees. */
static char *read_whole(const char *file, size_t *size, rs_error *error)
{
    struct stat about;
    char *text = NULL;
    FILE *stream = fopen(file, "re");
    if (!stream || fstat(fileno(stream), &about)) {
        rs_fail(error, RS_CONFIG, "%s: %s", file, strerror(errno));
    } else if (!S_ISREG(about.st_mode) || about.st_size > FILE_SIZE_MAX) {
        rs_fail(error, RS_CONFIG, "%s: not a file, or one of more than 1 MiB", file);
    } else {
        size_t room = (size_t)about.st_size;
        text = calloc(1, room + 1);
        RS_ASSERT(text);
        *size = fread(text, 1, room, stream);
        if (ferror(stream)) {
            rs_fail(error, RS_CONFIG, "%s: cannot be read", file);
            free(text);
            text = NULL;
        }
    }
    if (stream)
        fclose(stream);
    return text;
}

/* Absolute, so that it holds for whoever is started in another folder. */
static bool find_folder(const char *file, char out[PATH_MAX])
{
    char copy[PATH_MAX];
    int size = snprintf(copy, sizeof copy, "%s", file);
    return size > 0 && (size_t)size < sizeof copy && realpath(dirname(copy), out) &&
           strlen(out) < CONFIG_FOLDER_MAX;
}

rs_err config_load(const char *file, rs_config *out, rs_error *error)
{
    size_t size = 0;
    char folder[PATH_MAX];
    char *text = read_whole(file, &size, error);
    if (!text)
        return RS_CONFIG;
    rs_err rc = RS_CONFIG;
    if (find_folder(file, folder))
        rc = config_parse(text, size, file, folder, out, error);
    else
        rs_fail(error, RS_CONFIG, "%s: the name of its folder is too long", file);
    free(text);
    return rc;
}

const char *config_default_file(void)
{
    static const char installed[] = "/etc/refsys/refsys.toml";
    return access(installed, F_OK) == 0 ? installed : "refsys.toml";
}

rs_err config_secret(const char *file, char *out, size_t size, rs_error *error)
{
    size_t length = 0;
    char *text = read_whole(file, &length, error);
    if (!text)
        return RS_CONFIG;
    while (length && (text[length - 1] == '\n' || text[length - 1] == '\r'))
        length--;
    const char *wrong = NULL;
    if (!length)
        wrong = "is empty; it should hold the secret";
    else if (length >= size)
        wrong = "is too long for a secret";
    for (size_t n = 0; n < length && !wrong; n++)
        if (text[n] <= ' ' || text[n] > '~')
            wrong = "should hold the secret in one line, and nothing else";
    if (!wrong) {
        memcpy(out, text, length);
        out[length] = 0;
    }
    explicit_bzero(text, length);
    free(text);
    return wrong ? rs_fail(error, RS_CONFIG, "%s %s", file, wrong) : RS_OK;
}
