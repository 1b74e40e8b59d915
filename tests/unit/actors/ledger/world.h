/* world - a whole ledger in memory, for tests of its rules: the real desk, rules, folding and
 * codec; no sockets, no clock, no disk but the keys that seal names.
 *
 * Every request goes the way of a real one: encoded, decoded, an idempotency key, an encoded
 * answer. world_check folds the facts of the journal into a state of its own and compares the two,
 * and checks every invariant; call it at the end of a scenario (closing a world does it too).
 *
 * Time stands still until world_pass. Money is in kopecks, points in hundredths: RUB(1999, 99),
 * PTS(99, 99). */
#ifndef RS_TEST_WORLD_H
#define RS_TEST_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "actors/ledger/desk.h"
#include "actors/ledger/views/view.h"

#define RUB(roubles, kopecks) ((int64_t)(roubles)*100 + (kopecks))
#define PTS(points, hundredths) ((int64_t)(points)*100 + (hundredths))
#define MINUTE (INT64_C(60) * 1000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

enum { WORLD_ADMINS_MAX = 8, ITEMS_MAX = 6, STORE = 77 };
static const int64_t WORLD_START = INT64_C(1767225600000); /* 2026-01-01 00:00 UTC */

typedef struct {
    char *folder;
    stores stores;
    desk desk;
    arena *memory;
    state *folded; /* from the encoded facts alone */
    size_t folded_facts;
    int64_t keys;                               /* given out */
    uint8_t sessions[WORLD_ADMINS_MAX + 1][32]; /* by administrator */
    int64_t as;                                 /* the administrator whose session is used */

    /* Of the last request. */
    rs_err code;
    const char *detail;
    const void *result; /* NULL if refused */
} world;

world *world_open(void);
void world_close(world **self_p);
int world_set_up(void **state_p); /* for cmocka */
int world_tear_down(void **state_p);
#define WORLD_TEST(name) cmocka_unit_test_setup_teardown(test_##name, world_set_up, world_tear_down)

/* Consistent? Fails the test if not. */
void world_check(world *self);
/* Without the memory of results so far: for long runs. */
void world_forget(world *self);

int64_t world_now(const world *self);
/* Time goes on, and what is due happens. */
void world_pass(world *self, int64_t ms);
size_t world_facts(const world *self);
size_t world_facts_of(const world *self, rs_fact_kind kind);
/* A fact that no request brings about yet (an administrator's edit, say). */
void world_fact(world *self, rs_fact_kind kind, const void *body);
/* Blocked, or not any more, from the console. */
void world_set_status(world *self, int64_t participant, rs_participant_status status);

/* ------------------------------------------------------------------------------- requests */

/* key NULL: one of its own. */
rs_err world_ask_as(world *self, rs_role role, rs_method_id method, const void *argument,
                    const char *key);
rs_err world_ask(world *self, rs_role role, rs_method_id method, const void *argument);
/* Refused otherwise, with this code and a detail that begins like that. */
void world_refused(world *self, rs_err code, const char *detail);
/* From the admin page, in the session of `admin`. */
rs_err world_ask_admin(world *self, int64_t admin, rs_method_id method, const void *argument);
view world_view(world *self);
/* Called until it has an answer. */
rs_err world_look(view *look, view_fn *function, const void *argument, void *result);

/* ------------------------------------------------------------------------------- people */

/* Telegram id of the n-th person is 1000 + n; the Ozon ID used for them in scenarios 20 000 000 +
 * n. World_join gives the participant's number: 1, 2, 3 ... in the order of joining. */
#define TG(n) (1000 + (int64_t)(n))
#define OZON(n) (20000000 + (int64_t)(n))

rs_tie_result world_start(world *self, int64_t n, const char *code);
int64_t world_join(world *self, int64_t n, const char *code);
const char *world_code(world *self, int64_t participant); /* of the general link */
void world_consent(world *self, int64_t n);
rs_register_outcome world_register(world *self, int64_t n, const char *text);
/* Joins by the link of `inviter` (0: none), agrees and registers with bare digits. */
int64_t world_member(world *self, int64_t n, int64_t inviter);
/* Shows the ledger an order of theirs, placed before they joined, and names it. */
void world_prove(world *self, int64_t n);
/* A to E of the worked examples: each invited the next, all proven; own 5 %, levels 5/5/5. */
enum { A = 1, B, C, D, E };
void world_family(world *self);
rs_participant_row world_row(world *self, int64_t participant);
rs_account_row world_account(world *self, int64_t participant);

void world_expect(world *self, int64_t participant, int64_t held, int64_t available,
                  int64_t reserved, const char *file, int line);
#define EXPECT_BALANCE(self, who, held, available, reserved)                                       \
    world_expect(self, who, held, available, reserved, __FILE__, __LINE__)

/* ------------------------------------------------------------------------------- purchases */

typedef struct {
    int64_t sku, qty, price, paid;
} good;

typedef struct {
    int64_t store; /* 0: STORE */
    int64_t ozon;
    int order, part;          /* part 0: 1 */
    int64_t created, asked;   /* 0: now */
    rs_posting_status status; /* 0: ordered */
    rs_scheme scheme;         /* 0: FBO */
    bool legal, external;
    const char *currency, *raw_status;
    good goods[ITEMS_MAX];
} purchase;

typedef struct {
    int64_t store;
    int64_t ozon;
    int order, part;
    int64_t id, source, sku, qty, asked;
    rs_return_type type;   /* 0: client */
    rs_return_state state; /* 0: counted */
    int64_t exemplars[ITEMS_MAX];
} comeback;

const char *world_number(world *self, int64_t ozon, int order, int part); /* part 0: of the order */
/* What the poller sees. true: something changed. */
bool world_see(world *self, const purchase *what);
/* The same, by an import of what was before. */
const rs_import_outcome *world_import_order(world *self, const purchase *what);
bool world_see_return(world *self, const comeback *what);
#define SEE(self, ...) world_see(self, &(purchase){__VA_ARGS__})
#define SEE_RETURN(self, ...) world_see_return(self, &(comeback){__VA_ARGS__})

/* ------------------------------------------------------------------------------- office */

/* The first is the owner, from the console; each has a session. Gives the number. */
int64_t world_admin(world *self, int64_t n, int64_t rights);
/* A new session after the last one has gone idle. */
void world_login(world *self, int64_t admin);
/* A copy of what is in force, to be changed and set. */
rs_settings world_settings(world *self);
void world_set(world *self, const rs_settings *settings);

/* ------------------------------------------------------------------------------- payouts */

int64_t world_payout(world *self, int64_t n, int64_t points); /* opened; the number */
rs_request_row world_payout_row(world *self, int64_t payout);
/* By the administrator `self->as`, with the row's revision of now. */
rs_err world_move(world *self, int64_t payout, rs_payout_state to);

#endif
