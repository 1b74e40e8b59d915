/* Commands that need no broker. */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "actors/ctl/ctl.h"
#include "shared/keys.h"

void ctl_sibling(const char *program, char *out, size_t size)
{
    char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    path[length > 0 ? length : 0] = 0;
    char *slash = strrchr(path, '/');
    if (slash)
        slash[1] = 0;
    snprintf(out, size, "%s%s", slash ? path : "", program);
}

/* Root's secrets go to the users that the processes of their roles run as, if the package (its
 * users are refsys-ROLE) is installed. One that somebody was given already stays theirs. */
static rs_err give_key(const char *folder, const char *role, rs_error *error)
{
    char text[4200];
    struct stat about;
    snprintf(text, sizeof text, "refsys-%s", role);
    const struct passwd *owner = geteuid() == 0 ? getpwnam(text) : NULL;
    snprintf(text, sizeof text, "%s/%s.key", folder, role);
    if (owner && !lstat(text, &about) && about.st_uid == 0 &&
        lchown(text, owner->pw_uid, owner->pw_gid))
        return rs_fail(error, RS_CONFIG, "%s: %s", text, strerror(errno));
    return RS_OK;
}

static rs_err make_key(const char *folder, const char *role, rs_error *error)
{
    rs_key_pair pair;
    rs_err rc = keys_load(folder, role, &pair, error);
    sodium_memzero(&pair, sizeof pair);
    return rc == RS_OK ? give_key(folder, role, error) : rc;
}

int ctl_keys(ctl *self, const rs_config *config, const char *config_file)
{
    (void)self;
    (void)config_file;
    rs_error error = {0};
    rs_err rc = make_key(config->broker.keys, "broker", &error);
    for (size_t n = 0; n < rs_role_enum.count && rc == RS_OK; n++)
        rc = make_key(config->broker.keys, rs_role_enum.values[n].name, &error);
    if (rc != RS_OK)
        fprintf(stderr, "refsysctl: %s\n", error.text);
    else
        printf("the key pairs are in %s\n", config->broker.keys);
    return rc == RS_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Root works on a ledger as the user whose folder it is: what it makes there would be root's, and
 * closed to the writer. false: said. */
static bool become_owner(const char *folder)
{
    struct stat about;
    if (geteuid() || stat(folder, &about) || !about.st_uid)
        return true;
    if (!setgroups(0, NULL) && !setgid(about.st_gid) && !setuid(about.st_uid))
        return !unsetenv("HOME"); /* root's, where libpq would look for more, and may not */
    fprintf(stderr, "refsysctl: cannot work as the owner of %s: %s\n", folder, strerror(errno));
    return false;
}

int ctl_run_ledger(const char *job, const char *more, const rs_config *config,
                   const char *config_file)
{
    char program[4200];
    if (!become_owner(config->ledger.path))
        return EXIT_FAILURE;
    ctl_sibling("refsys-ledger", program, sizeof program);
    execl(program, program, "--config", config_file, job, more, (char *)NULL);
    fprintf(stderr, "refsysctl: %s cannot be started\n", program);
    return EXIT_FAILURE;
}

int ctl_rebuild(ctl *self, const rs_config *config, const char *config_file)
{
    (void)self;
    return ctl_run_ledger("--rebuild", NULL, config, config_file);
}

int ctl_backup(ctl *self, const rs_config *config, const char *config_file)
{
    return ctl_run_ledger("--backup", self->args[0], config, config_file);
}

int ctl_restore(ctl *self, const rs_config *config, const char *config_file)
{
    return ctl_run_ledger("--restore", self->args[0], config, config_file);
}

int ctl_journal_move(ctl *self, const rs_config *config, const char *config_file)
{
    if (self->to)
        return ctl_run_ledger("--move", self->to, config, config_file);
    fprintf(stderr, "refsysctl: say where to: --to lmdb or --to postgres\n");
    return EXIT_FAILURE;
}
