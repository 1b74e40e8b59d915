#include "actors/ledger/journal/pg_line.h"

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/config.h"

static const char *const settings[] = {
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "passfile",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "sslcrl",
    "sslcrldir",
    "ssl_min_protocol_version",
    "channel_binding",
    "connect_timeout",
    "tcp_user_timeout",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_count",
    "application_name",
};

static bool is_taken(const char *name)
{
    for (size_t n = 0; n < sizeof settings / sizeof *settings; n++)
        if (!strcmp(settings[n], name))
            return true;
    return false;
}

/* "": it is not set. */
static const char *value_of(const PQconninfoOption *all, const char *name)
{
    for (const PQconninfoOption *one = all; one->keyword; one++)
        if (!strcmp(one->keyword, name) && one->val)
            return one->val;
    return "";
}

/* A socket in the file system, or the loopback; "" is libpq's own socket. */
static bool is_near(const char *host, size_t size)
{
    static const char *const names[] = {"", "localhost", "127.0.0.1", "::1"};
    if (*host == '/')
        return true;
    for (size_t n = 0; n < sizeof names / sizeof *names; n++)
        if (strlen(names[n]) == size && !strncmp(names[n], host, size))
            return true;
    return false;
}

static bool are_near(const char *hosts)
{
    for (const char *host = hosts;; host++) {
        size_t size = strcspn(host, ",");
        if (!is_near(host, size))
            return false;
        host += size;
        if (!*host)
            return true;
    }
}

static rs_err check_tls(const PQconninfoOption *all, const char *file, rs_error *error)
{
    const char *authorities = value_of(all, "sslrootcert");
    if (are_near(value_of(all, "host")) && are_near(value_of(all, "hostaddr")))
        return RS_OK;
    if (strcmp(value_of(all, "sslmode"), "verify-full") != 0 || !*authorities)
        return rs_fail(error, RS_CONFIG,
                       "%s names a server on another machine: it takes "
                       "sslmode=verify-full&sslrootcert=FILE to know that it is the one",
                       file);
    if (access(authorities, R_OK) != 0)
        return rs_fail(error, RS_CONFIG, "%s: sslrootcert=%s cannot be read by this process", file,
                       authorities);
    return RS_OK;
}

static rs_err check_settings(const PQconninfoOption *all, const char *file, rs_error *error)
{
    for (const PQconninfoOption *one = all; one->keyword; one++)
        if (one->val && !is_taken(one->keyword))
            return rs_fail(error, RS_CONFIG, "%s: the setting %s is not taken: remove it", file,
                           one->keyword);
    return check_tls(all, file, error);
}

/* libpq's own sentences about a line it does not understand quote it, and that of a password with
 * an unquoted @ tells it as a host. */
static rs_err check(const char *line, const char *file, rs_error *error)
{
    char *why = NULL;
    PQconninfoOption *all = NULL;
    rs_err code = RS_OK;
    if (!strncmp(line, "postgresql://", 13) || !strncmp(line, "postgres://", 11))
        all = PQconninfoParse(line, &why);
    if (!all || strchr(value_of(all, "host"), '@'))
        code = rs_fail(error, RS_CONFIG,
                       "%s should hold one line, postgresql://USER:PASSWORD@HOST/DATABASE, special "
                       "characters written as %%40 and the like",
                       file);
    else
        code = check_settings(all, file, error);
    PQconninfoFree(all);
    PQfreemem(why);
    return code;
}

rs_err pg_line_read(const char *file, char line[PG_LINE_MAX], rs_error *error)
{
    struct stat about;
    rs_err code = config_secret(file, line, PG_LINE_MAX, error);
    if (code)
        return code;
    if (stat(file, &about) != 0 || about.st_mode & S_IRWXO)
        return rs_fail(error, RS_CONFIG, "%s may be read by everybody: chmod o= it", file);
    return check(line, file, error);
}
