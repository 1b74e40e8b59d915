/* refsys-ledger - the only place where facts live.
 *
 *     refsys-ledger --config FILE                  the writer: decides, appends, answers
 *     refsys-ledger --config FILE --role reader    answers questions, read only; any number
 *     refsys-ledger --config FILE --verify         is everything what it should be?
 *     refsys-ledger --config FILE --rebuild        make the state anew from the journal */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actors/ledger/reader.h"
#include "actors/ledger/verify.h"
#include "actors/ledger/writer.h"

typedef rs_err tool_fn(const rs_config *config, rs_error *error);

static int run_tool(const char *file, tool_fn *tool)
{
    rs_error error = {0};
    static rs_config config;
    rs_err rc = config_load(file, &config, &error);
    if (rc == RS_OK)
        rc = tool(&config, &error);
    if (rc != RS_OK)
        fprintf(stderr, "%s\n", error.text);
    return rc == RS_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Takes the options that are only this program's out of argv, which the actor then reads. */
typedef struct {
    const char *config;
    const char *role;
    tool_fn *tool;
} choices;

static choices take_options(int *argc, char **argv)
{
    choices out = {.config = "refsys.toml", .role = "writer"};
    int kept = 1;
    for (int n = 1; n < *argc; n++) {
        if (!strcmp(argv[n], "--role") && n + 1 < *argc)
            out.role = argv[++n];
        else if (!strcmp(argv[n], "--verify"))
            out.tool = verify_run;
        else if (!strcmp(argv[n], "--rebuild"))
            out.tool = rebuild_run;
        else
            argv[kept++] = argv[n];
        if (!strcmp(argv[n], "--config") && n + 1 < *argc)
            out.config = argv[n + 1];
    }
    argv[kept] = NULL;
    *argc = kept;
    return out;
}

int main(int argc, char **argv)
{
    static const actor_program writer = {
        .role = RS_ROLE_LEDGER,
        .doc = "keeps the ledger: decides, appends, answers",
        .open = writer_open,
        .close = writer_close,
    };
    static const actor_program reader = {
        .role = RS_ROLE_READER,
        .doc = "answers questions about the ledger, read only",
        .open = reader_open,
        .close = reader_close,
    };
    choices chosen = take_options(&argc, argv);
    if (sodium_init() < 0)
        return EXIT_FAILURE;
    if (chosen.tool)
        return run_tool(chosen.config, chosen.tool);
    bool reads = !strcmp(chosen.role, "reader");
    if (!reads && strcmp(chosen.role, "writer") != 0) {
        fprintf(stderr, "--role %s: writer or reader is wanted\n", chosen.role);
        return EXIT_FAILURE;
    }
    return actor_main(argc, argv, reads ? &reader : &writer);
}
