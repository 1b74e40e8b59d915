/* Brokers and actors as real processes: started, killed, stopped, lied to. The parent only starts
 * them and reads what they print; it never touches ZeroMQ itself, so that forking is safe. */
#include <czmq.h>
#include <dirent.h>
#include <libgen.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "shared/actor.h"
#include "shared/keys.h"
#include "shared/mdp.h"

enum { PATIENCE_MS = 20000, CHILDREN_MAX = 16, ASKS = 200 };

typedef struct {
    pid_t pid;
    int out; /* what it prints: results on stdout, log on stderr */
    char text[65536];
    size_t size;
} child;

typedef struct {
    char folder[64];
    char config[128];
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
    setvbuf(stdout, NULL, _IOLBF, 0);
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
            "[broker]\nheartbeat_ms = 200\nkeys = \"keys\"\n"
            "%s\n",
            more);
    fclose(file);
}

static char *one_broker(stage *self, const char *more)
{
    static char text[2000];
    snprintf(text, sizeof text,
             "requests = \"ipc://%s/r\"\npublish = \"ipc://%s/p\"\nsubscribe = \"ipc://%s/s\"\n%s",
             self->folder, self->folder, self->folder, more);
    return text;
}

static int set_up(void **state)
{
    stage *self = calloc(1, sizeof *self);
    strcpy(self->folder, "/tmp/refsys-test-XXXXXX");
    if (!mkdtemp(self->folder))
        return -1;
    snprintf(self->config, sizeof self->config, "%s/refsys.toml", self->folder);
    configure(self, one_broker(self, ""));
    *state = self;
    return 0;
}

static int tear_down(void **state)
{
    stage *self = *state;
    char command[128];
    for (size_t n = 0; n < self->count; n++) {
        if (self->children[n].pid) {
            kill(self->children[n].pid, SIGKILL);
            waitpid(self->children[n].pid, NULL, 0);
        }
        close(self->children[n].out);
    }
    snprintf(command, sizeof command, "rm -rf '%s'", self->folder);
    int rc = system(command);
    free(self);
    return rc;
}

/* --------------------------------------------------------------------------------- actors */

static int act(const char *config, const actor_program *program, const char *name)
{
    char *argv[] = {(char *)(uintptr_t) "test", (char *)(uintptr_t) "--config",
                    (char *)(uintptr_t)config, (char *)(uintptr_t) "--name",
                    (char *)(uintptr_t)name, NULL};
    return actor_main(5, argv, program);
}

static void close_nothing(void **self_p)
{
    *self_p = NULL;
}

/* A reader of the ledger that echoes watermark.get; the stream says what else it does. */
static void echo(void *self, actor_request *request)
{
    const rs_watermark_key *key = request->argument;
    char value[100];
    rs_watermark result = {.store = key->store, .stream = key->stream, .value = value};
    if (!strcmp(key->stream, "hang"))
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

/* A poller that asks `ASKS` times, one after another and then all at once, and prints a line each. */
typedef struct {
    actor *loop;
    const char *stream;
    int64_t timeout_ms;
    int left;
} asker;

static asker wanted = {.stream = "echo", .timeout_ms = 15000, .left = 1};

static void on_reply(void *arg, const actor_reply *reply)
{
    asker *self = arg;
    const rs_watermark *result = reply->result;
    printf("answer %s %s %s\n", rs_err_name(reply->code), result ? result->value : "",
           reply->detail);
    if (--self->left == 0) {
        printf("done\n");
        actor_stop(self->loop, 0);
    }
}

static rs_err open_asker(actor *loop, void **self_p, rs_error *error)
{
    (void)error;
    *self_p = &wanted;
    wanted.loop = loop;
    rs_watermark_key key = {.store = 1, .stream = wanted.stream};
    actor_call call = {.timeout_ms = wanted.timeout_ms};
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            test_a_request_reaches_the_worker_and_its_answer_the_client, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            test_a_broker_that_is_killed_and_started_again_is_found_again, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
