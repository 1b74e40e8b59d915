/* Lists and networks against the same worked out the slow way, over made-up participants. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "actors/ledger/views/lists/query.h"
#include "shared/unicode.h"
#include "tests/unit/actors/ledger/crowd.h"
#include "tests/unit/actors/ledger/folder.h"

enum { COLUMNS = RS_COLUMN_ERASED, PEOPLE = 400, ROUNDS = 40 };

typedef struct {
    char *folder;
    seal *seal;
    state *state;
    arena *memory;
    projection *people;
    crowd crowd;
} fixture;

static uint64_t seed(void)
{
    const char *text = getenv("REFSYS_SEED");
    return text ? strtoull(text, NULL, 10) : 1;
}

static int set_up(void **state_p)
{
    fixture *self = calloc(1, sizeof *self);
    assert_non_null(self);
    self->folder = folder_open();
    self->memory = arena_open();
    assert_int_equal(state_open(&self->state, NULL, 1, STATE_MEMORY, NULL), RS_OK);
    assert_int_equal(seal_open(&self->seal, self->folder, 1, SEAL_WRITE, NULL), RS_OK);
    self->people = projection_open(self->state, self->seal);
    crowd_open(&self->crowd, seed(), 3);
    print_message("REFSYS_SEED=%llu\n", (unsigned long long)seed());
    *state_p = self;
    return 0;
}

static int tear_down(void **state_p)
{
    fixture *self = *state_p;
    projection_close(&self->people);
    seal_close(&self->seal);
    state_close(&self->state);
    arena_close(&self->memory);
    folder_close(&self->folder);
    free(self);
    return 0;
}

static void gather(fixture *self, int64_t people)
{
    while (self->crowd.count < people) {
        int64_t id = crowd_join(&self->crowd, true);
        crowd_write(&self->crowd, id, self->state, self->seal);
    }
    crowd_write_meta(&self->crowd, self->state);
    crowd_work_out(&self->crowd);
}

static void gathered(fixture *self, int64_t people)
{
    gather(self, people);
    assert_true(projection_fill(self->people, SIZE_MAX));
    assert_true(projection_is_ready(self->people));
}

/* Every column of everybody, texts aside. */
static void assert_same_lines(fixture *self)
{
    assert_int_equal(self->people->count, self->crowd.count);
    for (int64_t id = 1; id <= self->crowd.count; id++) {
        rs_participant_line line;
        column_show(self->people, (size_t)id, &line);
        line.name = self->crowd.lines[id].name;
        line.nick = self->crowd.lines[id].nick;
        for (size_t n = 0; n < rs_participant_line_type.count; n++) {
            rs_participant_column which = (rs_participant_column)(n + 1);
            int64_t expected = crowd_value(&self->crowd, id, which);
            int64_t got;
            column_of(which)->load(self->people, (size_t)id, 1, &got);
            if (rs_participant_line_type.fields[n].kind == RS_KIND_STR)
                got = got != 0;
            if (got != expected)
                fail_msg("participant %lld, %s: %lld instead of %lld", (long long)id,
                         rs_participant_line_type.fields[n].name, (long long)got,
                         (long long)expected);
        }
    }
}

/* ------------------------------------------------------------------------- the slow way */

static fixture *sorting; /* qsort has no argument for it */
static const rs_participants_args *sorting_by;

static int compare_texts(const char *a, const char *b)
{
    char one[128];
    char two[128];
    unicode_fold(a ? a : "", one, sizeof one);
    unicode_fold(b ? b : "", two, sizeof two);
    return strcmp(one, two);
}

static int compare(const void *a_p, const void *b_p)
{
    int64_t a = *(const int64_t *)a_p;
    int64_t b = *(const int64_t *)b_p;
    const rs_participant_line *lines = sorting->crowd.lines;
    int order;
    if (sorting_by->sort == RS_COLUMN_NAME) {
        order = compare_texts(lines[a].name, lines[b].name);
    } else if (sorting_by->sort == RS_COLUMN_NICK) {
        order = compare_texts(lines[a].nick, lines[b].nick);
    } else {
        int64_t one = crowd_value(&sorting->crowd, a, sorting_by->sort);
        int64_t two = crowd_value(&sorting->crowd, b, sorting_by->sort);
        order = (one > two) - (one < two);
    }
    if (!order)
        order = (a > b) - (a < b);
    return sorting_by->down ? -order : order;
}

static bool holds(const rs_filter *filter, int64_t value)
{
    bool listed = false;
    for (size_t n = 0; n < filter->values.count; n++)
        listed |= filter->values.items[n] == value;
    switch (filter->how) {
    case RS_FILTER_BETWEEN: return value >= filter->from && value <= filter->to;
    case RS_FILTER_FROM: return value >= filter->from;
    case RS_FILTER_TO: return value <= filter->to;
    case RS_FILTER_ONE_OF: return listed;
    case RS_FILTER_EMPTY: return value == 0;
    default: return value != 0;
    }
}

static bool is_in(fixture *self, int64_t id, const rs_participants_args *args)
{
    int64_t level = args->under ? crowd_level_below(&self->crowd, id, args->under) : 0;
    bool in = !args->under ||
              (args->level ? level == args->level : level > 0 && level <= self->crowd.levels);
    for (size_t n = 0; in && n < args->filters.count; n++)
        in = holds(&args->filters.items[n],
                   crowd_value(&self->crowd, id, args->filters.items[n].column));
    return in;
}

static void assert_same_page(fixture *self, const rs_participants_args *args)
{
    int64_t ids[CROWD_MAX];
    size_t total = 0;
    query_rows got;
    rs_error error = {0};
    for (int64_t id = 1; id <= self->crowd.count; id++)
        if (is_in(self, id, args))
            ids[total++] = id;
    sorting = self;
    sorting_by = args;
    qsort(ids, total, sizeof *ids, compare);
    if (query_run(self->people, args, self->memory, &got, &error) != RS_OK)
        fail_msg("%s", error.text);
    size_t offset = (size_t)args->offset < total ? (size_t)args->offset : total;
    size_t count = total - offset < (size_t)args->limit ? total - offset : (size_t)args->limit;
    assert_int_equal(got.total, total);
    assert_int_equal(got.count, count);
    for (size_t n = 0; n < count; n++)
        if (got.ids[n] != ids[offset + n])
            fail_msg("sorted by %s%s, row %zu is %lld instead of %lld",
                     codec_enum_name(&rs_participant_column_enum, (int)args->sort),
                     args->down ? " down" : "", offset + n, (long long)got.ids[n],
                     (long long)ids[offset + n]);
}

/* ------------------------------------------------------------------------- lists */

/* A filter of a column that some pass and some do not: it begins or ends at somebody's value. */
static rs_filter some_filter(fixture *self, rs_participant_column which, int64_t values[3])
{
    crowd *all = &self->crowd;
    bool text = rs_participant_line_type.fields[which - 1].kind == RS_KIND_STR;
    rs_filter out = {.column = which, .how = (rs_filter_how)(1 + crowd_below(all, 6))};
    if (text)
        out.how = crowd_below(all, 2) ? RS_FILTER_EMPTY : RS_FILTER_FILLED;
    for (int n = 0; n < 3; n++)
        values[n] = crowd_value(all, 1 + crowd_below(all, all->count), which);
    out.from = values[0] < values[1] ? values[0] : values[1];
    out.to = values[0] < values[1] ? values[1] : values[0];
    out.values = (rs_ints){values, 3};
    return out;
}

static void test_every_filter_in_every_order_is_as_worked_out_the_slow_way(void **state_p)
{
    fixture *self = *state_p;
    gathered(self, PEOPLE);
    assert_same_lines(self);
    for (int filtered = 1; filtered <= COLUMNS; filtered++)
        for (int sort = 1; sort <= COLUMNS; sort++) {
            int64_t values[3];
            rs_filter filter = some_filter(self, (rs_participant_column)filtered, values);
            rs_participants_args args = {
                .filters = {&filter, 1},
                .sort = (rs_participant_column)sort,
                .down = crowd_below(&self->crowd, 2),
                .offset = crowd_below(&self->crowd, 3) ? 0 : crowd_below(&self->crowd, PEOPLE),
                .limit = 1 + crowd_below(&self->crowd, 60),
            };
            assert_same_page(self, &args);
        }
}

static void test_filters_together_and_a_network_leave_what_passes_all(void **state_p)
{
    fixture *self = *state_p;
    gathered(self, PEOPLE);
    for (int round = 0; round < 20 * ROUNDS; round++) {
        int64_t values[3][3];
        rs_filter filters[3];
        for (int n = 0; n < 3; n++)
            filters[n] = some_filter(
                self, (rs_participant_column)(1 + crowd_below(&self->crowd, COLUMNS)), values[n]);
        rs_participants_args args = {
            .filters = {filters, (size_t)crowd_below(&self->crowd, 4)},
            .under = crowd_below(&self->crowd, 2) ? 1 + crowd_below(&self->crowd, 30) : 0,
            .level = crowd_below(&self->crowd, 4),
            .sort = (rs_participant_column)(1 + crowd_below(&self->crowd, COLUMNS)),
            .down = crowd_below(&self->crowd, 2),
            .limit = 200,
        };
        assert_same_page(self, &args);
    }
}

/* More rows than the picker keeps, in the order that is worst for it. */
static void test_pages_one_after_another_give_everybody_once(void **state_p)
{
    fixture *self = *state_p;
    gathered(self, CROWD_MAX);
    for (int64_t offset = 0; offset < CROWD_MAX + 100; offset += 100) {
        assert_same_page(
            self, &(rs_participants_args){
                      .sort = RS_COLUMN_ORDERS, .down = true, .offset = offset, .limit = 100});
        assert_same_page(
            self, &(rs_participants_args){.sort = RS_COLUMN_NAME, .offset = offset, .limit = 100});
    }
}

static int64_t found(fixture *self, const char *text)
{
    query_rows got;
    rs_participants_args args = {.text = text, .limit = 200};
    assert_int_equal(query_run(self->people, &args, self->memory, &got, NULL), RS_OK);
    return got.total == 1 ? got.ids[0] : -(int64_t)got.total;
}

static void name(fixture *self, int64_t id, const char *first_and_last, const char *nick)
{
    crowd *all = &self->crowd;
    snprintf(all->names[id], sizeof *all->names, "%s", first_and_last);
    snprintf(all->nicks[id], sizeof *all->nicks, "%s", nick ? nick : "");
    all->lines[id].name = all->names[id];
    all->lines[id].nick = all->nicks[id];
    crowd_write(all, id, self->state, self->seal);
    projection_refresh(self->people);
}

static void test_people_are_found_by_name_username_and_the_begin_of_their_numbers(void **state_p)
{
    fixture *self = *state_p;
    gathered(self, 100);
    name(self, 7, "Евлампий Кощеев-Ёлкин", "Evlampy_K");
    assert_int_equal(found(self, "евлампий"), 7);
    assert_int_equal(found(self, "ЕЛКИН"), 7);
    assert_int_equal(found(self, "  кощеев   евл "), 7);
    assert_int_equal(found(self, "@evlampy"), 7);
    assert_int_equal(found(self, "_k"), 7);
    assert_int_equal(found(self, "евлампий сидоров"), 0);
    self->crowd.lines[8].ozon = 77123456;
    self->crowd.lines[8].tg = 55001122;
    name(self, 8, "Нонна", NULL);
    assert_int_equal(found(self, "77123456"), 8);
    assert_int_equal(found(self, "7712"), 8);
    assert_int_equal(found(self, "77123456-0042"), 8);
    assert_int_equal(found(self, "7712-0042"), 0); /* a whole number stands before the dash */
    assert_int_equal(found(self, "5500"), 8);
    assert_int_equal(found(self, "9999999"), 0);
    assert_int_equal(found(self, "99"), 99); /* the number itself */
    assert_int_equal(found(self, " "), -100);
    name(self, 7, "Иной", NULL);
    assert_int_equal(found(self, "евлампий"), 0);
    assert_int_equal(found(self, "иной"), 7);
}

static int64_t who_has(const uint8_t *has, size_t last)
{
    int64_t who = 0;
    for (size_t id = 1; id <= last; id++)
        if (has[id])
            who = who ? -1 : (int64_t)id;
    return who;
}

/* Other names are written between the pieces, so many that all of them move more than once. */
static void
test_names_looked_through_in_pieces_are_found_whatever_is_renamed_meanwhile(void **state_p)
{
    enum { PEOPLE_FEW = 50 };
    fixture *self = *state_p;
    static const char *const words[] = {"ко", "евлампий"};
    uint8_t has[PEOPLE_FEW + 2] = {0};
    names_search work = {.words = words, .count = 2, .has = has, .last = PEOPLE_FEW};
    int turns = 1;
    gathered(self, PEOPLE_FEW);
    name(self, 2, "Евлампий Сидоров", "никто");
    name(self, 40, "Евлампий Кощеев", NULL);
    while (!names_find(&self->people->names, &work, 1)) {
        char text[32];
        snprintf(text, sizeof text, "Прежний%d", turns);
        if (turns < 400)
            name(self, 3 + crowd_below(&self->crowd, 30), text, NULL);
        turns++;
    }
    assert_true(turns >= 400 && self->people->names.packs > 1);
    assert_int_equal(who_has(has, PEOPLE_FEW + 1), 40);
}

static void test_a_text_looked_for_in_turns_is_the_page_looked_for_at_once(void **state_p)
{
    fixture *self = *state_p;
    static const char *const texts[] = {"а",  "ив",    "user",    "@user1", "1",
                                        "12", "ов ан", "нет его", " "};
    gathered(self, PEOPLE);
    for (size_t n = 0; n < sizeof texts / sizeof *texts; n++) {
        rs_participants_args args = {.text = texts[n], .sort = RS_COLUMN_SUM, .limit = 50};
        query_search work = {0};
        query_rows once;
        query_rows turns;
        assert_int_equal(query_run(self->people, &args, self->memory, &once, NULL), RS_OK);
        while (!query_find(&work, self->people, texts[n], self->memory))
            ;
        assert_int_equal(query_found(self->people, &args, &work, self->memory, &turns, NULL),
                         RS_OK);
        assert_int_equal(turns.total, once.total);
        assert_int_equal(turns.count, once.count);
        if (once.count)
            assert_memory_equal(turns.ids, once.ids, once.count * sizeof *once.ids);
    }
}

/* Names written over and over do not pile up, and nobody's is lost when they are packed. */
static void test_old_names_are_packed_away(void **state_p)
{
    fixture *self = *state_p;
    gathered(self, 50);
    for (int round = 0; round < 200; round++) {
        char text[32];
        int64_t id = 1 + crowd_below(&self->crowd, 50);
        snprintf(text, sizeof text, "Имя%dь", round);
        name(self, id, text, NULL);
        assert_int_equal(found(self, text), id);
    }
    assert_true(self->people->names.size < 50 * 2 * 64);
    for (int64_t id = 1; id <= 50; id++)
        assert_int_equal(
            compare_texts(names_name(&self->people->names, (size_t)id), self->crowd.lines[id].name),
            0);
}

static void test_senseless_filters_are_refused_by_name(void **state_p)
{
    fixture *self = *state_p;
    gathered(self, 3);
    static const rs_filter wrong[] = {
        {.column = RS_COLUMN_SUM, .how = RS_FILTER_BETWEEN, .from = 2, .to = 1},
        {.column = RS_COLUMN_NAME, .how = RS_FILTER_FROM, .from = 1},
        {.column = RS_COLUMN_STATUS, .how = RS_FILTER_ONE_OF},
    };
    for (size_t n = 0; n < 3; n++) {
        rs_filter filter = wrong[n];
        rs_participants_args args = {.filters = {&filter, 1}};
        query_rows got;
        rs_error error = {0};
        assert_int_equal(query_run(self->people, &args, self->memory, &got, &error),
                         RS_BAD_REQUEST);
        assert_int_equal(strncmp(error.text, "filters: ", 9), 0);
    }
}

/* ------------------------------------------------------------------------- keeping up */

static void test_joins_changes_and_moved_ties_are_followed(void **state_p)
{
    fixture *self = *state_p;
    gathered(self, 60);
    for (int round = 0; round < ROUNDS; round++) {
        for (int64_t n = crowd_below(&self->crowd, 12); n > 0; n--) {
            int64_t id = 1 + crowd_below(&self->crowd, self->crowd.count);
            if (crowd_below(&self->crowd, 2))
                crowd_change(&self->crowd, id, true);
            else
                crowd_move(&self->crowd, id);
            crowd_write(&self->crowd, id, self->state, self->seal);
        }
        gather(self, self->crowd.count + crowd_below(&self->crowd, 4));
        projection_refresh(self->people);
        assert_same_lines(self);
    }
}

/* First of the chain below last of it: read in any order, there is no loop in between. */
static void test_a_chain_turned_upside_down_at_once_is_no_loop(void **state_p)
{
    fixture *self = *state_p;
    gathered(self, 6);
    for (int64_t id = 1; id <= 6; id++)
        self->crowd.lines[id].inviter = id - 1;
    for (int turn = 0; turn < 2; turn++) {
        for (int64_t id = 1; id <= 6; id++) {
            if (turn)
                self->crowd.lines[id].inviter = id < 6 ? id + 1 : 0;
            crowd_write(&self->crowd, id, self->state, self->seal);
        }
        crowd_work_out(&self->crowd);
        projection_refresh(self->people);
        assert_same_lines(self);
    }
}

static void test_another_number_of_levels_counts_networks_anew(void **state_p)
{
    fixture *self = *state_p;
    gathered(self, 200);
    for (int64_t levels = 1; levels <= 10; levels += 3) {
        self->crowd.levels = levels;
        gather(self, self->crowd.count);
        projection_refresh(self->people);
        assert_same_lines(self);
    }
}

static void test_a_ledger_that_began_with_nobody_has_everybody_who_joined_since(void **state_p)
{
    fixture *self = *state_p;
    gathered(self, 0);
    gather(self, 3);
    projection_refresh(self->people);
    assert_same_lines(self);
    name(self, 1, "Первый", NULL);
    name(self, 3, "Третий", NULL);
    assert_int_equal(found(self, "первый"), 1);
    assert_int_equal(found(self, "третий"), 3);
}

static void assert_names_are_asked_in_vain(fixture *self)
{
    query_rows got;
    rs_participants_args by_text = {.text = "анна"};
    rs_participants_args by_name = {.sort = RS_COLUMN_NAME};
    assert_int_equal(query_run(self->people, &by_text, self->memory, &got, NULL), RS_UNAVAILABLE);
    assert_int_equal(query_run(self->people, &by_name, self->memory, &got, NULL), RS_UNAVAILABLE);
}

/* While it is filled piece by piece, what was read already changes, and people join. */
static void test_what_happens_while_it_is_filled_is_not_missed(void **state_p)
{
    fixture *self = *state_p;
    gather(self, 200);
    bool ready = false;
    int in_vain = 0;
    for (int pieces = 0; !ready; pieces++) {
        assert_in_range(pieces, 0, 100);
        if (!projection_has_names(self->people))
            assert_names_are_asked_in_vain(self), in_vain++;
        ready = projection_fill(self->people, 25);
        for (int n = 0; !ready && n < 10; n++) {
            int64_t id = 1 + crowd_below(&self->crowd, self->crowd.count);
            crowd_change(&self->crowd, id, true);
            crowd_move(&self->crowd, id);
            crowd_write(&self->crowd, id, self->state, self->seal);
        }
        gather(self, self->crowd.count + !ready);
    }
    assert_true(in_vain > 10);
    assert_same_lines(self);
}

/* ------------------------------------------------------------- checkpoints that a reader missed */

/* The writer is a process of its own, for a moment: it writes rows and a checkpoint. */
static void in_a_writer(fixture *self, uint64_t seq, int64_t first, int64_t last)
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        state *rows;
        if (state_open(&rows, self->folder, 1, STATE_WRITE, NULL) != RS_OK)
            _exit(1);
        for (int64_t id = first; id <= last; id++)
            crowd_write(&self->crowd, id, rows, NULL);
        crowd_write_meta(&self->crowd, rows);
        state_set_seq(rows, seq);
        if (state_checkpoint(rows, NULL) != RS_OK)
            _exit(2);
        state_close(&rows);
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

static void change_all(fixture *self, int64_t first, int64_t last)
{
    for (int64_t id = first; id <= last; id++) {
        crowd_change(&self->crowd, id, false);
        crowd_move(&self->crowd, id);
    }
    crowd_work_out(&self->crowd);
}

static void follow(fixture *self, bool told)
{
    assert_true(state_follow(self->people->state));
    assert_int_equal(projection_is_ready(self->people), told);
    if (told)
        projection_refresh(self->people);
    else
        assert_true(projection_fill(self->people, SIZE_MAX));
    assert_same_lines(self);
}

static void test_facts_within_checkpoints_it_never_folded_are_not_missed(void **state_p)
{
    fixture *self = *state_p;
    state *reading;
    for (int n = 0; n < 300; n++)
        crowd_join(&self->crowd, false);
    crowd_work_out(&self->crowd);
    in_a_writer(self, 100, 1, 300);

    projection_close(&self->people);
    assert_int_equal(state_open(&reading, self->folder, 1, STATE_READ, NULL), RS_OK);
    self->people = projection_open(reading, NULL);
    assert_true(projection_fill(self->people, SIZE_MAX));
    assert_same_lines(self);

    change_all(self, 10, 40); /* one checkpoint ahead */
    in_a_writer(self, 200, 10, 40);
    follow(self, true);

    change_all(self, 50, 60); /* several at once, the later ones about others */
    in_a_writer(self, 300, 50, 60);
    change_all(self, 70, 71);
    crowd_join(&self->crowd, false);
    crowd_work_out(&self->crowd);
    in_a_writer(self, 400, 70, 71);
    in_a_writer(self, 500, 301, 301);
    follow(self, true);

    for (uint64_t n = 0; n < 20; n++) { /* more than lists are kept of: everything is read again */
        change_all(self, 80 + (int64_t)n, 80 + (int64_t)n);
        in_a_writer(self, 600 + n, 80 + (int64_t)n, 80 + (int64_t)n);
    }
    follow(self, false);
    state_rest(reading);

    projection_close(&self->people);
    state_close(&reading);
    self->people = projection_open(self->state, self->seal);
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_filter_in_every_order_is_as_worked_out_the_slow_way),
        TEST(filters_together_and_a_network_leave_what_passes_all),
        TEST(pages_one_after_another_give_everybody_once),
        TEST(people_are_found_by_name_username_and_the_begin_of_their_numbers),
        TEST(names_looked_through_in_pieces_are_found_whatever_is_renamed_meanwhile),
        TEST(a_text_looked_for_in_turns_is_the_page_looked_for_at_once),
        TEST(old_names_are_packed_away),
        TEST(senseless_filters_are_refused_by_name),
        TEST(joins_changes_and_moved_ties_are_followed),
        TEST(a_chain_turned_upside_down_at_once_is_no_loop),
        TEST(another_number_of_levels_counts_networks_anew),
        TEST(a_ledger_that_began_with_nobody_has_everybody_who_joined_since),
        TEST(what_happens_while_it_is_filled_is_not_missed),
        TEST(facts_within_checkpoints_it_never_folded_are_not_missed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
