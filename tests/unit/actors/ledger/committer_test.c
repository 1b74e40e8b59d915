/* A batch on its way to the disk while the next is filled; with an engine of a few lines, that
 * waits for the test, fails when it is told to, and takes whatever it is given otherwise. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <poll.h>
#include <semaphore.h>
#include <stdlib.h>

#include "actors/ledger/committer.h"

enum { EPOCH = 7, FACTS = 3 };

typedef struct {
    journal base;
    sem_t may;   /* one more append may go on */
    rs_err says; /* of the next one */
    uint64_t appended;
    state *rows;
    batch *first, *second;
    committer *committer;
    journal_head head;
} fixture;

static rs_err append(journal *base, journal_head *head, const journal_record *records, size_t count,
                     rs_error *error)
{
    fixture *self = (fixture *)(void *)base;
    sem_wait(&self->may);
    if (self->says != RS_OK)
        return rs_fail(error, self->says, "append: as the test wants it");
    head->seq += count;
    memcpy(head->hash, records[count - 1].hash, sizeof head->hash);
    self->appended += count;
    return RS_OK;
}

static const journal_engine engine = {.append = append};

static int setup(void **given)
{
    rs_error error = {0};
    fixture *self = calloc(1, sizeof *self);
    self->base.engine = &engine;
    self->head.epoch = EPOCH;
    assert_int_equal(sem_init(&self->may, 0, 0), 0);
    assert_int_equal(state_open(&self->rows, NULL, 0, STATE_MEMORY, &error), RS_OK);
    self->first = batch_open(self->rows);
    self->second = batch_open(self->rows);
    self->committer = committer_open(&self->base);
    *given = self;
    return 0;
}

static int teardown(void **given)
{
    fixture *self = *given;
    committer_close(&self->committer);
    batch_close(&self->first);
    batch_close(&self->second);
    state_close(&self->rows);
    sem_destroy(&self->may);
    free(self);
    return 0;
}

static void fill(batch *to)
{
    for (int n = 0; n < FACTS; n++)
        batch_add(to, FACT_swept, 1000, &(rs_swept){.until = 1000, .rows = 1});
}

static bool is_done(const fixture *self)
{
    struct pollfd done = {.fd = committer_fd(self->committer), .events = POLLIN};
    return poll(&done, 1, 0) == 1;
}

static void wait_until_done(const fixture *self)
{
    struct pollfd done = {.fd = committer_fd(self->committer), .events = POLLIN};
    assert_int_equal(poll(&done, 1, -1), 1);
}

static rs_err end(fixture *self, rs_error *error)
{
    return committer_end(self->committer, &self->head, error);
}

/* ------------------------------------------------------------------------- */

static void test_the_next_batch_is_filled_while_one_is_on_its_way(void **given)
{
    fixture *self = *given;
    rs_error error = {0};
    fill(self->first);
    committer_begin(self->committer, self->first, &self->head);
    fill(self->second);
    assert_int_equal(batch_count(self->second), FACTS);
    assert_true(committer_runs(self->committer));
    assert_false(is_done(self));
    assert_int_equal(self->head.seq, 0); /* nothing is known of it yet */
    sem_post(&self->may);
    assert_int_equal(end(self, &error), RS_OK);
    assert_int_equal(self->head.seq, FACTS);
    assert_int_equal(self->head.epoch, EPOCH);
    assert_false(committer_runs(self->committer));
}

static void test_one_batch_after_another_continues_the_chain(void **given)
{
    fixture *self = *given;
    rs_error error = {0};
    uint8_t link[JOURNAL_HASH_SIZE] = {0};
    fill(self->first);
    fill(self->second);
    for (int n = 0; n < 2; n++) {
        sem_post(&self->may);
        committer_begin(self->committer, n ? self->second : self->first, &self->head);
        assert_int_equal(end(self, &error), RS_OK);
    }
    for (uint64_t seq = 1; seq <= 2 * FACTS; seq++) {
        const batch *of = seq > FACTS ? self->second : self->first;
        chain_next(link, seq, batch_fact(of, (seq - 1) % FACTS), link);
    }
    assert_memory_equal(self->head.hash, link, sizeof link);
}

static void test_its_descriptor_says_when_it_is_done(void **given)
{
    fixture *self = *given;
    rs_error error = {0};
    fill(self->first);
    committer_begin(self->committer, self->first, &self->head);
    assert_false(is_done(self));
    sem_post(&self->may);
    wait_until_done(self);
    assert_int_equal(end(self, &error), RS_OK);
    assert_false(is_done(self));
}

static void test_what_went_wrong_is_told_and_the_head_stays(void **given)
{
    fixture *self = *given;
    rs_error error = {0};
    self->says = RS_FENCED;
    fill(self->first);
    sem_post(&self->may);
    committer_begin(self->committer, self->first, &self->head);
    assert_int_equal(end(self, &error), RS_FENCED);
    assert_string_equal(error.text, "append: as the test wants it");
    assert_int_equal(self->head.seq, 0);
}

static void test_without_a_batch_on_its_way_there_is_nothing_to_wait_for(void **given)
{
    fixture *self = *given;
    rs_error error = {0};
    assert_int_equal(end(self, &error), RS_OK);
    assert_int_equal(self->head.seq, 0);
}

static void test_closing_waits_for_what_was_begun(void **given)
{
    fixture *self = *given;
    fill(self->first);
    committer_begin(self->committer, self->first, &self->head);
    sem_post(&self->may);
    committer_close(&self->committer);
    assert_int_equal(self->appended, FACTS);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(the_next_batch_is_filled_while_one_is_on_its_way),
        TEST(one_batch_after_another_continues_the_chain),
        TEST(its_descriptor_says_when_it_is_done),
        TEST(what_went_wrong_is_told_and_the_head_stays),
        TEST(without_a_batch_on_its_way_there_is_nothing_to_wait_for),
        TEST(closing_waits_for_what_was_begun),
    };
    return cmocka_run_group_tests_name("committer", tests, NULL, NULL);
}
