/* list_bench - how long a page of the list of participants takes, for every filter and every order.
 *
 *     list_bench [--participants N] [--every N] [--folder DIR] [--json]
 *
 * No sockets: made-up rows in a state on disk, the projection that a reader fills from them, and
 * the first page of 100 for each column as the filter (about half pass) and each column as the
 * order, both ways; then the searches, the far pages, a network, and what a purchase costs. */
#include <argp.h>
#include <dirent.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "actors/ledger/views/lists/query.h"

enum {
    COLUMNS = RS_COLUMN_ERASED,
    SAMPLES_MAX = 4 * COLUMNS * COLUMNS,
    CHANGES = 10000,
    KEYS_AT_ONCE = 2000,
    ROWS_AT_ONCE = 100000,
    MAP_GIB = 64
};
static const int64_t START = INT64_C(1767225600000);

typedef struct {
    int64_t participants;
    int every; /* one of so many orders is asked for with each filter */
    const char *folder;
    bool json;
    state *rows;
    seal *keys;
    arena *memory;
    projection *people;
    uint64_t random;
    double samples[SAMPLES_MAX]; /* ms */
    size_t count;
} bench;

/* Of this process alone: what is left when others want the machine too. */
static double clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void must(rs_err rc, const rs_error *error)
{
    if (rc == RS_OK)
        return;
    fprintf(stderr, "list_bench: %s\n", error->text);
    exit(EXIT_FAILURE);
}

static int64_t below(bench *self, int64_t end)
{
    uint64_t z = self->random += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (int64_t)((z ^ z >> 31) % (uint64_t)end);
}

/* ------------------------------------------------------------------------- the people */

static rs_bytes lock(bench *self, int64_t id, const char *text)
{
    rs_bytes out;
    rs_error error = {0};
    must(seal_lock(self->keys, id, text, self->memory, &out, &error), &error);
    return out;
}

static void put_person(bench *self, int64_t id)
{
    static const char *const firsts[] = {"Александр", "Мария", "Екатерина", "Дмитрий", "Ольга"};
    static const char *const lasts[] = {"Иванов", "Петрова", "Смирнов", "Кузнецова", "Соколов"};
    char *last =
        arena_print(self->memory, "%s-%lld", lasts[below(self, 5)], (long long)below(self, 100000));
    rs_participant_row row = {
        .id = id,
        .tg = 100000000 + below(self, 900000000),
        .joined = START + id * 30000,
        .status = below(self, 50) ? RS_PARTICIPANT_ACTIVE : RS_PARTICIPANT_BLOCKED,
        .lang = RS_LANG_RU,
        .inviter = id > 1 ? 1 + below(self, id - 1) : 0,
        .registered = below(self, 4) ? START + id * 30000 + below(self, 1000000000) : 0,
        .ozon = 10000000 + id,
        .proven = below(self, 2),
        .unreachable = below(self, 20) == 0,
        .first = lock(self, id, firsts[below(self, 5)]),
        .last = lock(self, id, last),
        .nick = lock(self, id, arena_print(self->memory, "user%lld", (long long)id)),
    };
    row_put(self->rows, TABLE_PARTICIPANT, KEY_1(id), &row);
}

static void put_account(bench *self, int64_t id)
{
    const int64_t levels[] = {below(self, 100000), below(self, 50000), below(self, 20000)};
    rs_account_row row = {
        .held = below(self, 100000),
        .available = below(self, 1000000) - 10000,
        .reserved = below(self, 10) ? 0 : below(self, 10000),
        .own = below(self, 500000),
        .levels = {levels, 3},
        .orders = below(self, 12),
        .sum = below(self, 100000000),
        .last_order = START + below(self, INT64_C(30000000000)),
        .paid = below(self, 300000),
    };
    row_put(self->rows, TABLE_ACCOUNT, KEY_1(id), &row);
}

static void make_people(bench *self)
{
    rs_error error = {0};
    for (int64_t id = 1; id <= self->participants; id++) {
        put_person(self, id);
        put_account(self, id);
        arena_reset(self->memory);
        if (id % KEYS_AT_ONCE == 0)
            must(seal_commit(self->keys, &error), &error);
        if (id % ROWS_AT_ONCE == 0 || id == self->participants) {
            row_put_meta(self->rows, &(rs_meta_row){.participant = id});
            state_set_seq(self->rows, (uint64_t)id);
            must(seal_commit(self->keys, &error), &error);
            must(state_checkpoint(self->rows, &error), &error);
        }
    }
}

/* ------------------------------------------------------------------------- questions */

static double ask(bench *self, const rs_participants_args *args)
{
    query_rows out;
    rs_error error = {0};
    double began = clock_ms();
    must(query_run(self->people, args, self->memory, &out, &error), &error);
    double took = clock_ms() - began;
    arena_reset(self->memory);
    return took;
}

/* About half of all have more. */
static int64_t middle_of(bench *self, rs_participant_column which)
{
    enum { LOOKED_AT = 101 };
    int64_t values[LOOKED_AT];
    for (int n = 0; n < LOOKED_AT; n++)
        column_of(which)->load(self->people, (size_t)(1 + below(self, self->participants)), 1,
                               &values[n]);
    for (int n = 1; n < LOOKED_AT; n++)
        for (int m = n; m > 0 && values[m] < values[m - 1]; m--) {
            int64_t kept = values[m];
            values[m] = values[m - 1];
            values[m - 1] = kept;
        }
    return values[LOOKED_AT / 2];
}

static const char *name_of(int which)
{
    return codec_enum_name(&rs_participant_column_enum, which);
}

static void ask_every_filter_and_order(bench *self)
{
    for (int filtered = 1; filtered <= COLUMNS; filtered++) {
        double worst = 0;
        int worst_sort = 0;
        bool text = column_of((rs_participant_column)filtered)->text != NULL;
        rs_filter filter = {.column = (rs_participant_column)filtered,
                            .how = text ? RS_FILTER_FILLED : RS_FILTER_FROM,
                            .from = middle_of(self, (rs_participant_column)filtered)};
        for (int way = filtered % self->every; way < 2 * COLUMNS; way += self->every) {
            int sort = 1 + way / 2;
            double took = ask(self, &(rs_participants_args){.filters = {&filter, 1},
                                                            .sort = (rs_participant_column)sort,
                                                            .down = way % 2});
            self->samples[self->count++] = took;
            if (took > worst)
                worst = took, worst_sort = sort;
        }
        if (!self->json)
            printf("  filter %-16s worst order %-16s %6.1f ms\n", name_of(filtered),
                   name_of(worst_sort), worst);
    }
}

static int compare(const void *one, const void *other)
{
    const double *a = one;
    const double *b = other;
    return (*a > *b) - (*a < *b);
}

static double change_some(bench *self)
{
    for (int n = 0; n < CHANGES; n++)
        put_account(self, 1 + below(self, self->participants));
    double began = clock_ms();
    projection_refresh(self->people);
    return (clock_ms() - began) * 1e3 / CHANGES;
}

static void run(bench *self)
{
    double began = clock_ms();
    while (!projection_is_ready(self->people)) /* first the file is read, a part a call */
        projection_fill(self->people, (size_t)self->participants);
    double fill = clock_ms() - began;
    while (!projection_fill(self->people, SIZE_MAX))
        ;
    double named = clock_ms() - began - fill;
    ask_every_filter_and_order(self);
    qsort(self->samples, self->count, sizeof *self->samples, compare);
    int64_t last = self->participants - 100;
    double text = ask(self, &(rs_participants_args){.text = "петрова-123"});
    double letter = ask(self, &(rs_participants_args){.text = "а"});
    double number = ask(self, &(rs_participants_args){.text = "1000"});
    double far = ask(self, &(rs_participants_args){.sort = RS_COLUMN_TOTAL, .offset = last});
    double far_name = ask(self, &(rs_participants_args){.sort = RS_COLUMN_NAME, .offset = last});
    double under = ask(self, &(rs_participants_args){.under = 1, .level = 1});
    double change = change_some(self);
    double p50 = self->samples[self->count / 2];
    double p95 = self->samples[self->count * 95 / 100];
    double max = self->samples[self->count - 1];
    if (self->json)
        printf("{\"bench\": \"list\", \"participants\": %lld, \"fill_ms\": %.0f, \"names_ms\": "
               "%.0f, \"p50_ms\": %.2f, "
               "\"p95_ms\": %.2f, \"max_ms\": %.2f, \"text_ms\": %.2f, \"letter_ms\": %.2f, "
               "\"number_ms\": %.2f, \"last_page_ms\": %.2f, \"last_page_by_name_ms\": %.2f, "
               "\"network_ms\": %.2f, \"change_us\": %.2f, \"goal_p95_ms\": 30, \"met\": %s}\n",
               (long long)self->participants, fill, named, p50, p95, max, text, letter, number, far,
               far_name, under, change, p95 <= 30 ? "true" : "false");
    else
        printf("%lld participants, filled in %.0f ms, names (%zu MB) in %.0f ms\n"
               "  first page p50/p95/max     %.1f / %.1f / %.1f ms   (goal: p95 <= 30)\n"
               "  text, one letter, number   %.1f / %.1f / %.1f ms\n"
               "  last page by total, name   %.1f / %.1f ms\n"
               "  direct referrals           %.1f ms\n"
               "  a changed row              %.2f us\n",
               (long long)self->participants, fill, self->people->names.size >> 20, named, p50, p95,
               max, text, letter, number, far, far_name, under, change);
}

/* ------------------------------------------------------------------------- the program */

static error_t parse(int key, char *value, struct argp_state *at)
{
    bench *self = at->input;
    switch (key) {
    case 'n': self->participants = strtoll(value, NULL, 10); return 0;
    case 'e': self->every = (int)strtol(value, NULL, 10); return 0;
    case 'f': self->folder = value; return 0;
    case 'j': self->json = true; return 0;
    case ARGP_KEY_END:
        if (self->participants < 1 || self->every < 1)
            argp_error(at, "numbers above nothing are wanted");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"participants", 'n', "N", 0, "How many (1000000)", 0},
    {"every", 'e', "N", 0, "With each filter, ask for one of so many orders (1)", 0},
    {"folder", 'f', "DIR", 0, "Where the store is made and removed (/tmp)", 0},
    {"json", 'j', NULL, 0, "One line for a program to read", 0},
    {0},
};

static void remove_folder(const char *path)
{
    DIR *folder = opendir(path);
    const struct dirent *entry;
    while (folder && (entry = readdir(folder)) != NULL)
        unlinkat(dirfd(folder), entry->d_name, 0);
    if (folder)
        closedir(folder);
    rmdir(path);
}

int main(int argc, char **argv)
{
    static const struct argp program = {options, parse, NULL, "Pages of the list of participants.",
                                        NULL,    NULL,  NULL};
    static bench self = {.participants = 1000000, .every = 1, .folder = "/tmp", .random = 1};
    char path[4200];
    rs_error error = {0};
    argp_parse(&program, argc, argv, 0, NULL, &self);
    snprintf(path, sizeof path, "%s/list-bench-XXXXXX", self.folder);
    if (sodium_init() < 0 || !mkdtemp(path))
        return EXIT_FAILURE;
    self.memory = arena_open();
    must(seal_open(&self.keys, path, MAP_GIB, SEAL_WRITE, &error), &error);
    must(state_open(&self.rows, path, MAP_GIB, STATE_WRITE, &error), &error);
    make_people(&self);
    self.people = projection_open(self.rows, self.keys);
    run(&self);
    projection_close(&self.people);
    state_close(&self.rows);
    seal_close(&self.keys);
    arena_close(&self.memory);
    remove_folder(path);
    return EXIT_SUCCESS;
}
