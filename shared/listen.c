#include "shared/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef union {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
} address_any;

static socklen_t parse(const char *text, int port, address_any *out)
{
    *out = (address_any){0};
    if (inet_pton(AF_INET, text, &out->four.sin_addr) == 1) {
        out->four.sin_family = AF_INET;
        out->four.sin_port = htons((uint16_t)port);
        return sizeof out->four;
    }
    if (inet_pton(AF_INET6, text, &out->six.sin6_addr) == 1) {
        out->six.sin6_family = AF_INET6;
        out->six.sin6_port = htons((uint16_t)port);
        return sizeof out->six;
    }
    return 0;
}

static bool is_loopback(const address_any *address)
{
    if (address->any.sa_family == AF_INET)
        return ntohl(address->four.sin_addr.s_addr) >> 24 == 127;
    return IN6_IS_ADDR_LOOPBACK(&address->six.sin6_addr);
}

int listen_port(const char *actor_name, int64_t configured)
{
    const char *at = strchr(actor_name, '@');
    long instance = at ? strtol(at + 1, NULL, 10) : 1;
    if (!configured || instance < 1 || configured + instance - 1 > 65535)
        return (int)configured;
    return (int)(configured + instance - 1);
}

rs_err listen_allowed(const char *address, bool tls_in_front, rs_error *error)
{
    address_any parsed;
    if (!parse(address, 0, &parsed))
        return rs_fail(error, RS_CONFIG, "[gateway] address: \"%s\" is no address in figures",
                       address);
    if (!is_loopback(&parsed) && !tls_in_front)
        return rs_fail(error, RS_CONFIG,
                       "[gateway] address: %s can be reached from outside; that takes a proxy that "
                       "speaks https, and tls_in_front = true",
                       address);
    return RS_OK;
}

rs_err listen_free(const char *address, int port, rs_error *error)
{
    address_any parsed;
    socklen_t size = parse(address, port, &parsed);
    int on = 1;
    int fd = socket(parsed.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    rs_err err = RS_OK;
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) ||
        bind(fd, &parsed.any, size))
        err = rs_fail(error, RS_NETWORK, "cannot listen on %s port %d: %s", address, port,
                      errno == EADDRINUSE ? "another process does" : strerror(errno));
    if (fd >= 0)
        close(fd);
    return err;
}
