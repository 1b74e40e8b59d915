/* pg_line - the line that says where the database is, read from its file and checked before
 * anything of it is used.
 *
 * One line, postgresql://USER:PASSWORD@HOST,OTHER/DATABASE?SETTING=VALUE&..., because a password
 * may be in it: the file is for its owner and group alone, and what is in it is never told. Of
 * libpq's settings these are taken:
 *
 *   where    host hostaddr port dbname
 *   who      user password passfile sslcert sslkey
 *   TLS      sslmode sslrootcert sslcrl sslcrldir ssl_min_protocol_version channel_binding
 *   waiting  connect_timeout tcp_user_timeout keepalives keepalives_idle keepalives_interval
 *            keepalives_count
 *   telling  application_name
 *
 * Any other is refused: the rest would change what a session does (options, client_encoding), let
 * it talk to a server that shows the past (target_session_attrs), or fetch settings from elsewhere
 * (service). What the environment says of them (PGHOST, PGOPTIONS, PGSERVICE ...) is forgotten
 * before libpq can read it (pg_open). A server that is not on this machine has to be known by its
 * certificate: sslmode=verify-full and sslrootcert, a file of authorities that we may read. */
#ifndef RS_PG_LINE_H
#define RS_PG_LINE_H

#include "shared/err.h"

enum { PG_LINE_MAX = 2048 };

/* The caller wipes `line`, also after a failure. */
RS_MUST_USE rs_err pg_line_read(const char *file, char line[PG_LINE_MAX], rs_error *error);

#endif
