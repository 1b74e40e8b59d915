/* A process from its start to its end, and what it says about itself. */
#include "shared/actor_impl.h"

#include <argp.h>
#include <signal.h>
#include <sodium.h>

#include "shared/counters.h"
#include "shared/memory.h"

#ifndef REFSYS_VERSION
#define REFSYS_VERSION "0"
#endif

enum { WINDOW_MAX = 4000 };

const char *argp_program_version = "refsys " REFSYS_VERSION;

typedef struct {
    const actor_program *program;
    const char *config;
    const char *name;
} arguments;

/* ------------------------------------------------------------------------------ its own state */

const rs_config *actor_config(const actor *self)
{
    return &self->config;
}

const char *actor_name(const actor *self)
{
    return self->name;
}

void *actor_input(const actor *self)
{
    return self->program->options_input;
}

int64_t actor_now(const actor *self)
{
    return clock_now_ms(self->clock);
}

void actor_stop(actor *self, int exit_code)
{
    if (!self->stopping)
        self->exit_code = exit_code;
    self->stopping = true;
}

void actor_ready(actor *self, bool ready, const char *format, ...)
{
    char detail[sizeof self->detail];
    va_list args;
    va_start(args, format);
    vsnprintf(detail, sizeof detail, format, args);
    va_end(args);
    self->ready_said = true;
    if (ready == self->ready && !strcmp(detail, self->detail))
        return;
    self->ready = ready;
    memcpy(self->detail, detail, sizeof detail);
    self->status_changed = true; /* told at the end of the turn */
}

void actor_count(actor *self, const char *name, int64_t value)
{
    size_t n = 0;
    RS_ASSERT(counter_find(codec_enum_name(&rs_role_enum, (int)self->role), name));
    while (n < self->counters_count && self->counters[n].name != name &&
           strcmp(self->counters[n].name, name) != 0)
        n++;
    RS_ASSERT(n < COUNTERS_MAX - COUNTERS_OWN);
    if (n == self->counters_count)
        self->counters_count++;
    self->counters[n] = (rs_counter){.name = name, .value = value};
}

/* The actor's own counters, and those of what every actor does. */
static size_t collect_counters(const actor *self, rs_counter out[COUNTERS_MAX])
{
    size_t count = self->counters_count;
    memcpy(out, self->counters, count * sizeof *out);
    out[count++] = (rs_counter){"asked", self->last_ticket};
    out[count++] = (rs_counter){"asked_again", self->repeated};
    out[count++] = (rs_counter){"asks_open", (int64_t)self->asks.count};
    out[count++] = (rs_counter){"served", self->served};
    return count;
}

void actor_status_encode(actor *self, rs_buf *out)
{
    rs_counter counters[COUNTERS_MAX];
    codec_utf8_trim(self->detail); /* it was cut to its limit */
    rs_actor_status status = {
        .role = self->role,
        .name = self->name,
        .pid = getpid(),
        .version = REFSYS_VERSION,
        .since = self->since_ms,
        .ready = self->ready,
        .detail = self->detail,
        .counters = {counters, collect_counters(self, counters)},
    };
    codec_encode(&rs_actor_status_type, &status, out);
}

/* --------------------------------------------------------------------------------- arguments */

static const struct argp_option options[] = {
    {"config", 'c', "FILE", 0,
     "The configuration (/etc/refsys/refsys.toml, or else refsys.toml here)", 0},
    {"name", 'n', "NAME", 0, "Name of this instance, as gateway@2 (the name of the role)", 0},
    {0},
};

static error_t parse_option(int key, char *value, struct argp_state *state)
{
    arguments *self = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        if (self->program->options)
            state->child_inputs[0] = self->program->options_input;
        return 0;
    case 'c': self->config = value; return 0;
    case 'n': self->name = value; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static void parse_arguments(arguments *self, int argc, char **argv)
{
    const actor_program *program = self->program;
    struct argp_child children[2] = {{.argp = program->options}, {0}};
    struct argp parser = {
        .options = options,
        .parser = parse_option,
        .doc = program->doc,
        .children = program->options ? children : NULL,
    };
    argp_parse(&parser, argc, argv, 0, NULL, self);
}

/* ------------------------------------------------------------------------------- start, end */

static rs_err set_name(actor *self, const char *wanted, rs_error *error)
{
    const char *role = codec_enum_name(&rs_role_enum, (int)self->program->role);
    const char *name = wanted ? wanted : role;
    self->role = self->program->role;
    if (protocol_role(name) != self->role || strlen(name) >= sizeof self->name ||
        !codec_utf8(name, strlen(name)))
        return rs_fail(error, RS_CONFIG, "--name %.64s: wanted is %s, or %s@ and more", name, role,
                       role);
    snprintf(self->name, sizeof self->name, "%s", name);
    return RS_OK;
}

static rs_err prepare(actor *self, const arguments *wanted, rs_error *error)
{
    log_level level = LOG_LEVEL_INFO;
    self->since_ms = clock_system_ms();
    rs_err rc = set_name(self, wanted->name, error);
    if (rc)
        return rc;
    log_open(self->name, level);
    rc = config_load(wanted->config, &self->config, error);
    if (rc)
        return rc;
    if (!log_level_parse(self->config.log.level, &level))
        return rs_fail(error, RS_CONFIG, "%s: log.level: error, warning, info or debug is wanted",
                       wanted->config);
    if (self->role == RS_ROLE_CTL && level == LOG_LEVEL_INFO)
        level = LOG_LEVEL_WARNING; /* somebody at a console, who asked one thing */
    log_open(self->name, level);
    int64_t window = self->config.broker.client_max * 4 / 5;
    self->window = window < 1 ? 1 : window > WINDOW_MAX ? WINDOW_MAX : (size_t)window;
    return clock_open(&self->clock, self->config.clock.offset_file, error);
}

/* CZMQ must neither take signals nor write lines of its own. */
static void start_czmq(void)
{
    zsys_init();
    zsys_handler_set(NULL);
}

static rs_err start(actor *self, rs_error *error)
{
    const char *role = codec_enum_name(&rs_role_enum, (int)self->role);
    rs_err rc = loop_open(self, error);
    if (rc)
        return rc;
    start_czmq();
    self->reply_memory = arena_open();
    if (self->config.broker.curve)
        rc = keys_load(self->config.broker.keys, role, &self->keys, error);
    else
        log_warning("without [broker] curve: messages are neither encrypted nor authenticated");
    if (!rc) {
        self->self = self->program->options_input;
        rc = self->program->open(self, &self->self, error);
    }
    if (!rc && !self->ready_said)
        actor_ready(self, true, "%s", "");
    if (!rc && !self->stopping)
        rc = links_open(self, error);
    return rc;
}

static void finish(actor *self)
{
    notify_stopping();
    if (self->self)
        self->program->close(&self->self);
    links_close(self);
    events_close(self);
    asks_close(self);
    serve_close(self);
    loop_close(self);
    arena_close(&self->reply_memory);
    clock_close(&self->clock);
    sodium_memzero(&self->keys, sizeof self->keys);
}

static int run(actor *self, const arguments *wanted)
{
    rs_error error = {0};
    self->epoll = self->signals = -1;
    rs_err rc = prepare(self, wanted, &error);
    int exit_code = -1;
    if (!rc && self->program->instead)
        exit_code =
            self->program->instead(&self->config, wanted->config, self->program->options_input);
    if (exit_code >= 0) {
        clock_close(&self->clock);
        return exit_code;
    }
    if (!rc)
        rc = start(self, &error);
    if (rc) {
        log_error("%s", error.text);
        actor_stop(self, 1);
    } else {
        notify_ready();
        loop_run(self);
    }
    finish(self);
    return self->exit_code;
}

int actor_main(int argc, char **argv, const actor_program *program)
{
    arguments wanted = {.program = program, .config = config_default_file()};
    memory_keep_private();
    parse_arguments(&wanted, argc, argv);
    if (sodium_init() < 0) {
        fputs("no source of randomness\n", stderr);
        return 1;
    }
    actor *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    self->program = program;
    int exit_code = run(self, &wanted);
    free(self);
    return exit_code;
}
