#include "actors/ledger/backup.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "actors/ledger/journal/mdb.h"
#include "actors/ledger/move.h"
#include "actors/ledger/stores.h"
#include "actors/ledger/verify.h"

/* The journal first: whoever joins meanwhile has a key that no fact of the copy needs, never the
 * other way round. */
typedef struct {
    const char *name;
    MDB_dbi tables;
} part;

static const part parts[] = {{"journal.mdb", 1}, {"keys.mdb", 1}};

static rs_err copy_part(const part *one, const char *from, const char *to, int64_t map_gib,
                        rs_error *error)
{
    char target[4200];
    mdb_file *file;
    mdb_options options = {
        .folder = from,
        .name = one->name,
        .map_gib = map_gib,
        .whole = true,
        .tables = one->tables,
        .format = UINT64_MAX, /* bytes are copied, whatever they mean */
    };
    snprintf(target, sizeof target, "%s/%s", to, one->name);
    rs_err rc = mdb_file_open(&file, &options, error);
    if (rc != RS_OK)
        return rc;
    fprintf(stderr, "copying %s\n", one->name);
    rc = mdb_file_copy(file, target, error);
    mdb_file_close(&file);
    return rc;
}

static rs_err copy_all(const char *from, const char *to, int64_t map_gib, rs_error *error)
{
    rs_err rc = mdb_make_folder(to, error);
    for (size_t n = 0; n < sizeof parts / sizeof *parts && rc == RS_OK; n++)
        rc = copy_part(&parts[n], from, to, map_gib, error);
    return rc;
}

/* The state is made from the copied journal, and everything is checked against it. */
static rs_err prove(const rs_config *config, const char *folder, rs_error *error)
{
    rs_config copy = *config;
    int size = snprintf(copy.ledger.path, sizeof copy.ledger.path, "%s", folder);
    if (size < 0 || (size_t)size >= sizeof copy.ledger.path)
        return rs_fail(error, RS_CONFIG, "the name of the folder is too long");
    rs_err rc = rebuild_run(&copy, error);
    return rc == RS_OK ? verify_run(&copy, NULL, error) : rc;
}

/* A database's ledger goes through the ports, into files and back. */
static rs_err copy_apart(const rs_config *config, const char *folder, bool out, rs_error *error)
{
    rs_config files = *config;
    int size = snprintf(files.ledger.path, sizeof files.ledger.path, "%s", folder);
    if (size < 0 || (size_t)size >= sizeof files.ledger.path)
        return rs_fail(error, RS_CONFIG, "the name of the folder is too long");
    snprintf(files.ledger.journal, sizeof files.ledger.journal, "lmdb");
    rs_err rc = out ? move_copy(config, JOURNAL_READ, &files, error)
                    : move_copy(&files, JOURNAL_READ, config, error);
    if (rc == RS_OK)
        rc = rebuild_run(out ? &files : config, error);
    return rc == RS_OK ? verify_run(out ? &files : config, NULL, error) : rc;
}

static bool has_journal(const char *folder)
{
    char path[4200];
    snprintf(path, sizeof path, "%s/%s", folder, parts[0].name);
    return access(path, F_OK) == 0;
}

static rs_err transfer(const rs_config *config, const char *from, const char *to, rs_error *error)
{
    if (!has_journal(from))
        return rs_fail(error, RS_NOT_FOUND, "%s holds no ledger", from);
    if (has_journal(to))
        return rs_fail(error, RS_TAKEN, "%s holds a ledger already; name an empty folder", to);
    rs_err rc = copy_all(from, to, config->ledger.map_gib, error);
    return rc == RS_OK ? prove(config, to, error) : rc;
}

rs_err backup_run(const rs_config *config, const char *folder, rs_error *error)
{
    if (stores_are_apart(config))
        return has_journal(folder) ? rs_fail(error, RS_TAKEN,
                                             "%s holds a ledger already; name an "
                                             "empty folder",
                                             folder)
                                   : copy_apart(config, folder, true, error);
    return transfer(config, config->ledger.path, folder, error);
}

rs_err restore_run(const rs_config *config, const char *folder, rs_error *error)
{
    if (stores_are_apart(config))
        return has_journal(folder) ? copy_apart(config, folder, false, error)
                                   : rs_fail(error, RS_NOT_FOUND, "%s holds no ledger", folder);
    return transfer(config, folder, config->ledger.path, error);
}
