#include "shared/http.h"

#include <curl/curl.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/ring.h"

enum {
    HTTP_OK = 200,
    HTTP_PARTIAL = 206,
    RANGE_ROOM = 48,
    POST_PIECE = 16384 /* libcurl's own 64 KiB for each request go back to the kernel each time */
};

typedef struct {
    ring in; /* of those under way */
    int64_t ticket;
    CURL *easy;
    struct curl_slist *headers;
    rs_buf body; /* of the answer */
    rs_buf post; /* of a request that is sent once */
    size_t post_sent;
    size_t size_max;
    bool too_large;
    size_t part;    /* what is wanted of the body; 0: all */
    int64_t offset; /* of the part */
    int64_t skip;   /* bytes that come before it */
    bool part_came; /* and more behind it */
    http_fn *fn;
    void *arg;
} exchange;

struct http {
    actor *loop;
    CURLM *multi;
    int64_t timer; /* 0: none */
    int64_t tickets;
    size_t open;
    ring exchanges;
};

/* ------------------------------------------------------------------------------ exchanges */

static void exchange_end(http *self, exchange *one)
{
    ring_leave(&one->in);
    self->open--;
    curl_multi_remove_handle(self->multi, one->easy);
}

static void exchange_free(exchange *one)
{
    curl_easy_cleanup(one->easy);
    curl_slist_free_all(one->headers);
    buf_free(&one->body);
    buf_free(&one->post);
    free(one);
}

static long status_of(const exchange *self)
{
    long status = 0;
    curl_easy_getinfo(self->easy, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

/* A 206 begins where it was asked to; of a 200 everything comes. */
static size_t take_part(exchange *self, const char *data, size_t size)
{
    if (self->skip && !self->body.size && status_of(self) != HTTP_OK)
        self->skip = 0;
    size_t passed = (int64_t)size < self->skip ? size : (size_t)self->skip;
    size_t room = self->part - self->body.size;
    size_t kept = size - passed < room ? size - passed : room;
    self->skip -= (int64_t)passed;
    buf_append(&self->body, data + passed, kept);
    self->part_came = passed + kept < size;
    return self->part_came ? 0 : size; /* 0 ends it, as below */
}

static size_t on_data(char *data, size_t one, size_t size, void *arg)
{
    exchange *self = arg;
    (void)one; /* always 1 */
    if (self->part)
        return take_part(self, data, size);
    if (size > self->size_max - self->body.size) {
        self->too_large = true;
        return 0; /* ends it with CURLE_WRITE_ERROR */
    }
    buf_append(&self->body, data, size);
    return size;
}

/* A body that libcurl reads piece by piece and cannot rewind is one that it cannot send again. */
static size_t on_post(char *out, size_t one, size_t room, void *arg)
{
    exchange *self = arg;
    size_t left = self->post.size - self->post_sent;
    size_t size = left < room ? left : room;

    (void)one; /* always 1 */
    memcpy(out, self->post.data + self->post_sent, size);
    self->post_sent += size;
    return size;
}

/* "bytes 0-99/1234": where the part begins and how large the whole is. */
static bool read_range(const exchange *one, long status, int64_t *total)
{
    struct curl_header *header = NULL;
    curl_off_t length = -1;
    char *end;

    *total = -1;
    if (status != HTTP_PARTIAL) {
        curl_easy_getinfo(one->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
        *total = length;
        return true;
    }
    if (curl_easy_header(one->easy, "Content-Range", 0, CURLH_HEADER, -1, &header) != CURLHE_OK ||
        strncmp(header->value, "bytes ", 6) != 0 ||
        strtoll(header->value + 6, &end, 10) != one->offset || *end != '-')
        return false;
    const char *slash = strchr(end, '/');
    if (slash && slash[1] >= '0' && slash[1] <= '9')
        *total = strtoll(slash + 1, NULL, 10);
    return true;
}

static http_outcome outcome_of(exchange *one, CURLcode code)
{
    if (code == CURLE_OK || one->part_came)
        return HTTP_ANSWERED;
    if (one->too_large)
        return HTTP_TOO_LARGE;
    /* A request line that never left means that the server has seen nothing of it. */
    long sent = 0;
    curl_easy_getinfo(one->easy, CURLINFO_REQUEST_SIZE, &sent);
    return sent ? HTTP_UNCERTAIN : HTTP_NOT_SENT;
}

/* The callback may start requests, or cancel others; this one is out of all lists before. */
static void exchange_done(http *self, exchange *one, CURLcode code)
{
    http_answer answer = {
        .outcome = outcome_of(one, code),
        .content_type = "",
        .total = -1,
    };
    long status = status_of(one);
    curl_off_t retry_after = 0;
    char *content_type = NULL;

    answer.error = answer.outcome == HTTP_ANSWERED ? "" : curl_easy_strerror(code);
    if (answer.outcome == HTTP_ANSWERED && one->part && !read_range(one, status, &answer.total)) {
        answer.outcome = HTTP_UNCERTAIN;
        answer.error = "another part than was asked for";
    }
    if (answer.outcome == HTTP_ANSWERED) {
        curl_easy_getinfo(one->easy, CURLINFO_RETRY_AFTER, &retry_after);
        curl_easy_getinfo(one->easy, CURLINFO_CONTENT_TYPE, &content_type);
        answer.status = (int)status;
        answer.retry_after_ms =
            retry_after > INT_MAX ? (int64_t)INT_MAX * 1000 : (int64_t)retry_after * 1000;
        answer.content_type = content_type ? content_type : "";
        answer.body = (rs_bytes){.data = one->body.data, .size = one->body.size};
    }
    exchange_end(self, one);
    one->fn(one->arg, &answer);
    exchange_free(one);
}

static void drain(http *self)
{
    CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(self->multi, &left))) {
        if (message->msg != CURLMSG_DONE)
            continue;
        CURLcode code = message->data.result; /* the message dies with its handle */
        char *one = NULL;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &one);
        exchange_done(self, (exchange *)(void *)one, code);
    }
}

/* ------------------------------------------------------------------------------- the loop */

static void on_ready(void *arg, int fd, short revents)
{
    http *self = arg;
    int what = (revents & POLLIN ? CURL_CSELECT_IN : 0) |
               (revents & POLLOUT ? CURL_CSELECT_OUT : 0) |
               (revents & (POLLERR | POLLHUP | POLLNVAL) ? CURL_CSELECT_ERR : 0);
    int running;

    curl_multi_socket_action(self->multi, fd, what, &running);
    drain(self);
}

static void on_timer(void *arg)
{
    http *self = arg;
    int running;

    self->timer = 0;
    curl_multi_socket_action(self->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    drain(self);
}

/* These two are called from inside libcurl and must not call it, not even for "now". */
static int on_socket_wanted(CURL *easy, curl_socket_t fd, int what, void *arg, void *known)
{
    http *self = arg;
    short events = 0;

    (void)easy;
    (void)known;
    if (what == CURL_POLL_IN || what == CURL_POLL_INOUT)
        events |= POLLIN;
    if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT)
        events |= POLLOUT;
    actor_watch(self->loop, fd, events, on_ready, self);
    return 0;
}

static int on_timeout_wanted(CURLM *multi, long delay_ms, void *arg)
{
    http *self = arg;

    (void)multi;
    actor_timer_end(self->loop, self->timer);
    self->timer = delay_ms < 0 ? 0 : actor_timer(self->loop, delay_ms, 0, on_timer, self);
    return 0;
}

rs_err http_open(http **self_p, actor *loop, rs_error *error)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return rs_fail(error, RS_INTERNAL, "libcurl does not start");
    http *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    self->loop = loop;
    ring_open(&self->exchanges);
    self->multi = curl_multi_init();
    RS_ASSERT(self->multi);
    curl_multi_setopt(self->multi, CURLMOPT_SOCKETFUNCTION, on_socket_wanted);
    curl_multi_setopt(self->multi, CURLMOPT_SOCKETDATA, self);
    curl_multi_setopt(self->multi, CURLMOPT_TIMERFUNCTION, on_timeout_wanted);
    curl_multi_setopt(self->multi, CURLMOPT_TIMERDATA, self);
    curl_multi_setopt(self->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)HTTP_HOST_CONNECTIONS);
    /* libcurl keeps open four for each request under way: after a burst it would shut them all. */
    curl_multi_setopt(self->multi, CURLMOPT_MAXCONNECTS, (long)HTTP_OPEN_MAX);
    *self_p = self;
    return RS_OK;
}

void http_close(http **self_p)
{
    http *self = *self_p;

    if (!self)
        return;
    for (exchange *one; (one = ring_pop(&self->exchanges));) {
        exchange_end(self, one);
        exchange_free(one);
    }
    curl_multi_cleanup(self->multi); /* calls back: connections kept open end here */
    actor_timer_end(self->loop, self->timer);
    curl_global_cleanup();
    free(self);
    *self_p = NULL;
}

/* ------------------------------------------------------------------------------- requests */

static bool one_line(const char *text)
{
    return !strpbrk(text, "\r\n");
}

/* Ours first, so that the caller's may replace them. "Expect:" switches off the round trip before
 * larger bodies. */
static bool add_headers(exchange *one, const char *const *headers)
{
    bool ok = true;

    for (; ok && headers && *headers; headers++) {
        RS_ASSERT(one_line(*headers));
        struct curl_slist *list = curl_slist_append(one->headers, *headers);
        ok = list != NULL;
        if (list)
            one->headers = list;
    }
    struct curl_slist *list = ok ? curl_slist_append(one->headers, "Expect:") : NULL;
    if (list)
        one->headers = list;
    return list && curl_easy_setopt(one->easy, CURLOPT_HTTPHEADER, one->headers) == CURLE_OK;
}

static bool set_limits(exchange *one, const http_request *request)
{
    CURL *easy = one->easy;
    int64_t timeout_ms = request->timeout_ms > 0 ? request->timeout_ms : HTTP_TIMEOUT_MS;
    bool ok = timeout_ms <= LONG_MAX;

    one->size_max = request->size_max ? request->size_max : HTTP_BODY_MAX;
    ok = ok && curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK;
    ok = ok && curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK;
    ok = ok && curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK;
    ok = ok && curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)HTTP_CONNECT_MS) == CURLE_OK;
    ok = ok && curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)timeout_ms) == CURLE_OK;
    ok = ok && curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L) == CURLE_OK;
    ok = ok && curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, (long)POST_PIECE) == CURLE_OK;
    ok = ok && curl_easy_setopt(easy, CURLOPT_USERAGENT, "refsys/" REFSYS_VERSION) == CURLE_OK;
    return ok;
}

/* A part of what is compressed would be a part of something else. */
static bool set_part(exchange *one, const http_request *request)
{
    char range[RANGE_ROOM];

    if (!request->part)
        return curl_easy_setopt(one->easy, CURLOPT_ACCEPT_ENCODING, "") == CURLE_OK;
    RS_ASSERT(request->part <= HTTP_BODY_MAX && request->offset >= 0);
    one->part = request->part;
    one->offset = one->skip = request->offset;
    snprintf(range, sizeof range, "%" PRId64 "-%" PRId64, request->offset,
             request->offset + (int64_t)request->part - 1);
    return curl_easy_setopt(one->easy, CURLOPT_RANGE, range) == CURLE_OK;
}

static bool set_body(exchange *one, const http_request *request)
{
    if (!request->once)
        return curl_easy_setopt(one->easy, CURLOPT_COPYPOSTFIELDS, request->body.data) == CURLE_OK;
    buf_append(&one->post, request->body.data, request->body.size);
    return curl_easy_setopt(one->easy, CURLOPT_POST, 1L) == CURLE_OK &&
           curl_easy_setopt(one->easy, CURLOPT_READFUNCTION, on_post) == CURLE_OK &&
           curl_easy_setopt(one->easy, CURLOPT_READDATA, one) == CURLE_OK;
}

static bool set_request(exchange *one, const http_request *request)
{
    CURL *easy = one->easy;
    bool ok = curl_easy_setopt(easy, CURLOPT_URL, request->url) == CURLE_OK;

    if (ok && request->body.data)
        ok = curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.size) ==
                 CURLE_OK &&
             set_body(one, request);
    if (ok && request->method)
        ok = curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method) == CURLE_OK;
    ok = ok && curl_easy_setopt(easy, CURLOPT_PRIVATE, one) == CURLE_OK;
    ok = ok && curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_data) == CURLE_OK;
    ok = ok && curl_easy_setopt(easy, CURLOPT_WRITEDATA, one) == CURLE_OK;
    return ok;
}

rs_err http_send(http *self, const http_request *request, http_fn *fn, void *arg, int64_t *ticket)
{
    RS_ASSERT(request->url && fn);
    if (self->open >= HTTP_OPEN_MAX)
        return RS_BUSY;

    exchange *one = calloc(1, sizeof *one);
    RS_ASSERT(one);
    one->easy = curl_easy_init();
    RS_ASSERT(one->easy);
    one->fn = fn;
    one->arg = arg;
    if (!set_limits(one, request) || !set_part(one, request) || !set_request(one, request) ||
        !add_headers(one, request->headers) ||
        curl_multi_add_handle(self->multi, one->easy) != CURLM_OK) {
        exchange_free(one);
        return RS_BAD_REQUEST;
    }
    one->ticket = ++self->tickets;
    ring_add(&self->exchanges, &one->in);
    self->open++;
    if (ticket)
        *ticket = one->ticket;
    return RS_OK;
}

void http_cancel(http *self, int64_t ticket)
{
    for (ring *at = self->exchanges.next; at != &self->exchanges; at = at->next) {
        exchange *one = (exchange *)(void *)at;
        if (one->ticket != ticket)
            continue;
        exchange_end(self, one);
        exchange_free(one);
        return;
    }
}
