/* refsysctl verify: the ledger's program looks, and what it finds wrong is told to the ledger that
 * works, which tells the owners. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "actors/ctl/ctl.h"

enum {
    TELL_MS = 2000,
    WRONG = 2, /* exit code of refsys-ledger --verify */
};

/* Passes on what the program says, and keeps its last line. */
static void pass_on(int from, char *last, size_t size)
{
    char *line = NULL;
    size_t room = 0;
    FILE *said = fdopen(from, "r");
    if (!said)
        return;
    while (getline(&line, &room, said) > 0) {
        fputs(line, stderr);
        line[strcspn(line, "\n")] = 0;
        snprintf(last, size, "%s", line);
        codec_utf8_trim(last);
    }
    free(line);
    fclose(said);
}

/* 0: all is right; WRONG; anything else: it could not be told, and that has been said. */
static int look(ctl *self, const rs_config *config, const char *config_file)
{
    int ends[2];
    int status = EXIT_FAILURE;
    const char *against =
        self->against ? arena_print(self->memory, "--against=%s", self->against) : NULL;
    fflush(NULL);
    if (pipe(ends)) {
        perror("refsysctl: pipe");
        return EXIT_FAILURE;
    }
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        close(ends[1]);
        _exit(ctl_run_ledger("--verify", against, config, config_file));
    }
    close(ends[1]);
    pass_on(ends[0], self->finding, sizeof self->finding);
    if (child < 0 || waitpid(child, &status, 0) < 0 || !WIFEXITED(status))
        return EXIT_FAILURE;
    return WEXITSTATUS(status);
}

/* The loop goes on with ctl_verify_tell unless there is nothing to tell. */
int ctl_verify(ctl *self, const rs_config *config, const char *config_file)
{
    int found = look(self, config, config_file);
    self->exit_code = found ? EXIT_FAILURE : EXIT_SUCCESS;
    self->verified = !found || found == WRONG;
    return self->verified ? -1 : self->exit_code;
}

static void on_told(void *arg, const actor_reply *reply)
{
    ctl *self = arg;
    if (reply->code != RS_OK && self->exit_code)
        fprintf(stderr, "refsysctl: the ledger is not at work: the owners were not told\n");
    actor_stop(self->loop, self->exit_code);
}

void ctl_verify_tell(ctl *self)
{
    const rs_incident_args args = {
        .kind = RS_INCIDENT_VERIFY, .over = !self->exit_code, .detail = self->finding};
    actor_ask(self->loop, RS_INCIDENT_REPORT, &args, &(actor_call){.timeout_ms = TELL_MS}, on_told,
              self);
}
