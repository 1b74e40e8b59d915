/* err - the one closed list of outcomes: return values, wire replies and logs use it.
 *
 * Codes are part of the protocol and of the journal: add at the end, never renumber, never reuse.
 * A function that can fail for a reason outside the program returns rs_err; when a person has to
 * understand why, it also fills an rs_error, whose text says what, where and which input. */
#ifndef RS_ERR_H
#define RS_ERR_H

#include <stddef.h>

#define RS_ERRORS(X)                                                                               \
    X(OK, 0, "done")                                                                               \
    X(BAD_REQUEST, 1, "the message does not match its schema")                                     \
    X(FORBIDDEN, 2, "not allowed for this caller")                                                 \
    X(NOT_FOUND, 3, "no such object")                                                              \
    X(CONFLICT, 4, "somebody else changed it, or the same key came with other content")            \
    X(INSUFFICIENT, 5, "not enough points available")                                              \
    X(REFUSED, 6, "the rules do not allow it now")                                                 \
    X(TAKEN, 7, "it belongs to somebody else")                                                     \
    X(LIMIT, 8, "a limit is reached")                                                              \
    X(EXPIRED, 9, "too late")                                                                      \
    X(UNAVAILABLE, 10, "nobody can serve this right now; ask again with the same key")             \
    X(BUSY, 11, "too many requests are waiting; ask again later")                                  \
    X(TIMEOUT, 12, "no answer before the deadline")                                                \
    X(STORAGE, 13, "the store failed")                                                             \
    X(CORRUPT, 14, "the store is damaged")                                                         \
    X(NEWER, 15, "the store was written by a newer release")                                       \
    X(FENCED, 16, "another writer has taken over")                                                 \
    X(CONFIG, 17, "the configuration is wrong")                                                    \
    X(NETWORK, 18, "the network failed")                                                           \
    X(INTERNAL, 19, "a mistake in the program")

#define RS_ERR_ENUM(name, code, text) RS_##name = (code),
typedef enum { RS_ERRORS(RS_ERR_ENUM) } rs_err;

#define RS_MUST_USE __attribute__((warn_unused_result))
#define RS_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))

/* For our own mistakes only, on in release too. Input, peers and disks are never asserted. */
#define RS_ASSERT(cond) ((cond) ? (void)0 : rs_panic(__FILE__, __LINE__, #cond))
_Noreturn void rs_panic(const char *file, int line, const char *what);

enum { RS_ERROR_TEXT_MAX = 240 };
typedef struct rs_error {
    rs_err code;
    char text[RS_ERROR_TEXT_MAX];
} rs_error;

/* Fills `error` (may be NULL) and returns `code`, so that a check reads: return rs_fail(...). */
rs_err rs_fail(rs_error *error, rs_err code, const char *format, ...) RS_PRINTF(3, 4);

const char *rs_err_name(rs_err code); /* "BAD_REQUEST": as in the list */
const char *rs_err_text(rs_err code); /* the sentence of the list */

#endif
