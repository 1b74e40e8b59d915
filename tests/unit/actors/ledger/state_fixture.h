/* state_fixture - a state in a folder of its own, with rows of words. */
#ifndef RS_TEST_STATE_FIXTURE_H
#define RS_TEST_STATE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "actors/ledger/state/state.h"
#include "tests/unit/actors/ledger/folder.h"

static const state_table TABLE_A = TABLE_BY_TG;
static const state_table TABLE_B = TABLE_LINK; /* a later one */

typedef struct {
    char *folder;
    state *open;
} fixture;

static inline state *open_state(const char *folder, state_mode mode)
{
    rs_error error = {0};
    state *self;
    rs_err code = state_open(&self, mode == STATE_MEMORY ? NULL : folder, 1, mode, &error);
    if (code)
        fail_msg("%s", error.text);
    return self;
}

static inline int set_up(void **state_p)
{
    fixture *self = calloc(1, sizeof *self);
    self->folder = folder_open();
    self->open = open_state(self->folder, STATE_WRITE);
    *state_p = self;
    return 0;
}

static inline int tear_down(void **state_p)
{
    fixture *self = *state_p;
    state_close(&self->open);
    folder_close(&self->folder);
    free(self);
    return 0;
}

static inline rs_bytes bytes(const char *text)
{
    return (rs_bytes){(const uint8_t *)text, strlen(text)};
}

static inline void put(state *in, state_table table, const char *key, const char *row)
{
    state_put(in, table, bytes(key), bytes(row));
}

static inline void del(state *in, state_table table, const char *key)
{
    state_del(in, table, bytes(key));
}

static inline void assert_row(state *in, state_table table, const char *key, const char *expected)
{
    rs_bytes row = state_get(in, table, bytes(key));
    if (!expected) {
        assert_null(row.data);
        return;
    }
    assert_non_null(row.data);
    assert_int_equal(row.size, strlen(expected));
    assert_memory_equal(row.data, expected, row.size);
}

/* "a=1 b=2 ": what a walk over the table gives. */
static inline const char *walk(state *in, state_table table, const char *prefix, const char *from,
                               bool down)
{
    static char text[1000];
    size_t used = 0;
    state_cursor at;
    text[0] = '\0';
    for (bool more = state_first(in, table, bytes(prefix), bytes(from), down, &at); more;
         more = state_next(&at)) {
        int size = snprintf(text + used, sizeof text - used, "%.*s=%.*s ", (int)at.key.size,
                            (const char *)at.key.data, (int)at.row.size, (const char *)at.row.data);
        assert_true(size > 0 && used + (size_t)size < sizeof text);
        used += (size_t)size;
    }
    return text;
}

static inline void checkpoint(state *in, uint64_t seq)
{
    rs_error error = {0};
    state_set_seq(in, seq);
    if (state_checkpoint(in, &error))
        fail_msg("%s", error.text);
}

static inline void end_checkpoint(state *in)
{
    rs_error error = {0};
    if (state_checkpoint_end(in, &error))
        fail_msg("%s", error.text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, set_up, tear_down)

#endif
