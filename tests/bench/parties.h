/* parties - a bench of requests and answers: one process asks, one passes on, one answers.
 *
 * The parent is the asker. It starts the others (party_fork, party_run), which end with it, and
 * then parties_measure asks `outstanding` at a time, checks every answer, and says what it took:
 * time, and the processor time of all parties, read from the clocks of their processes.
 *
 * A request is 200 bytes that follow from its number, and so is its answer. Number 0 is the one
 * that finds out whether everybody is there; it is asked until it is answered, and not measured. */
#ifndef RS_BENCH_PARTIES_H
#define RS_BENCH_PARTIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { PAYLOAD_SIZE = 200, PARTIES_MAX = 2 };

typedef struct {
    const char *way;
    const char *folder;  /* of the run: configuration, keys, sockets; there and empty */
    const char *program; /* the one in the middle, where it is a program */
    int64_t requests;
    int64_t outstanding;
    int port; /* of loopback, free; or where one in the middle that runs already listens */
    bool curve;
    pid_t others[PARTIES_MAX];
    size_t others_count;
} parties;

typedef struct {
    void *self;
    void (*ask)(void *self, uint64_t number);
    /* The number of an answer that has come and is right; -1: none has within wait_ms. */
    int64_t (*heard)(void *self, int wait_ms);
} asker;

_Noreturn void give_up(const char *what, const char *why);

/* True in the child. */
bool party_fork(parties *self);
void party_run(parties *self, const char *program, const char *const *arguments);

void payload_write(uint64_t number, uint8_t out[PAYLOAD_SIZE]);
/* Its number; whatever is not exactly what payload_write makes ends the bench. */
int64_t payload_read(const void *data, size_t size);

/* Prints one line of JSON. */
void parties_measure(const parties *self, const asker *by);

/* Of loopback: nobody has it now. That nobody takes it before a party binds it is hoped for. */
int parties_free_port(void);

/* The options of the command line; `ways` says which there are. */
void parties_parse(parties *self, int argc, char **argv, const char *ways);

#endif
