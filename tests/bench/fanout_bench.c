/* fanout_bench - many pages that listen over websockets, and a few that make the server speak.
 *
 *     fanout_bench --port N --origin URL --cookies FILE --join FILE --say FILE --listeners N
 *
 * Each line of the cookies is a person, with PAGES_EACH pages at most. A page says what stands in
 * the file of --join (a frame a line, in hexadecimal) and is there when each has been answered.
 * Then every line "COUNT WINDOW" on standard input is a round: so often a speaker says one of its
 * two frames (a line of --say a speaker), with at most WINDOW of them on their way; each makes the
 * server push one message to every listener. The round is over when all have come, and prints a
 * line: seconds, pushes, and what was pushed, as the sum of its hashes, which is the same for every
 * listener or ends the bench.
 *
 * A frame holds one value of msgpack or several; [0, ...] is a push, everything else an answer. */
#include <argp.h>
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "shared/buf.h"
#include "shared/codec.h"
#include "tests/bench/parties.h"

enum {
    PAGES_EACH = 16,     /* as many as the gateway lets one person have */
    KNOCKING_MAX = 64,   /* handshakes under way */
    ADDRESS_PAGES = 200, /* from one address of loopback, each 127.2.x.1 */
    LINE_MAX_SIZE = 2048,
    INPUT_SIZE = 1 << 18,
    READY_MAX = 512,
    PATIENCE_MS = 60000,
    JOIN_MAX = 8,
    SPEAKERS_MAX = 64,
    OP_BINARY = 2,
    OP_PING = 9,
    OP_PONG = 10,
    FIN = 0x80,
    MASKED = 0x80,
    PUSH_HEAD = 0x94, /* an array of four that begins with 0 */
};

typedef struct {
    int fd;
    bool open;      /* the handshake is over */
    size_t answers; /* of what was said to join */
    rs_buf rest;    /* of a frame that is not whole yet */
    int64_t pushes;
    uint64_t sum;
} page;

typedef struct {
    int port;
    int64_t listeners;
    const char *origin, *cookies_file, *join_file, *say_file;

    int epoll;
    page *pages; /* the listeners, and behind them the speakers */
    size_t pages_count, begun, opened, joined;
    char **cookies;
    size_t cookies_count;
    rs_buf join[JOIN_MAX];
    size_t join_count;
    rs_buf say[SPEAKERS_MAX][2];
    size_t speakers;
    int64_t pushes; /* of all listeners, in this round */
    uint8_t input[INPUT_SIZE];
} bench;

static int64_t clock_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* ------------------------------------------------------------------------- files */

static FILE *open_file(const char *name)
{
    FILE *file = fopen(name, "r");
    if (!file)
        give_up(name, strerror(errno));
    return file;
}

static bool read_line(FILE *file, char line[LINE_MAX_SIZE])
{
    if (!fgets(line, LINE_MAX_SIZE, file))
        return false;
    line[strcspn(line, "\n")] = 0;
    return true;
}

/* A frame as a client has to send it: masked, with a mask of zeros. */
static void frame_write(rs_buf *out, int op, const uint8_t *data, size_t size)
{
    static const uint8_t mask[4];
    buf_append_byte(out, (uint8_t)(FIN | op));
    if (size < 126) {
        buf_append_byte(out, (uint8_t)(MASKED | size));
    } else {
        buf_append_byte(out, MASKED | 126);
        buf_append_byte(out, (uint8_t)(size >> 8));
        buf_append_byte(out, (uint8_t)size);
    }
    buf_append(out, mask, sizeof mask);
    buf_append(out, data, size);
}

static void frame_of_hex(const char *hex, rs_buf *out)
{
    uint8_t data[LINE_MAX_SIZE / 2];
    size_t size = 0;
    unsigned byte;
    for (; sscanf(hex + 2 * size, "%2x", &byte) == 1; size++)
        data[size] = (uint8_t)byte;
    frame_write(out, OP_BINARY, data, size);
}

static void read_files(bench *self)
{
    char line[LINE_MAX_SIZE];
    FILE *file = open_file(self->cookies_file);
    while (read_line(file, line)) {
        self->cookies = realloc(self->cookies, (self->cookies_count + 1) * sizeof *self->cookies);
        RS_ASSERT(self->cookies);
        self->cookies[self->cookies_count++] = strdup(line);
    }
    fclose(file);
    file = open_file(self->join_file);
    while (self->join_count < JOIN_MAX && read_line(file, line))
        frame_of_hex(line, &self->join[self->join_count++]);
    fclose(file);
    file = open_file(self->say_file);
    while (self->speakers < SPEAKERS_MAX && read_line(file, line)) {
        char *other = strchr(line, ' ');
        if (!other)
            give_up(self->say_file, "two frames a line are wanted");
        *other = 0;
        frame_of_hex(line, &self->say[self->speakers][0]);
        frame_of_hex(other + 1, &self->say[self->speakers++][1]);
    }
    fclose(file);
    self->pages_count = (size_t)self->listeners + self->speakers;
    if (!self->speakers || self->cookies_count * PAGES_EACH < self->pages_count)
        give_up("people", "too few for so many pages");
}

/* ------------------------------------------------------------------------- connections */

static bool is_listener(const bench *self, const page *one)
{
    return one - self->pages < self->listeners;
}

/* Small, and the socket is empty: it is taken whole. */
static void say(page *to, const void *data, size_t size)
{
    if (send(to->fd, data, size, MSG_NOSIGNAL) != (ssize_t)size)
        give_up("send", strerror(errno));
}

static void knock(bench *self)
{
    size_t number = self->begun++;
    page *one = &self->pages[number];
    char head[LINE_MAX_SIZE];
    struct sockaddr_in from = {.sin_family = AF_INET};
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)self->port)};
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = one};
    from.sin_addr.s_addr = htonl(0x7f020001 + ((uint32_t)number / ADDRESS_PAGES << 8));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    one->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (one->fd < 0 || bind(one->fd, (struct sockaddr *)&from, sizeof from) ||
        connect(one->fd, (struct sockaddr *)&to, sizeof to) ||
        epoll_ctl(self->epoll, EPOLL_CTL_ADD, one->fd, &event))
        give_up("connect", strerror(errno));
    int size = snprintf(
        head, sizeof head,
        "GET /ws HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nCookie: %s\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        "Sec-WebSocket-Protocol: refsys.v1.msgpack\r\n\r\n",
        strstr(self->origin, "//") + 2, self->origin, self->cookies[number % self->cookies_count]);
    say(one, head, (size_t)size);
}

static void take_handshake(bench *self, page *one)
{
    static const char accepted[] = "HTTP/1.1 101 ";
    const char *end = memmem(one->rest.data, one->rest.size, "\r\n\r\n", 4);
    if (!end)
        return;
    if (memcmp(one->rest.data, accepted, sizeof accepted - 1) != 0)
        give_up("handshake", (const char *)one->rest.data);
    size_t head = (size_t)((const uint8_t *)end + 4 - one->rest.data);
    memmove(one->rest.data, one->rest.data + head, one->rest.size - head);
    one->rest.size -= head;
    one->open = true;
    self->opened++;
    for (size_t n = 0; n < self->join_count; n++)
        say(one, self->join[n].data, self->join[n].size);
}

/* ------------------------------------------------------------------------- what comes */

static uint64_t hash_of(const uint8_t *data, size_t size)
{
    uint64_t hash = 0xcbf29ce484222325; /* FNV-1a, eight bytes at a time */
    for (; size >= 8; data += 8, size -= 8)
        hash = (hash ^ get_be64(data)) * 0x100000001b3;
    for (; size; data++, size--)
        hash = (hash ^ *data) * 0x100000001b3;
    return hash;
}

static void take_values(bench *self, page *one, const uint8_t *data, size_t size)
{
    while (size) {
        size_t value = codec_value_size(data, size);
        if (value < 2)
            give_up("a frame", "is not msgpack");
        if (data[0] == PUSH_HEAD && !data[1]) {
            one->pushes++;
            one->sum += hash_of(data, value);
            self->pushes += is_listener(self, one);
        } else if (++one->answers == self->join_count) {
            self->joined++;
        }
        data += value;
        size -= value;
    }
}

static void pong(page *to, const uint8_t *data, size_t size)
{
    rs_buf frame = {0};
    frame_write(&frame, OP_PONG, data, size);
    say(to, frame.data, frame.size);
    buf_free(&frame);
}

/* What was taken of the bytes: whole frames. */
static size_t take_frames(bench *self, page *one, const uint8_t *data, size_t size)
{
    size_t taken = 0;
    while (size - taken >= 2) {
        const uint8_t *at = data + taken;
        size_t head = at[1] == 126 ? 4 : 2;
        if (!(at[0] & FIN) || at[1] > 126)
            give_up("a frame", "in parts, or closing, or too long");
        if (size - taken < head)
            break;
        size_t body = head == 4 ? (size_t)at[2] << 8 | at[3] : at[1];
        if (size - taken < head + body)
            break;
        if ((at[0] & 15) == OP_BINARY)
            take_values(self, one, at + head, body);
        else if ((at[0] & 15) == OP_PING)
            pong(one, at + head, body);
        else
            give_up("a frame", "of another kind");
        taken += head + body;
    }
    return taken;
}

static void take_input(bench *self, page *one)
{
    ssize_t got = recv(one->fd, self->input, sizeof self->input, MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN)
        return;
    if (got <= 0)
        give_up("the server", got ? strerror(errno) : "has hung up");
    if (one->open && !one->rest.size) {
        size_t taken = take_frames(self, one, self->input, (size_t)got);
        buf_append(&one->rest, self->input + taken, (size_t)got - taken);
        return;
    }
    buf_append(&one->rest, self->input, (size_t)got);
    if (!one->open)
        take_handshake(self, one);
    if (!one->open)
        return;
    size_t taken = take_frames(self, one, one->rest.data, one->rest.size);
    memmove(one->rest.data, one->rest.data + taken, one->rest.size - taken);
    one->rest.size -= taken;
}

static void turn(bench *self)
{
    struct epoll_event ready[READY_MAX];
    int count = epoll_wait(self->epoll, ready, READY_MAX, PATIENCE_MS);
    if (count <= 0)
        give_up("the server", "says nothing");
    for (int n = 0; n < count; n++)
        take_input(self, ready[n].data.ptr);
}

/* ------------------------------------------------------------------------- rounds */

/* A descriptor a page. */
static void reserve_descriptors(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit))
        give_up("getrlimit", strerror(errno));
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit))
        give_up("setrlimit", strerror(errno));
}

static void come_in(bench *self)
{
    reserve_descriptors();
    self->epoll = epoll_create1(EPOLL_CLOEXEC);
    self->pages = calloc(self->pages_count, sizeof *self->pages);
    RS_ASSERT(self->pages);
    int64_t began = clock_us();
    while (self->joined < self->pages_count) {
        while (self->begun < self->pages_count && self->begun - self->joined < KNOCKING_MAX)
            knock(self);
        turn(self);
    }
    printf("{\"pages\": %zu, \"seconds\": %.3f}\n", self->pages_count,
           (double)(clock_us() - began) / 1e6);
    fflush(stdout);
}

/* The n-th of a round: speakers take turns, and each says its two frames in turn. */
static void speak(bench *self, int64_t n)
{
    size_t speaker = (size_t)n % self->speakers;
    const rs_buf *frame = &self->say[speaker][(size_t)n / self->speakers % 2];
    say(&self->pages[(size_t)self->listeners + speaker], frame->data, frame->size);
}

static void play(bench *self, int64_t count, int64_t window)
{
    self->pushes = 0;
    for (int64_t n = 0; n < self->listeners; n++)
        self->pages[n].pushes = 0, self->pages[n].sum = 0;
    int64_t began = clock_us();
    for (int64_t said = 0; self->pushes < count * self->listeners;) {
        while (said < count && said - self->pushes / self->listeners < window)
            speak(self, said++);
        turn(self);
    }
    double seconds = (double)(clock_us() - began) / 1e6;
    for (int64_t n = 0; n < self->listeners; n++)
        if (self->pages[n].pushes != count || self->pages[n].sum != self->pages[0].sum)
            give_up("a listener", "heard something else than the first");
    printf("{\"seconds\": %.6f, \"pushes\": %lld, \"sum\": \"%016llx\"}\n", seconds,
           (long long)self->pushes, (unsigned long long)self->pages[0].sum);
    fflush(stdout);
}

static const struct argp_option options[] = {
    {"port", 'p', "N", 0, "Of loopback", 0},
    {"origin", 'u', "URL", 0, "What browsers call the server", 0},
    {"cookies", 'c', "FILE", 0, "A line a person", 0},
    {"join", 'j', "FILE", 0, "What every page says first", 0},
    {"say", 's', "FILE", 0, "A line a speaker", 0},
    {"listeners", 'n', "N", 0, "Pages that only listen", 0},
    {0},
};

static error_t parse(int key, char *value, struct argp_state *at)
{
    bench *self = at->input;
    switch (key) {
    case 'p': self->port = (int)strtol(value, NULL, 10); return 0;
    case 'u': self->origin = value; return 0;
    case 'c': self->cookies_file = value; return 0;
    case 'j': self->join_file = value; return 0;
    case 's': self->say_file = value; return 0;
    case 'n': self->listeners = strtoll(value, NULL, 10); return 0;
    case ARGP_KEY_END:
        if (!self->port || !self->origin || !strstr(self->origin, "//") || !self->cookies_file ||
            !self->join_file || !self->say_file || self->listeners < 1)
            argp_usage(at);
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

int main(int argc, char **argv)
{
    static const struct argp parser = {.options = options, .parser = parse};
    static bench self;
    char line[LINE_MAX_SIZE];
    argp_parse(&parser, argc, argv, 0, NULL, &self);
    read_files(&self);
    come_in(&self);
    while (read_line(stdin, line)) {
        long long count, window;
        if (sscanf(line, "%lld %lld", &count, &window) != 2)
            give_up("a round", line);
        play(&self, count, window);
    }
    return EXIT_SUCCESS;
}
