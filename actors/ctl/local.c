/* Commands that need no broker. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

int ctl_keys(const ctl *self, const rs_config *config, const char *config_file)
{
    (void)self;
    (void)config_file;
    rs_error error = {0};
    rs_key_pair pair;
    rs_err rc = keys_load(config->broker.keys, "broker", &pair, &error);
    for (size_t n = 0; n < rs_role_enum.count && rc == RS_OK; n++)
        rc = keys_load(config->broker.keys, rs_role_enum.values[n].name, &pair, &error);
    if (rc != RS_OK)
        fprintf(stderr, "refsysctl: %s\n", error.text);
    else
        printf("the key pairs are in %s\n", config->broker.keys);
    return rc == RS_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* The ledger's own program knows its files; nobody else opens them. */
static int run_ledger(const char *job, const char *folder, const char *config_file)
{
    char program[4200];
    ctl_sibling("refsys-ledger", program, sizeof program);
    execl(program, program, "--config", config_file, job, folder, (char *)NULL);
    fprintf(stderr, "refsysctl: %s cannot be started\n", program);
    return EXIT_FAILURE;
}

int ctl_verify(const ctl *self, const rs_config *config, const char *config_file)
{
    (void)self;
    (void)config;
    return run_ledger("--verify", NULL, config_file);
}

int ctl_rebuild(const ctl *self, const rs_config *config, const char *config_file)
{
    (void)self;
    (void)config;
    return run_ledger("--rebuild", NULL, config_file);
}

int ctl_backup(const ctl *self, const rs_config *config, const char *config_file)
{
    (void)config;
    return run_ledger("--backup", self->args[0], config_file);
}

int ctl_restore(const ctl *self, const rs_config *config, const char *config_file)
{
    (void)config;
    return run_ledger("--restore", self->args[0], config_file);
}
