/* verdict - what an answer of Ozon means, and how long to wait before the next try.
 *
 * Nothing is ever given up: what a retry can cure is retried with a growing, jittered pause; what
 * only a person can cure is tried again slowly, with one sentence that says what to do. Ozon's own
 * habits (an Api-Key it does not know is a 404; gateways answer HTML) as seen by public clients. */
#ifndef RS_OZON_VERDICT_H
#define RS_OZON_VERDICT_H

#include "shared/http.h"

enum {
    VERDICT_TEXT_MAX = 320,
    VERDICT_PERSON_MS = 60000, /* between tries of what only a person can cure */
    VERDICT_FIRST_MS = 1000,
    VERDICT_LONGEST_MS = 60000,
    VERDICT_CIRCLE_MS = 120000, /* "Circle is open": blocked by load for several minutes */
};

typedef enum {
    VERDICT_DONE,     /* a JSON answer to be decoded */
    VERDICT_LATER,    /* the same again, after wait_ms; other methods may work */
    VERDICT_AWAY,     /* Ozon cannot be reached, or is asked too much: nothing before wait_ms */
    VERDICT_TOO_LONG, /* the period; ask for a shorter one */
    VERDICT_METHOD,   /* this method is refused, and a person has to act; others may work */
    VERDICT_KEY,      /* nothing works until a person has acted */
} verdict_kind;

typedef struct {
    verdict_kind kind;
    int64_t wait_ms;
    char text[VERDICT_TEXT_MAX]; /* a sentence; "" with VERDICT_DONE */
} verdict;

/* `path`: of the method; `failures`: in a row before this one; `chance`: any number, for jitter. */
verdict verdict_of(const http_answer *answer, const char *path, int failures, uint32_t chance);

/* For an answer that came and cannot be used: `why` says what is wrong with it. */
verdict verdict_unreadable(const char *path, const char *why, int failures, uint32_t chance);

#endif
