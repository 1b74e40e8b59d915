/* refsys-ledger - the only place where facts live.
 *
 *     refsys-ledger --config FILE                  the writer: decides, appends, answers
 *     refsys-ledger --config FILE --role reader    answers questions, read only; any number
 *     refsys-ledger --config FILE --verify         is everything what it should be?
 *     refsys-ledger --config FILE --rebuild        make the state anew from the journal
 *     refsys-ledger --config FILE --backup DIR     a verified copy, taken beside a working writer
 *     refsys-ledger --config FILE --restore DIR    a ledger from such a copy
 *     refsys-ledger --config FILE --move ENGINE    journal and keys into the other engine */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actors/ledger/backup.h"
#include "actors/ledger/move.h"
#include "actors/ledger/reader.h"
#include "actors/ledger/verify.h"
#include "actors/ledger/writer.h"

typedef rs_err tool_fn(const rs_config *config, rs_error *error);
typedef rs_err copy_fn(const rs_config *config, const char *place, rs_error *error);

enum { EXIT_WRONG = 2 }; /* what was looked at is not what it should be */

typedef struct {
    actor_program program;
    tool_fn *tool; /* a job instead of being an actor ... */
    copy_fn *copy; /* ... or one with a second folder, an engine, or a hash */
    const char *place;
} choice;

static const struct argp_option options[] = {
    {"role", 'r', "ROLE", 0, "writer (one) or reader (any number)", 0},
    {"verify", 'v', NULL, 0, "Check chain, invariants and state, and end; 2: something is wrong",
     0},
    {"against", 'a', "SEQ:HASH", 0, "Of --verify: the chain's hash at that fact", 0},
    {"rebuild", 'b', NULL, 0, "Make the state anew from the journal, and end", 0},
    {"backup", 'k', "DIR", 0, "Copy the ledger into DIR, check the copy, and end", 0},
    {"move", 'm', "ENGINE", 0, "Copy journal and keys into lmdb or postgres, check, and end", 0},
    {"restore", 's', "DIR", 0, "Make a ledger from the backup in DIR, and end", 0},
    {0},
};

static error_t parse_option(int key, char *value, struct argp_state *state)
{
    choice *self = state->input;
    switch (key) {
    case 'r':
        if (!strcmp(value, "reader")) {
            self->program.role = RS_ROLE_READER;
            self->program.open = reader_open;
            self->program.close = reader_close;
        } else if (strcmp(value, "writer") != 0) {
            argp_error(state, "--role %s: writer or reader is wanted", value);
        }
        return 0;
    case 'v': self->copy = verify_run; return 0;
    case 'a': self->place = value; return 0;
    case 'b': self->tool = rebuild_run; return 0;
    case 'k': self->copy = backup_run, self->place = value; return 0;
    case 'm': self->copy = move_run, self->place = value; return 0;
    case 's': self->copy = restore_run, self->place = value; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static int run_tool(const rs_config *config, const char *config_file, void *input)
{
    const choice *self = input;
    rs_error error = {0};
    (void)config_file;
    if (!self->tool && !self->copy)
        return -1;
    rs_err rc = self->tool ? self->tool(config, &error) : self->copy(config, self->place, &error);
    if (rc == RS_OK)
        return EXIT_SUCCESS;
    fprintf(stderr, "%s\n", error.text);
    return rc == RS_CORRUPT ? EXIT_WRONG : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    static const struct argp parser = {.options = options, .parser = parse_option};
    choice self = {
        .program =
            {
                .role = RS_ROLE_LEDGER,
                .doc = "Keeps the ledger: decides, appends, answers.",
                .open = writer_open,
                .close = writer_close,
                .options = &parser,
                .instead = run_tool,
            },
    };
    self.program.options_input = &self;
    return actor_main(argc, argv, &self.program);
}
