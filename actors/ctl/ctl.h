/* ctl - what the commands of refsysctl share. */
#ifndef RS_CTL_H
#define RS_CTL_H

#include <jansson.h>

#include "shared/actor.h"

enum { CTL_ARGS_MAX = 40 };

typedef struct ctl ctl;

typedef struct {
    const char *name; /* "admins add" */
    const char *arguments;
    const char *doc;
    int least; /* arguments */
    int most;
    /* Either done at once, without the broker; returns the exit code. */
    int (*local)(ctl *self, const rs_config *config, const char *config_file);
    /* Or begun here, and ended by ctl_done or ctl_fail in a callback. */
    void (*ask)(ctl *self);
} ctl_command;

struct ctl {
    const ctl_command *command;
    const char *args[CTL_ARGS_MAX]; /* behind the command's own words */
    int count;
    bool json;
    bool dry;            /* look only */
    const char *to;      /* of `journal move` */
    const char *against; /* of `verify`: SEQ:HASH ... */
    bool verified;       /* ... and that it has looked */
    int exit_code;       /* ... and found */
    bool forfeit, yes;   /* of `erase`, as are the next two */
    int64_t participant;
    int looks; /* whether the key is deleted */
    actor *loop;
    arena *memory;
    json_t *status;    /* of `status`, while it is put together; of `top`, the picture before */
    int64_t shown_ms;  /* ... and when that was taken (monotonic) */
    int64_t pictures;  /* of `top`, still to come; 0: until it is stopped */
    char missing[400]; /* what is not ready */
    char finding[321]; /* of `verify`: the last line it said, as long as an incident's detail */
    bool reads;        /* somebody is there to be asked for incidents */
};

/* The command has done its work. */
void ctl_done(ctl *self);
/* One sentence to standard error, exit code 1. */
void ctl_fail(ctl *self, const char *format, ...) RS_PRINTF(2, 3);
/* true: the reply is a refusal, and that has been said. */
bool ctl_refused(ctl *self, const actor_reply *reply);

/* A whole number, or a complaint that names `what`. */
bool ctl_number(ctl *self, const char *text, const char *what, int64_t *out);

/* A message as JSON, field by field (new reference). Points, money and times stay integers. */
json_t *ctl_json(const rs_type *type, const void *message);
void ctl_print_json(const rs_type *type, const void *message);

int ctl_trace(ctl *self, const rs_config *config, const char *config_file);
void ctl_status(ctl *self);
void ctl_top(ctl *self);
void ctl_explain(ctl *self);
void ctl_admins_list(ctl *self);
void ctl_admins_add(ctl *self);
void ctl_admins_block(ctl *self);
void ctl_admins_unblock(ctl *self);
void ctl_admins_remove(ctl *self);
void ctl_erase(ctl *self);
void ctl_login(ctl *self);
void ctl_import_members(ctl *self);
void ctl_import_orders(ctl *self);
void ctl_settings_get(ctl *self);
void ctl_settings_set(ctl *self);
int ctl_keys(ctl *self, const rs_config *config, const char *config_file);
int ctl_verify(ctl *self, const rs_config *config, const char *config_file);
void ctl_verify_tell(ctl *self);
void ctl_incidents(ctl *self);
void ctl_incidents_end(ctl *self);
void ctl_head(ctl *self);
int ctl_rebuild(ctl *self, const rs_config *config, const char *config_file);
int ctl_backup(ctl *self, const rs_config *config, const char *config_file);
int ctl_restore(ctl *self, const rs_config *config, const char *config_file);
int ctl_journal_move(ctl *self, const rs_config *config, const char *config_file);
int ctl_up(ctl *self, const rs_config *config, const char *config_file);

/* A line of `incidents`, and of `status`. */
void ctl_print_incident(const rs_incident_view *one);

/* Becomes the ledger's program, which knows its files; `more` (may be NULL) stands behind the job.
 * Returns only if that fails, and says so. */
int ctl_run_ledger(const char *job, const char *more, const rs_config *config,
                   const char *config_file);

/* Path of a program that was installed beside this one. */
void ctl_sibling(const char *program, char *out, size_t size);

#endif
