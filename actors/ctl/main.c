/* refsysctl - see README.md; the table of its commands stands here. */
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "actors/ctl/ctl.h"
#include "shared/log.h"

static const ctl_command commands[] = {
    {"status", "", "what runs, and what is missing", 0, 0, NULL, ctl_status},
    {"top", "[PICTURES]", "the same once a second, with what goes on", 0, 1, NULL, ctl_top},
    {"verify", "", "is the ledger sound? --against SEQ:HASH", 0, 0, ctl_verify, ctl_verify_tell},
    {"head", "", "the journal's head, for the owners, too", 0, 0, NULL, ctl_head},
    {"incidents", "", "what went wrong, and what still does", 0, 0, NULL, ctl_incidents},
    {"incidents end", "ID", "what nobody looks after any more is over", 1, 1, NULL,
     ctl_incidents_end},
    {"rebuild", "", "make the state anew from the journal", 0, 0, ctl_rebuild, NULL},
    {"backup", "DIR", "a verified copy, while the ledger works", 1, 1, ctl_backup, NULL},
    {"restore", "DIR", "a ledger from a backup, where none is", 1, 1, ctl_restore, NULL},
    {"journal move", "--to ENGINE", "journal and keys, with the writer stopped", 0, 0,
     ctl_journal_move, NULL},
    {"explain", "NUMBER", "what became of an order or posting", 1, 1, NULL, ctl_explain},
    {"admins list", "", "who may log in", 0, 0, NULL, ctl_admins_list},
    {"admins add", "TG NAME RIGHTS", "let somebody in: owner,admin,payout,...", 3, 3, NULL,
     ctl_admins_add},
    {"admins block", "ID", "lock somebody out, at once", 1, 1, NULL, ctl_admins_block},
    {"admins unblock", "ID", "and in again", 1, 1, NULL, ctl_admins_unblock},
    {"admins remove", "ID", "take all rights away", 1, 1, NULL, ctl_admins_remove},
    {"erase", "ID REASON", "a participant becomes a number; --forfeit", 2, 2, NULL, ctl_erase},
    {"login", "ID", "a link that lets them in, once", 1, 1, NULL, ctl_login},
    {"settings get", "", "the settings in force", 0, 0, NULL, ctl_settings_get},
    {"settings set", "KEY=VALUE...", "a new version of them", 1, CTL_ARGS_MAX, NULL,
     ctl_settings_set},
    {"import members", "FILE", "of an earlier programme, from CSV", 1, 1, NULL, ctl_import_members},
    {"import orders", "FILE", "their past orders, from CSV", 1, 1, NULL, ctl_import_orders},
    {"trace", "ID [LOG...]", "what everybody has said of one request", 1, CTL_ARGS_MAX, ctl_trace,
     NULL},
    {"keys", "", "make the key pairs that are missing", 0, 0, ctl_keys, NULL},
    {"up", "", "start what [up] says and keep it running", 0, 0, ctl_up, NULL},
};

static const struct argp_option options[] = {
    {"json", 'j', NULL, 0, "For programs to read", 0},
    {"dry-run", 'n', NULL, 0, "Look only: what an import would do", 0},
    {"forfeit", 'f', NULL, 0, "Of erase: points, debts and open requests end with it", 0},
    {"against", 'a', "SEQ:HASH", 0, "Of verify: what `head` once said must still be so", 0},
    {"to", 't', "ENGINE", 0, "Of journal move: lmdb or postgres", 0},
    {"yes", 'y', NULL, 0, "Of erase: do not ask", 0},
    {0},
};

/* How many of the words are the command's name; 0: this is not it. */
static int name_words(const ctl_command *command, const ctl *self)
{
    if (self->count >= 1 && !strcmp(command->name, self->args[0]))
        return 1;
    size_t size = self->count >= 2 ? strlen(self->args[0]) : 0;
    bool both = size && !strncmp(command->name, self->args[0], size) &&
                command->name[size] == ' ' && !strcmp(command->name + size + 1, self->args[1]);
    return both ? 2 : 0;
}

static void choose_command(ctl *self, struct argp_state *state)
{
    for (size_t n = 0; n < sizeof commands / sizeof *commands; n++) {
        int words = name_words(&commands[n], self);
        if (!words)
            continue;
        self->command = &commands[n];
        self->count -= words;
        memmove(self->args, self->args + words, (size_t)self->count * sizeof *self->args);
        if (self->count < self->command->least || self->count > self->command->most)
            argp_error(state, "usage: refsysctl %s %s", self->command->name,
                       self->command->arguments);
        return;
    }
    argp_error(state, self->count ? "no such command: %s" : "which command?%.0s",
               self->count ? self->args[0] : "");
}

static error_t parse_option(int key, char *value, struct argp_state *state)
{
    ctl *self = state->input;
    switch (key) {
    case 'j': self->json = true; return 0;
    case 'n': self->dry = true; return 0;
    case 'f': self->forfeit = true; return 0;
    case 'a': self->against = value; return 0;
    case 't': self->to = value; return 0;
    case 'y': self->yes = true; return 0;
    case ARGP_KEY_ARG:
        if (self->count == CTL_ARGS_MAX)
            argp_error(state, "too many arguments");
        else
            self->args[self->count++] = value;
        return 0;
    case ARGP_KEY_END: choose_command(self, state); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static char *list_commands(int key, const char *text, void *input)
{
    (void)input;
    char *same; /* argp tells by the pointer that nothing was changed */
    memcpy(&same, &text, sizeof same);
    if (key != ARGP_KEY_HELP_EXTRA)
        return same;
    rs_buf out = {0};
    for (size_t n = 0; n < sizeof commands / sizeof *commands; n++) {
        char line[200];
        int size = snprintf(line, sizeof line, "  %-14s %-18s %s\n", commands[n].name,
                            commands[n].arguments, commands[n].doc);
        buf_append(&out, line, (size_t)size);
    }
    buf_append(&out, "", 1);
    return (char *)out.data; /* argp frees it */
}

static rs_err begin(actor *loop, void **self_p, rs_error *error)
{
    (void)error;
    ctl *self = actor_input(loop);
    *self_p = self;
    self->loop = loop;
    log_open("refsysctl", LOG_LEVEL_WARNING); /* a person reads the answer, not the journey */
    self->command->ask(self);
    return RS_OK;
}

static void end(void **self_p)
{
    *self_p = NULL;
}

static int do_locally(const rs_config *config, const char *config_file, void *input)
{
    ctl *self = input;
    return self->command->local ? self->command->local(self, config, config_file) : -1;
}

int main(int argc, char **argv)
{
    static const struct argp parser = {
        .options = options,
        .parser = parse_option,
        .args_doc = "COMMAND [ARGUMENT...]",
        .help_filter = list_commands,
    };
    ctl self = {.memory = arena_open()};
    actor_program program = {
        .role = RS_ROLE_CTL,
        .doc = "The operator's tool of refsys.\vCommands:",
        .open = begin,
        .close = end,
        .options = &parser,
        .options_input = &self,
        .instead = do_locally,
    };
    int exit_code = actor_main(argc, argv, &program);
    if (self.verified) /* whether or not there was somebody to tell */
        exit_code = self.exit_code;
    json_decref(self.status);
    arena_close(&self.memory);
    return exit_code;
}
