/* A random walk (walk.h): random events over people, links, products, orders, returns, settings,
 * payouts, edits, imports, subscriptions and time, told to the ledger and to the auditor, and
 * compared.
 *
 *     REFSYS_SEEDS=100 REFSYS_STEPS=2000 actors-ledger-walk_test       many walks
 *     REFSYS_STEPS=100000 actors-ledger-walk_test                      a long one
 *     REFSYS_SEED=7 REFSYS_SHRINK=1 actors-ledger-walk_test            the shortest that fails
 *
 * REFSYS_EVERY says after how many steps everything is compared (1, or a hundredth of a long walk);
 * what a step itself answers is compared always. tests/walk.sh runs many seeds on every core. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/actors/ledger/walk.h"

enum {
    STEPS = 600,
    SEEDS = 4,
    SMALL = 5000,      /* a walk with fewer steps is compared after each */
    SHRINK_RUNS = 400, /* at most, to make a failing walk short */
};

typedef struct {
    uint64_t seed;
    int64_t steps, every;
    const bool *left_out; /* by step; NULL: none is */
    bool aloud;
    int reached; /* a descriptor that hears the number of each step; -1: none */
} plan;

static void run(const plan *what)
{
    bool small = what->steps <= SMALL;
    walk *self = walk_open(what->seed, small ? 12 : 30, small ? 20 : 40);
    for (self->step = 1; self->step <= what->steps; self->step++) {
        if (what->left_out && what->left_out[self->step])
            continue;
        if (what->reached >= 0 && write(what->reached, &self->step, sizeof self->step) < 0)
            abort();
        walk_step(self);
        if (what->aloud)
            print_message("%lld: %s\n", (long long)self->step, self->doing);
        if (self->step % what->every == 0 || self->step == what->steps)
            walk_compare(self);
    }
    walk_close(&self);
}

/* ------------------------------------------------------------------------------- shrinking */

/* In a process of its own. The step at which it fails; 0: it does not. */
static int64_t fails_at(plan what)
{
    int64_t last = 0;
    int64_t step;
    int ends[2];
    int status;
    fflush(NULL);
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        int nowhere = open("/dev/null", O_WRONLY);
        dup2(nowhere, STDOUT_FILENO);
        dup2(nowhere, STDERR_FILENO);
        what.reached = ends[1];
        run(&what); /* a failure leaves by cmocka's way, and the process says so at its end */
        _exit(0);
    }
    close(ends[1]);
    while (read(ends[0], &step, sizeof step) == (ssize_t)sizeof step)
        last = step;
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    return status == 0 ? 0 : last;
}

/* Leaves out a piece of the walk for good, if it fails without it too. */
static bool drop(plan *what, bool *left_out, int64_t from, int64_t size)
{
    bool *before = malloc((size_t)what->steps + 1);
    assert_non_null(before);
    memcpy(before, left_out, (size_t)what->steps + 1);
    for (int64_t n = from; n < from + size && n < what->steps; n++)
        left_out[n] = true;
    bool same = memcmp(before, left_out, (size_t)what->steps + 1) == 0;
    int64_t at = same ? 0 : fails_at(*what);
    if (!at)
        memcpy(left_out, before, (size_t)what->steps + 1);
    else
        what->steps = at;
    free(before);
    return at != 0;
}

static void shrink(plan what)
{
    bool *left_out = calloc((size_t)what.steps + 1, sizeof *left_out);
    int runs = 0;
    assert_non_null(left_out);
    what.every = 1;
    what.steps = fails_at(what);
    what.left_out = left_out;
    for (int64_t size = what.steps / 2; what.steps && size > 0; size /= 2)
        for (int64_t from = 1; from < what.steps && runs < SHRINK_RUNS; from += size, runs++)
            drop(&what, left_out, from, size);
    what.aloud = true;
    if (what.steps)
        run(&what);
    free(left_out);
}

static int64_t chosen(const char *name, int64_t otherwise)
{
    const char *text = getenv(name);
    return text ? strtoll(text, NULL, 0) : otherwise;
}

static void test_the_ledger_says_what_the_auditor_says(void **state_p)
{
    plan what = {.seed = (uint64_t)chosen("REFSYS_SEED", 20260101), .reached = -1};
    int64_t seeds = chosen("REFSYS_SEEDS", SEEDS);
    (void)state_p;
    what.steps = chosen("REFSYS_STEPS", STEPS);
    what.every = chosen("REFSYS_EVERY", what.steps <= SMALL ? 1 : what.steps / 100);
    for (int64_t n = 0; n < seeds; n++, what.seed++) {
        print_message("REFSYS_SEED=%llu, %lld steps\n", (unsigned long long)what.seed,
                      (long long)what.steps);
        if (chosen("REFSYS_SHRINK", 0) && fails_at(what))
            shrink(what);
        else
            run(&what);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_ledger_says_what_the_auditor_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
