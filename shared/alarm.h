/* alarm - something that a process looks after, and whether the ledger knows how it is
 * (protocol/incidents.def): wrong, or well.
 *
 * Said as often as one likes: the ledger is told when it changes, and once after the start. What
 * could not be told is told with the next word.
 *
 * What is tried over and over is wrong when for some time no try has worked. Different things that
 * are tried have a row of tries each.
 *
 * Ownership: the struct belongs to whoever declares it, and lives as long as the loop. */
#ifndef RS_ALARM_H
#define RS_ALARM_H

#include "shared/actor.h"

enum { ALARM_ROWS = 2 };
typedef enum { ALARM_UNKNOWN, ALARM_WELL, ALARM_WRONG } alarm_word;

/* Tries that failed, one after another. */
typedef struct {
    int64_t first; /* 0: the last one worked */
    int64_t until; /* it counts, if none follows */
} alarm_row;

typedef struct {
    actor *loop;
    rs_incident kind;
    int64_t subject;
    alarm_row rows[ALARM_ROWS];
    bool asking;     /* the ledger is being told ... */
    alarm_word said; /* ... or knows */
} alarm_bell;

void alarm_open(alarm_bell *self, actor *loop, rs_incident kind, int64_t subject);

void alarm_well(alarm_bell *self);
/* `since` 0: now; `detail` for people, may be NULL. */
void alarm_wrong(alarm_bell *self, int64_t since, int64_t value, const char *detail);

/* A try of a row (0 .. ALARM_ROWS-1) has failed: wrong when none has worked for so many minutes. If
 * for so long nothing was tried at all, the row is forgotten. */
void alarm_failed(alarm_bell *self, int row, int64_t minutes, const char *detail);
/* ... or worked: well, if no other row fails. */
void alarm_worked(alarm_bell *self, int row);

#endif
