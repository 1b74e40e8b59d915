/* Brokers and actors as real processes: started, killed, stopped, lied to. The parent only starts
 * them and reads what they print; it never touches ZeroMQ itself, so that forking is safe. */
#include <czmq.h>
#include <dirent.h>
#include <libgen.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "shared/actor.h"
#include "shared/keys.h"
#include "shared/mdp.h"
#include "tests/unit/shared/tree.h"

enum { PATIENCE_MS = 20000, SHORT_MS = 2500, CHILDREN_MAX = 16, ASKS = 200 };

/* To the parent, at once: a stream would carry over what cmocka has in its buffer. */
#define tell(...) dprintf(STDOUT_FILENO, __VA_ARGS__)

typedef struct {
    pid_t pid;
    int out; /* what it prints: results on stdout, log on stderr */
    char text[65536];
    size_t size;
} child;

typedef struct {
    char folder[64];
    char config[128];
    const char *keys; /* folder of them, in `folder` */
    child children[CHILDREN_MAX];
    size_t count;
} stage;

/* ------------------------------------------------------------------------------- processes */

static child *spawned(stage *self, pid_t pid, int out)
{
    assert_true(self->count < CHILDREN_MAX);
    child *fresh = &self->children[self->count++];
    fresh->pid = pid;
    fresh->out = out;
    fresh->size = 0;
    fresh->text[0] = 0;
    return fresh;
}

/* In the child: the result is 0. */
static pid_t fork_with_pipe(int *out)
{
    int ends[2];
    assert_return_code(pipe(ends), errno);
    pid_t pid = fork();
    assert_return_code(pid, errno);
    if (pid) {
        close(ends[1]);
        *out = ends[0];
        return pid;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    close(ends[0]);
    dup2(ends[1], STDOUT_FILENO);
    dup2(ends[1], STDERR_FILENO);
    close(ends[1]);
    return 0;
}

static child *start_broker(stage *self)
{
    int out;
    pid_t pid = fork_with_pipe(&out);
    if (!pid) {
        char own[4096] = "";
        char program[4200];
        if (readlink("/proc/self/exe", own, sizeof own - 1) > 0) {
            snprintf(program, sizeof program, "%s/../bin/refsys-broker", dirname(own));
            execl(program, program, "--config", self->config, (char *)NULL);
        }
        perror("refsys-broker");
        _exit(127);
    }
    return spawned(self, pid, out);
}

typedef int child_fn(const char *config);

static child *start(stage *self, child_fn *fn)
{
    int out;
    pid_t pid = fork_with_pipe(&out);
    if (!pid)
        exit(fn(self->config));
    return spawned(self, pid, out);
}

static bool read_more(child *self, int64_t deadline_ms)
{
    int64_t left_ms = deadline_ms - zclock_mono();
    struct pollfd item = {.fd = self->out, .events = POLLIN};
    if (left_ms <= 0 || poll(&item, 1, (int)left_ms) <= 0)
        return false;
    assert_true(self->size < sizeof self->text - 1);
    ssize_t size = read(self->out, self->text + self->size, sizeof self->text - 1 - self->size);
    if (size <= 0)
        return false;
    self->size += (size_t)size;
    self->text[self->size] = 0;
    return true;
}

/* Until the child has printed `what`; then everything up to there is forgotten. */
static void expect(child *self, const char *what)
{
    int64_t deadline_ms = zclock_mono() + PATIENCE_MS;
    char *found;
    while (!(found = strstr(self->text, what)))
        if (!read_more(self, deadline_ms))
            fail_msg("expected \"%s\", got:\n%s", what, self->text);
    size_t used = (size_t)(found - self->text) + strlen(what);
    memmove(self->text, self->text + used, self->size - used + 1);
    self->size -= used;
}

/* The same for two lines that may come in either order. */
static void expect_both(child *self, const char *one, const char *two)
{
    int64_t deadline_ms = zclock_mono() + PATIENCE_MS;
    while (!strstr(self->text, one) || !strstr(self->text, two))
        if (!read_more(self, deadline_ms))
            fail_msg("expected \"%s\" and \"%s\", got:\n%s", one, two, self->text);
}

static int end_of(child *self)
{
    int status;
    assert_int_equal(waitpid(self->pid, &status, 0), self->pid);
    self->pid = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int finish(child *self, int signal)
{
    kill(self->pid, signal);
    return end_of(self);
}

static void configure(stage *self, const char *more)
{
    FILE *file = fopen(self->config, "w");
    assert_non_null(file);
    fprintf(file,
            "[broker]\nkeys = \"%s\"\n"
            "%s\n",
            self->keys, more);
    fclose(file);
}

static char *one_broker(stage *self, const char *more)
{
    static char text[2000];
    snprintf(
        text, sizeof text,
        "%s\nrequests = \"ipc://%s/r\"\npublish = \"ipc://%s/p\"\nsubscribe = \"ipc://%s/s\"\n%s",
        strstr(more, "heartbeat_ms") ? "" : "heartbeat_ms = 200", self->folder, self->folder,
        self->folder, more);
    return text;
}

static int set_up(void **state)
{
    stage *self = calloc(1, sizeof *self);
    strcpy(self->folder, "/tmp/refsys-test-XXXXXX");
    *state = self;
    if (!mkdtemp(self->folder))
        return -1;
    snprintf(self->config, sizeof self->config, "%s/refsys.toml", self->folder);
    self->keys = "keys";
    configure(self, one_broker(self, ""));
    return 0;
}

static int tear_down(void **state)
{
    stage *self = *state;
    for (size_t n = 0; n < self->count; n++) {
        if (self->children[n].pid) {
            kill(self->children[n].pid, SIGKILL);
            waitpid(self->children[n].pid, NULL, 0);
        }
        close(self->children[n].out);
    }
    int rc = tree_remove(self->folder);
    free(self);
    return rc;
}

/* --------------------------------------------------------------------------------- actors */

static int act(const char *config, const actor_program *program, const char *name)
{
    char test[] = "test";
    char config_option[] = "--config";
    char name_option[] = "--name";
    char *argv[] = {test, config_option, strdup(config), name_option, strdup(name), NULL};
    int exit_code = actor_main(5, argv, program);
    free(argv[2]);
    free(argv[4]);
    return exit_code;
}

static void close_nothing(void **self_p)
{
    *self_p = NULL;
}

/* A reader of the ledger that echoes watermark.get; the stream says what else it does. */
static void echo(void *self, actor_request *request)
{
    static int kept;
    const rs_watermark_key *key = request->argument;
    char value[100];
    rs_watermark result = {.store = key->store, .stream = key->stream, .value = value};
    if (!strcmp(key->stream, "hang") || (!strcmp(key->stream, "second") && !kept++))
        return; /* for the end of the process to clean up */
    snprintf(value, sizeof value, "%s asked pid %d", request->caller.name, (int)getpid());
    actor_answer(self, &request, &result, 7);
}

static const actor_handler echo_handlers[] = {{RS_WATERMARK_GET, echo}};

static rs_err open_echo(actor *loop, void **self_p, rs_error *error)
{
    (void)error;
    *self_p = loop;
    actor_serve(loop, RS_SERVICE_READER, echo_handlers, 1, 4, loop);
    return RS_OK;
}

static int echo_main(const char *config)
{
    static const actor_program program = {
        .role = RS_ROLE_READER, .open = open_echo, .close = close_nothing};
    return act(config, &program, "reader");
}

/* A poller that asks `left` times at once, and prints a line for each answer. */
typedef struct {
    actor *loop;
    const char *stream;
    int64_t timeout_ms;
    int left;
    int hanging; /* so many more before, that are not waited for */
} asker;

static asker wanted = {.stream = "echo", .timeout_ms = 15000, .left = 1};

static void on_reply(void *arg, const actor_reply *reply)
{
    asker *self = arg;
    const rs_watermark *result = reply->result;
    tell("answer %s %s %s\n", rs_err_name(reply->code), result ? result->value : "", reply->detail);
    if (--self->left == 0) {
        tell("done\n");
        actor_stop(self->loop, 0);
    }
}

static rs_err open_asker(actor *loop, void **self_p, rs_error *error)
{
    (void)error;
    *self_p = &wanted;
    wanted.loop = loop;
    rs_watermark_key hang = {.store = 1, .stream = "hang"};
    rs_watermark_key key = {.store = 1, .stream = wanted.stream};
    actor_call call = {.timeout_ms = wanted.timeout_ms};
    for (int n = wanted.hanging; n > 0; n--)
        actor_ask(loop, RS_WATERMARK_GET, &hang, NULL, NULL, NULL);
    for (int n = wanted.left; n > 0; n--)
        actor_ask(loop, RS_WATERMARK_GET, &key, &call, on_reply, &wanted);
    return RS_OK;
}

static int asker_main(const char *config)
{
    static const actor_program program = {
        .role = RS_ROLE_OZON, .open = open_asker, .close = close_nothing};
    return act(config, &program, "ozon@7");
}

/* The ledger, as far as publishing goes: one event every 20 ms. */
static void publish_one(void *arg)
{
    static int64_t seq;
    seq++;
    rs_event event = {.seq = seq, .at = 1, .topic = RS_TOPIC_PAYOUTS, .payout = seq};
    actor_publish(arg, &event);
    event.topic = RS_TOPIC_SESSIONS;
    actor_publish(arg, &event);
}

static rs_err open_publisher(actor *loop, void **self_p, rs_error *error)
{
    (void)error;
    *self_p = loop;
    actor_timer(loop, 0, 20, publish_one, loop);
    return RS_OK;
}

static int publisher_main(const char *config)
{
    static const actor_program program = {
        .role = RS_ROLE_LEDGER, .open = open_publisher, .close = close_nothing};
    return act(config, &program, "ledger");
}

static void on_event(void *arg, const rs_event *event)
{
    static int64_t last;
    tell("%s %s\n", event->seq > last ? "event" : "REPEATED",
         codec_enum_name(&rs_topic_enum, (int)event->topic));
    last = event->seq;
    (void)arg;
}

static rs_err open_listener(actor *loop, void **self_p, rs_error *error)
{
    (void)error;
    *self_p = loop;
    actor_subscribe(loop, RS_TOPIC_PAYOUTS | RS_TOPIC_SETTINGS, on_event, loop);
    return RS_OK;
}

static int listener_main(const char *config)
{
    static const actor_program program = {
        .role = RS_ROLE_GATEWAY, .open = open_listener, .close = close_nothing};
    return act(config, &program, "gateway@2");
}

/* Asks for what its role may not, and for what nobody but the broker answers. */
static void on_status(void *arg, const actor_reply *reply)
{
    const rs_broker_status *status = reply->result;
    for (size_t n = 0; status && n < status->actors.count; n++)
        tell("%s:%s ", status->actors.items[n].name,
             status->actors.items[n].ready ? "ready" : "waiting");
    tell("status %s\n", rs_err_name(reply->code));
    (void)arg;
}

static void on_refusal(void *arg, const actor_reply *reply)
{
    tell("refusal %s %s\n", rs_err_name(reply->code), reply->detail);
    actor_ask(arg, RS_BROKER_STATUS, &(rs_nothing){0}, NULL, on_status, arg);
}

static rs_err open_nosy(actor *loop, void **self_p, rs_error *error)
{
    (void)error;
    *self_p = loop;
    actor_ready(loop, false, "just looking");
    actor_ask(loop, RS_WATERMARK_GET, &(rs_watermark_key){.store = 1, .stream = "echo"}, NULL,
              on_refusal, loop);
    return RS_OK;
}

static int nosy_main(const char *config)
{
    static const actor_program program = {
        .role = RS_ROLE_GATEWAY, .open = open_nosy, .close = close_nothing};
    return act(config, &program, "gateway");
}

/* ------------------------------------------------------------- peers that know plain MDP/0.2 */

static void *plain_dealer(const char *config, const char *socket)
{
    char copy[128];
    char endpoint[160];
    void *dealer = zmq_socket(zmq_ctx_new(), ZMQ_DEALER);
    snprintf(copy, sizeof copy, "%s", config);
    snprintf(endpoint, sizeof endpoint, "ipc://%s/%s", dirname(copy), socket);
    if (zmq_connect(dealer, endpoint))
        perror(endpoint);
    return dealer;
}

static void say_frames(void *dealer, int count, const char *const *frames)
{
    for (int n = 0; n < count; n++)
        zmq_send(dealer, frames[n], strlen(frames[n]), n + 1 < count ? ZMQ_SNDMORE : 0);
}

/* Prints a message with its frames between bars, empty ones as nothing. */
static void print_frames(void *dealer)
{
    int more = 1;
    while (more) {
        char text[200];
        size_t size = sizeof more;
        int got = zmq_recv(dealer, text, sizeof text, 0);
        zmq_getsockopt(dealer, ZMQ_RCVMORE, &more, &size);
        for (int n = 0; n < got && n < (int)sizeof text; n++)
            tell("%c", text[n] < ' ' ? '0' + text[n] : text[n]);
        tell("|");
    }
    tell("\n");
}

static int plain_client_main(const char *config)
{
    static const char *const request[] = {"MDPC02", "\1", "upper", "hello", "world"};
    static const char *const asked[] = {"MDPC02", "\1", "mmi.service", "upper"};
    void *dealer = plain_dealer(config, "r");
    say_frames(dealer, 4, asked);
    print_frames(dealer);
    say_frames(dealer, 5, request);
    print_frames(dealer);
    return 0;
}

static int plain_worker_main(const char *config)
{
    static const char *const ready[] = {"MDPW02", "\1", "upper"};
    static const char *const beat[] = {"MDPW02", "\5"};
    void *dealer = plain_dealer(config, "r");
    say_frames(dealer, 3, ready);
    while (!zsys_interrupted) {
        zmq_msg_t part[8];
        int count = 0;
        do {
            zmq_msg_init(&part[count]);
            zmq_msg_recv(&part[count], dealer, 0);
        } while (zmq_msg_more(&part[count++]));
        say_frames(dealer, 2, beat);
        if (count < 5) {
            tell("heartbeat\n");
            continue;
        }
        zmq_send(dealer, "MDPW02", 6, ZMQ_SNDMORE);
        zmq_send(dealer, "\4", 1, ZMQ_SNDMORE);
        for (int n = 2; n < count; n++)
            zmq_msg_send(&part[n], dealer, n + 1 < count ? ZMQ_SNDMORE : 0);
    }
    return 0;
}

/* Speaks no CURVE; prints what its monitor says. */
static int intruder_main(const char *config)
{
    void *context = zmq_ctx_new();
    void *dealer = zmq_socket(context, ZMQ_DEALER);
    void *monitor = zmq_socket(context, ZMQ_PAIR);
    char copy[128];
    char endpoint[160];
    snprintf(copy, sizeof copy, "%s", config);
    snprintf(endpoint, sizeof endpoint, "ipc://%s/r", dirname(copy));
    zmq_socket_monitor(dealer, "inproc://monitor", ZMQ_EVENT_ALL);
    zmq_connect(monitor, "inproc://monitor");
    zmq_connect(dealer, endpoint);
    static const char *const request[] = {"MDPC02", "\1", "mmi.service", "ledger"};
    say_frames(dealer, 4, request);
    while (!zsys_interrupted) {
        uint16_t event = 0;
        zmq_msg_t part;
        zmq_msg_init(&part);
        zmq_msg_recv(&part, monitor, 0);
        memcpy(&event, zmq_msg_data(&part), sizeof event);
        zmq_msg_recv(&part, monitor, 0);
        if (event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED)
            tell("LET IN\n");
        else if (event == ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL ||
                 event == ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL || event == ZMQ_EVENT_DISCONNECTED)
            tell("kept out\n");
    }
    return 0;
}

/* ---------------------------------------------------------------------------------- tests */

static void test_a_request_reaches_the_worker_and_its_answer_the_client(void **state)
{
    stage *self = *state;
    start_broker(self);
    start(self, echo_main);
    wanted = (asker){.stream = "echo", .timeout_ms = 15000, .left = ASKS};
    child *client = start(self, asker_main);
    for (int n = 0; n < ASKS; n++)
        expect(client, "answer OK ozon@7 asked pid");
    expect(client, "done");
    assert_int_equal(end_of(client), 0);
}

static void test_a_broker_that_is_killed_and_started_again_is_found_again(void **state)
{
    stage *self = *state;
    child *broker = start_broker(self);
    start(self, echo_main);
    wanted = (asker){.stream = "echo", .timeout_ms = 15000, .left = 1};
    expect(start(self, asker_main), "answer OK");
    finish(broker, SIGKILL);
    child *client = start(self, asker_main);
    start_broker(self);
    expect(client, "answer OK");
}

static void test_a_request_in_the_hands_of_a_killed_worker_is_done_by_the_next(void **state)
{
    stage *self = *state;
    child *broker = start_broker(self);
    child *worker = start(self, echo_main);
    expect(broker, "offers \"reader\"");
    /* Stopped, it takes requests and does nothing with them. */
    kill(worker->pid, SIGSTOP);
    wanted = (asker){.stream = "echo", .timeout_ms = 15000, .left = 20};
    child *client = start(self, asker_main);
    expect(client, "connected to the broker");
    finish(worker, SIGKILL);
    start(self, echo_main);
    for (int n = 0; n < 20; n++)
        expect(client, "answer OK");
    expect(client, "done");
}

static void test_the_end_of_a_worker_is_noticed_long_before_its_heartbeats_are_missed(void **state)
{
    stage *self = *state;
    configure(self, one_broker(self, "heartbeat_ms = 60000\n"));
    child *broker = start_broker(self);
    child *worker = start(self, echo_main);
    expect(broker, "offers \"reader\"");
    wanted = (asker){.stream = "hang", .timeout_ms = 15000, .left = 1};
    child *client = start(self, asker_main);
    expect(client, "connected");
    finish(worker, SIGKILL);
    expect(broker, "offers \"reader\" no more");
}

static void test_a_worker_that_is_stopped_is_lost_and_comes_back(void **state)
{
    stage *self = *state;
    child *broker = start_broker(self);
    child *worker = start(self, echo_main);
    expect(broker, "offers \"reader\"");
    kill(worker->pid, SIGSTOP);
    expect(broker, "offers \"reader\" no more");
    wanted = (asker){.stream = "echo", .timeout_ms = 15000, .left = 1};
    child *client = start(self, asker_main);
    expect(client, "connected to the broker");
    kill(worker->pid, SIGCONT);
    expect(broker, "offers \"reader\", 4 at once");
    expect(client, "answer OK");
}

/* Ports that are free now; whoever takes one in between makes the test fail, not pass. */
static void free_ports(int ports[3])
{
    int fds[3];
    for (size_t n = 0; n < 3; n++) {
        struct sockaddr_in address = {.sin_family = AF_INET,
                                      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        socklen_t size = sizeof address;
        fds[n] = socket(AF_INET, SOCK_STREAM, 0);
        assert_return_code(bind(fds[n], (struct sockaddr *)&address, size), errno);
        assert_return_code(getsockname(fds[n], (struct sockaddr *)&address, &size), errno);
        ports[n] = ntohs(address.sin_port);
    }
    for (size_t n = 0; n < 3; n++)
        close(fds[n]);
}

static void test_over_tcp_requests_and_events_go_as_over_ipc(void **state)
{
    stage *self = *state;
    char text[400];
    int ports[3];
    free_ports(ports);
    snprintf(text, sizeof text,
             "requests = \"tcp://127.0.0.1:%d\"\npublish = \"tcp://127.0.0.1:%d\"\n"
             "subscribe = \"tcp://127.0.0.1:%d\"\nheartbeat_ms = 200",
             ports[0], ports[1], ports[2]);
    configure(self, text);
    child *broker = start_broker(self);
    start(self, echo_main);
    wanted = (asker){.stream = "echo", .timeout_ms = 15000, .left = ASKS};
    child *client = start(self, asker_main);
    for (int n = 0; n < ASKS; n++)
        expect(client, "answer OK ozon@7 asked pid");
    child *listener = start(self, listener_main);
    start(self, publisher_main);
    expect(listener, "event payouts");
    child *second = start_broker(self);
    expect(second, "is in use: stop what listens there, or name another address");
    assert_int_equal(end_of(second), 1);
    finish(broker, SIGKILL);
    start_broker(self);
    expect(start(self, asker_main), "answer OK");
    expect(listener, "is lost");
    expect(listener, "event payouts");
}

static void test_nobody_there_is_said_when_the_deadline_comes(void **state)
{
    stage *self = *state;
    expect(start_broker(self), "listens");
    wanted = (asker){.stream = "echo", .timeout_ms = SHORT_MS, .left = 1};
    expect(start(self, asker_main), "answer UNAVAILABLE  nobody offers this service now");
}

static void test_without_a_broker_the_asker_is_told_so(void **state)
{
    stage *self = *state;
    wanted = (asker){.stream = "echo", .timeout_ms = 300, .left = 1};
    expect(start(self, asker_main), "answer UNAVAILABLE  no connection to the broker");
}

static void test_a_worker_that_does_not_answer_is_a_timeout(void **state)
{
    stage *self = *state;
    child *broker = start_broker(self);
    start(self, echo_main);
    expect(broker, "offers \"reader\"");
    wanted = (asker){.stream = "hang", .timeout_ms = SHORT_MS, .left = 1};
    expect(start(self, asker_main), "answer TIMEOUT");
}

/* Its asker has more patience than a question takes that is asked once more, and less than all
 * else. */
static void test_a_question_without_an_answer_is_soon_asked_again(void **state)
{
    stage *self = *state;
    child *broker = start_broker(self);
    start(self, echo_main);
    expect(broker, "offers \"reader\"");
    wanted = (asker){.stream = "second", .timeout_ms = 9000, .left = 1};
    expect(start(self, asker_main), "answer OK ozon@7 asked pid");
}

static void test_a_full_queue_is_busy(void **state)
{
    stage *self = *state;
    configure(self, one_broker(self, "queue_max = 2\n"));
    child *broker = start_broker(self);
    start(self, echo_main);
    expect(broker, "offers \"reader\"");
    /* A credit of 4 and a queue of 2 are full. Whose last try is under way at the deadline is told
     * "timeout"; not all of so many are. */
    wanted = (asker){.stream = "echo", .timeout_ms = SHORT_MS, .left = 20, .hanging = 6};
    child *client = start(self, asker_main);
    expect(client, "answer BUSY  too many requests wait for this service");
    expect(client, "done");
}

static void test_of_two_brokers_one_may_die(void **state)
{
    stage *self = *state;
    char text[1000];
    const char *f = self->folder;
    snprintf(text, sizeof text,
             "heartbeat_ms = 200\nrequests = \"ipc://%s/r1 ipc://%s/r2\"\npublish = \"ipc://%s/p1 "
             "ipc://%s/p2\"\n"
             "subscribe = \"ipc://%s/s1 ipc://%s/s2\"",
             f, f, f, f, f, f);
    configure(self, text);
    child *first = start_broker(self);
    expect(first, "listens at ipc://");
    child *second = start_broker(self);
    expect(second, "/r2");
    child *worker = start(self, echo_main);
    expect(worker, "connected");
    expect(worker, "connected");
    child *listener = start(self, listener_main);
    expect(listener, "connected");
    expect(listener, "connected");
    child *ledger = start(self, publisher_main);
    expect(ledger, "connected");
    expect(ledger, "connected");
    wanted = (asker){.stream = "echo", .timeout_ms = 15000, .left = 1};
    expect(start(self, asker_main), "answer OK");
    expect(listener, "event payouts");
    finish(first, SIGKILL);
    expect(start(self, asker_main), "answer OK");
    expect(worker, "is lost");
    expect(ledger, "is lost");
    for (int n = 0; n < 20; n++)
        expect(listener, "event payouts");
    assert_null(strstr(listener->text, "REPEATED"));
}

static void test_events_reach_those_who_want_the_topic(void **state)
{
    stage *self = *state;
    start_broker(self);
    child *listener = start(self, listener_main);
    start(self, publisher_main);
    for (int n = 0; n < 5; n++)
        expect(listener, "event payouts");
    assert_null(strstr(listener->text, "sessions"));
}

static void test_what_a_role_may_not_is_forbidden_and_the_status_shows_everybody(void **state)
{
    stage *self = *state;
    child *broker = start_broker(self);
    start(self, echo_main);
    expect(broker, "offers \"reader\"");
    child *client = start(self, nosy_main);
    expect(client, "refusal FORBIDDEN watermark.get is not for gateway");
    expect(client, "gateway:waiting reader:ready status OK");
}

static void test_a_key_that_the_broker_does_not_know_is_told_what_to_do(void **state)
{
    stage *self = *state;
    rs_error error;
    rs_key_pair pair;
    char folder[128];
    char keys[128];
    child *broker = start_broker(self);
    expect(broker, "listens");
    /* Knows the broker's public key, and has a key of its own that the broker has not. */
    snprintf(folder, sizeof folder, "%s/strange", self->folder);
    assert_int_equal(keys_load(folder, "ozon", &pair, &error), RS_OK);
    snprintf(keys, sizeof keys, "%s/keys", self->folder);
    assert_int_equal(tree_copy(keys, "broker.pub", folder, "broker.pub"), 0);
    self->keys = "strange";
    configure(self, one_broker(self, ""));
    child *client = start(self, asker_main);
    expect(client, "does not know our key");
    expect(client, "/strange/ozon.pub must be in the broker's own folder of keys");
    assert_int_equal(end_of(client), 1);
    expect(broker, "a stranger from");
}

static void test_a_peer_without_curve_is_kept_out(void **state)
{
    stage *self = *state;
    child *broker = start_broker(self);
    expect(broker, "listens");
    child *intruder = start(self, intruder_main);
    expect(intruder, "kept out");
    assert_null(strstr(intruder->text, "LET IN"));
}

static void test_one_who_speaks_no_curve_is_told_what_to_do(void **state)
{
    stage *self = *state;
    child *broker = start_broker(self);
    expect(broker, "listens");
    configure(self, one_broker(self, "curve = false\n"));
    /* Not one who asks: that would end with its question, which has a deadline. */
    child *worker = start(self, echo_main);
    expect(worker, "ends the handshake: does it run with [broker] curve = false");
    finish(broker, SIGKILL);
    start_broker(self);
    expect(worker, "connected to the broker");
}

static void test_only_the_ledger_may_publish(void **state)
{
    stage *self = *state;
    child *broker = start_broker(self);
    expect(broker, "listens");
    /* A process that has the poller's key and says that it is the ledger. */
    rs_error error;
    rs_key_pair pair;
    char keys[128];
    char folder[128];
    snprintf(keys, sizeof keys, "%s/keys", self->folder);
    snprintf(folder, sizeof folder, "%s/strange", self->folder);
    assert_int_equal(keys_load(keys, "ozon", &pair, &error), RS_OK);
    assert_return_code(mkdir(folder, 0700), errno);
    assert_int_equal(tree_copy(keys, "broker.pub", folder, "broker.pub"), 0);
    assert_int_equal(tree_copy(keys, "ozon.key", folder, "ledger.key"), 0);
    assert_int_equal(tree_copy(keys, "ozon.pub", folder, "ledger.pub"), 0);
    self->keys = "strange";
    configure(self, one_broker(self, ""));
    start(self, publisher_main);
    expect_both(broker, "ozon was refused: it may not publish events",
                "\"ledger\" has not the key for that name");
}

static void test_plain_mdp_clients_and_workers_work_unchanged(void **state)
{
    stage *self = *state;
    configure(self, one_broker(self, "curve = false\nservices = \"lower upper\"\n"));
    child *broker = start_broker(self);
    expect(broker, "WITHOUT [broker] curve");
    child *worker = start(self, plain_worker_main);
    expect(broker, "offers \"upper\", 1 at once");
    expect(worker, "heartbeat");
    child *client = start(self, plain_client_main);
    expect(client, "MDPC02|3|mmi.service|200|");
    expect(client, "MDPC02|3|upper|hello|world|");
}

static void test_without_curve_actors_work_on_loopback(void **state)
{
    stage *self = *state;
    configure(self, one_broker(self, "curve = false\n"));
    start_broker(self);
    start(self, echo_main);
    wanted = (asker){.stream = "echo", .timeout_ms = 15000, .left = 1};
    expect(start(self, asker_main), "answer OK ozon@7 asked");
}

static void test_without_curve_nothing_listens_beyond_loopback(void **state)
{
    stage *self = *state;
    configure(self, "curve = false\nrequests = \"tcp://0.0.0.0:0\"\n"
                    "publish = \"tcp://127.0.0.1:0\"\nsubscribe = \"tcp://127.0.0.1:0\"");
    child *broker = start_broker(self);
    expect(broker, "without curve only ipc:// and loopback are allowed");
    assert_int_equal(end_of(broker), 1);
}

static void test_a_second_broker_at_the_same_address_is_told_what_to_do(void **state)
{
    stage *self = *state;
    child *first = start_broker(self);
    expect(first, "listens");
    child *second = start_broker(self);
    expect(second, "is in use: another broker runs; stop it, or name another address");
    assert_int_equal(end_of(second), 1);
    /* The first one is not disturbed. */
    start(self, echo_main);
    wanted = (asker){.stream = "echo", .timeout_ms = 15000, .left = 1};
    expect(start(self, asker_main), "answer OK");
}

static void test_everybody_ends_cleanly_on_sigterm(void **state)
{
    stage *self = *state;
    child *broker = start_broker(self);
    child *worker = start(self, echo_main);
    child *ledger = start(self, publisher_main);
    expect(worker, "connected");
    expect(ledger, "connected");
    assert_int_equal(finish(worker, SIGTERM), 0);
    assert_int_equal(finish(ledger, SIGTERM), 0);
    expect(broker, "offers \"reader\" no more"); /* it has read all there was by then */
    assert_int_equal(finish(broker, SIGTERM), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_request_reaches_the_worker_and_its_answer_the_client),
        TEST(test_a_broker_that_is_killed_and_started_again_is_found_again),
        TEST(test_a_request_in_the_hands_of_a_killed_worker_is_done_by_the_next),
        TEST(test_the_end_of_a_worker_is_noticed_long_before_its_heartbeats_are_missed),
        TEST(test_a_worker_that_is_stopped_is_lost_and_comes_back),
        TEST(test_over_tcp_requests_and_events_go_as_over_ipc),
        TEST(test_nobody_there_is_said_when_the_deadline_comes),
        TEST(test_without_a_broker_the_asker_is_told_so),
        TEST(test_a_worker_that_does_not_answer_is_a_timeout),
        TEST(test_a_question_without_an_answer_is_soon_asked_again),
        TEST(test_a_full_queue_is_busy),
        TEST(test_of_two_brokers_one_may_die),
        TEST(test_events_reach_those_who_want_the_topic),
        TEST(test_what_a_role_may_not_is_forbidden_and_the_status_shows_everybody),
        TEST(test_a_key_that_the_broker_does_not_know_is_told_what_to_do),
        TEST(test_a_peer_without_curve_is_kept_out),
        TEST(test_one_who_speaks_no_curve_is_told_what_to_do),
        TEST(test_only_the_ledger_may_publish),
        TEST(test_plain_mdp_clients_and_workers_work_unchanged),
        TEST(test_without_curve_actors_work_on_loopback),
        TEST(test_without_curve_nothing_listens_beyond_loopback),
        TEST(test_a_second_broker_at_the_same_address_is_told_what_to_do),
        TEST(test_everybody_ends_cleanly_on_sigterm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
