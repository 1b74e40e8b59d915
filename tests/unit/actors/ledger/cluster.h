/* cluster - a PostgreSQL server of its own, durable, with a socket in its folder and no port; it
 * ends with the process that made it. The programs refuse to run as root: Debian's package brings a
 * user for them. */
#ifndef RS_TEST_CLUSTER_H
#define RS_TEST_CLUSTER_H

#include <glob.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include <libpq-fe.h>

#include "shared/err.h"
#include "tests/unit/actors/ledger/folder.h"

typedef struct {
    char *folder;
    char *file; /* that says where the database is */
    char uri[120];
    char bin[80];
    const char *fsync;
    pid_t server;
} cluster;

static inline const char *cluster_user(void)
{
    return geteuid() ? "" : "--reuid=postgres --regid=postgres --clear-groups";
}

static inline void RS_PRINTF(1, 2) cluster_command(const char *format, ...)
{
    char command[600];
    va_list args;
    va_start(args, format);
    vsnprintf(command, sizeof command, format, args);
    va_end(args);
    if (system(command) != 0) {
        fprintf(stderr, "failed: %s\n", command);
        abort();
    }
}

static inline PGconn *cluster_connect(const cluster *self)
{
    PGconn *link = PQconnectdb(self->uri);
    if (PQstatus(link) != CONNECTION_OK) {
        fprintf(stderr, "%s", PQerrorMessage(link));
        abort();
    }
    return link;
}

static inline void cluster_ask(PGconn *link, const char *sql, char *out, size_t room)
{
    PGresult *result = PQexec(link, sql);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        fprintf(stderr, "%s: %s", sql, PQerrorMessage(link));
        abort();
    }
    if (out)
        snprintf(out, room, "%s", PQntuples(result) ? PQgetvalue(result, 0, 0) : "");
    PQclear(result);
}

static inline void cluster_run(const cluster *self, const char *sql)
{
    PGconn *link = cluster_connect(self);
    cluster_ask(link, sql, NULL, 0);
    PQfinish(link);
}

/* Until the statement answers so. */
static inline void cluster_wait(const cluster *self, const char *sql, const char *answer)
{
    char got[80];
    PGconn *link = cluster_connect(self);
    time_t end = time(NULL) + 60;
    do {
        cluster_ask(link, sql, got, sizeof got);
        if (time(NULL) > end) {
            fprintf(stderr, "waited in vain for %s to be %s\n", sql, answer);
            abort();
        }
    } while (strcmp(got, answer) != 0);
    PQfinish(link);
}

static inline void cluster_start(cluster *self)
{
    char command[600];
    snprintf(command, sizeof command,
             "exec setpriv --pdeathsig INT %s %s/postgres -D %s/data -c listen_addresses='' "
             "-c unix_socket_directories=%s -c fsync=%s >>%s/log 2>&1 </dev/null",
             cluster_user(), self->bin, self->folder, self->folder, self->fsync, self->folder);
    fflush(NULL);
    self->server = fork();
    if (self->server == 0) {
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    while (PQping(self->uri) != PQPING_OK) {
        if (waitpid(self->server, NULL, WNOHANG) != 0)
            abort();
        nanosleep(&(struct timespec){0, 20000000}, NULL);
    }
}

static inline void cluster_stop(cluster *self, int how)
{
    kill(self->server, how);
    waitpid(self->server, NULL, 0);
}

static inline cluster *cluster_open(void)
{
    glob_t found;
    cluster *self = calloc(1, sizeof *self);
    self->folder = folder_open();
    self->fsync = "on";
    if (glob("/usr/lib/postgresql/*/bin", 0, NULL, &found) != 0)
        abort();
    snprintf(self->bin, sizeof self->bin, "%s", found.gl_pathv[found.gl_pathc - 1]);
    globfree(&found);
    snprintf(self->uri, sizeof self->uri, "postgresql://refsys@/postgres?host=%s", self->folder);
    if (!geteuid())
        cluster_command("chown postgres: %s", self->folder);
    cluster_command("cd / && setpriv %s %s/initdb -D %s/data -E UTF8 --locale=C -A trust -U refsys "
                    ">/dev/null",
                    cluster_user(), self->bin, self->folder);
    self->file = folder_file(self->folder, "uri");
    FILE *out = fopen(self->file, "w");
    fprintf(out, "%s\n", self->uri);
    fclose(out);
    chmod(self->file, 0600);
    cluster_start(self);
    return self;
}

/* As it was at first. */
static inline void cluster_clear(const cluster *self)
{
    cluster_run(self, "SET client_min_messages = error; DROP SCHEMA IF EXISTS refsys CASCADE");
}

static inline void cluster_close(cluster **self_p)
{
    cluster *self = *self_p;
    cluster_stop(self, SIGQUIT);
    cluster_command("rm -rf %s/data", self->folder);
    folder_close(&self->folder);
    free(self->file);
    free(self);
    *self_p = NULL;
}

/* ------------------------------------------------------------------------- tests of both engines
 */

static cluster *server; /* of all tests of the program */

static inline int start_server(void **state)
{
    (void)state;
    server = cluster_open();
    return 0;
}

static inline int stop_server(void **state)
{
    (void)state;
    cluster_close(&server);
    return 0;
}

/* A test once for each: set_up_lmdb, set_up_postgres and tear_down are the file's own. */
#define EVERY(name)                                                                                \
    {#name " (lmdb)", test_##name, set_up_lmdb, tear_down, NULL},                                  \
    {                                                                                              \
#name " (postgres)", test_##name, set_up_postgres, tear_down, NULL                         \
    }

#endif
