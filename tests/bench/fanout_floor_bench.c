/* fanout_floor_bench - the least a server of websockets can do: what the kernel alone allows.
 *
 * Speaks like ws_peer.ts: what a page sends with a first byte of 0 is told to every page, anything
 * else is answered. One epoll, no library, no queue, no timer, nobody is checked: a frame is made
 * once and given to send() for each page in turn. Who is slower than this server pays for what
 * this one does not do; who wants to be faster has to send less, not better.
 *
 * Prints the port it listens on. Its only clients are the pages of fanout_bench, on loopback: short
 * frames, which arrive whole, and sockets that take what they are given. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/bench/parties.h"

enum {
    PAGES_MAX = 65536, /* by descriptor */
    BACKLOG = 4096,
    READY_MAX = 512,
    INPUT_SIZE = 16 * 1024,
    FRAME_HEAD = 4,  /* of what is sent, at most */
    MASKED_HEAD = 6, /* of what comes, for up to SHORT_MAX bytes: two, and the mask */
    LONGER_HEAD = 8, /* ... and for more: two of length between them */
    SHORT_MAX = 125,
    BINARY = 0x82, /* whole, not in parts */
    TELL = 0,
};

static int pages[PAGES_MAX];
static size_t pages_count;
static bool open_already[PAGES_MAX]; /* by descriptor: the handshake is over */

static void give(int fd, const void *data, size_t size)
{
    if (send(fd, data, size, MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)size)
        give_up("send", strerror(errno));
}

/* Gives the size of the frame; `out` has FRAME_HEAD more than the payload. */
static size_t frame_make(uint8_t *out, const uint8_t *payload, size_t size)
{
    size_t head = 0;
    out[head++] = BINARY;
    if (size > SHORT_MAX) {
        out[head++] = 126;
        out[head++] = (uint8_t)(size >> 8);
    }
    out[head++] = (uint8_t)size;
    memcpy(out + head, payload, size);
    return head + size;
}

static void tell_all(const uint8_t *payload, size_t size)
{
    static uint8_t frame[FRAME_HEAD + INPUT_SIZE];
    size_t whole = frame_make(frame, payload, size);
    for (size_t n = 0; n < pages_count; n++)
        give(pages[n], frame, whole);
}

static void take_message(int fd, const uint8_t *payload, size_t size)
{
    static const uint8_t done[] = {0x93, 1, 0, 0x80}; /* [1, 0, {}] of msgpack */
    uint8_t frame[FRAME_HEAD + sizeof done];
    if (size && payload[0] == TELL)
        tell_all(payload + 1, size - 1);
    else
        give(fd, frame, frame_make(frame, done, sizeof done));
}

static void take_frames(int fd, uint8_t *at, size_t left)
{
    while (left) {
        size_t size = left < 2 ? 0 : at[1] & 0x7f;
        size_t head = size > SHORT_MAX ? LONGER_HEAD : MASKED_HEAD;
        if (size > SHORT_MAX)
            size = (size_t)at[2] << 8 | at[3];
        if (left < head + size || at[0] != BINARY)
            give_up("a frame", "in parts, or of another kind");
        for (size_t n = 0; n < size; n++)
            at[head + n] ^= at[head - 4 + n % 4];
        take_message(fd, at + head, size);
        at += head + size;
        left -= head + size;
    }
}

/* The answer to the only key that fanout_bench sends. */
static void shake_hands(int fd)
{
    static const char welcome[] = "HTTP/1.1 101 Switching Protocols\r\n"
                                  "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                                  "Sec-WebSocket-Accept: ICX+Yqv66kxgM0FcWaLWlFLwTAI=\r\n\r\n";
    give(fd, welcome, sizeof welcome - 1);
    open_already[fd] = true;
    pages[pages_count++] = fd;
}

static void take_input(int fd)
{
    static uint8_t input[INPUT_SIZE];
    ssize_t got = recv(fd, input, sizeof input, 0);
    if (got <= 0)
        exit(EXIT_SUCCESS); /* the pages have ended, all at once */
    if (open_already[fd])
        take_frames(fd, input, (size_t)got);
    else
        shake_hands(fd);
}

static void watch(int epoll, int fd)
{
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    if (fd < 0 || fd >= PAGES_MAX || epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event))
        give_up("a page", strerror(errno));
}

static int let_in(int door)
{
    int now = 1; /* what is sent does not wait for what was sent before to be acknowledged */
    int fd = accept4(door, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0 || setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &now, sizeof now))
        give_up("accept", strerror(errno));
    return fd;
}

static int listen_somewhere(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&at, size) || listen(fd, BACKLOG) ||
        getsockname(fd, (struct sockaddr *)&at, &size))
        give_up("listen", strerror(errno));
    printf("%d\n", ntohs(at.sin_port));
    fflush(stdout);
    return fd;
}

int main(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit))
        give_up("getrlimit", strerror(errno));
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit))
        give_up("setrlimit", strerror(errno));
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    int door = listen_somewhere();
    watch(epoll, door);
    for (;;) {
        struct epoll_event ready[READY_MAX];
        int count = epoll_wait(epoll, ready, READY_MAX, -1);
        for (int n = 0; n < count; n++)
            if (ready[n].data.fd == door)
                watch(epoll, let_in(door));
            else
                take_input(ready[n].data.fd);
    }
}
