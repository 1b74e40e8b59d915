#include "tests/bench/shop.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "actors/ledger/rules/rules.h"
#include "actors/ledger/state/defaults.h"
#include "tests/bench/parties.h"

enum { STORE = 1, OZON_FIRST = 10000000, PAGE = 100 };
static const int64_t START = INT64_C(1767225600000);
static const int64_t DAY = INT64_C(24) * 60 * 60 * 1000;

int64_t shop_below(shop *self, int64_t end)
{
    uint64_t z = self->random += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (int64_t)((z ^ z >> 31) % (uint64_t)end);
}

/* ------------------------------------------------------------------------- the store */

void shop_commit(shop *self)
{
    rs_error error = {0};
    if (seal_commit(self->stores.seal, &error) != RS_OK)
        give_up("keys", error.text);
    if (batch_commit(self->facts, self->stores.journal, &self->stores.head, &error) != RS_OK)
        give_up("append", error.text);
    batch_clear(self->facts);
    arena_reset(self->memory);
}

bool shop_checkpoint(shop *self, uint64_t facts)
{
    rs_error error = {0};
    state *rows = self->stores.state;
    if (state_seq(rows) - state_checkpoint_seq(rows) < facts)
        return false;
    if (stores_checkpoint(&self->stores, &error) != RS_OK)
        give_up("checkpoint", error.text);
    return true;
}

static void open_stores(shop *self)
{
    rs_error error = {0};
    if (stores_open(&self->stores, &self->config, STORES_WRITE, &error) != RS_OK)
        give_up("open", error.text);
    self->facts = batch_open(self->stores.state);
    self->leaving = batch_open(self->stores.state);
    self->committer = committer_open(self->stores.journal);
}

static void close_stores(shop *self)
{
    committer_close(&self->committer);
    batch_close(&self->facts);
    batch_close(&self->leaving);
    stores_close(&self->stores);
}

static bool is_there(const shop *self)
{
    char path[4200];
    snprintf(path, sizeof path, "%s/journal.mdb", self->config.ledger.path);
    return access(path, F_OK) == 0;
}

static void remove_store(const shop *self, const char *only)
{
    DIR *folder = opendir(self->config.ledger.path);
    const struct dirent *entry;
    if (!folder)
        return;
    while ((entry = readdir(folder)) != NULL)
        if (!only || !strncmp(entry->d_name, only, strlen(only)))
            unlinkat(dirfd(folder), entry->d_name, 0);
    closedir(folder);
    if (!only)
        rmdir(self->config.ledger.path);
}

void shop_replay(shop *self)
{
    close_stores(self);
    remove_store(self, "state.mdb");
    open_stores(self);
}

static void set_rates(shop *self)
{
    rs_settings settings;
    settings_defaults(&settings);
    settings.own_rate = 500;
    batch_add(self->facts, FACT_settings_made, self->now,
              &(rs_settings_made){.version = 1, .settings = &settings});
    shop_commit(self);
}

static void open_at(shop *self)
{
    self->memory = arena_open();
    open_stores(self);
    set_rates(self);
}

void shop_open(shop *self, const char *folder, int64_t map_gib)
{
    *self = (shop){.now = START, .config.ledger.map_gib = map_gib};
    int size = snprintf(self->config.ledger.path, sizeof self->config.ledger.path,
                        "%s/refsys-bench-XXXXXX", folder);
    if (size < 0 || (size_t)size >= sizeof self->config.ledger.path ||
        !mkdtemp(self->config.ledger.path))
        give_up(folder, "a folder cannot be made there");
    open_at(self);
}

void shop_open_at(shop *self, const char *folder, int64_t now)
{
    *self = (shop){.now = now, .kept = true, .config.ledger.map_gib = SHOP_MAP_GIB};
    int size = snprintf(self->config.ledger.path, sizeof self->config.ledger.path, "%s", folder);
    if (size < 0 || (size_t)size >= sizeof self->config.ledger.path)
        give_up(folder, "too long");
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        give_up(folder, strerror(errno));
    if (is_there(self))
        give_up(folder, "a ledger is there already");
    open_at(self);
}

void shop_close(shop *self)
{
    close_stores(self);
    if (!self->kept)
        remove_store(self, NULL);
    arena_close(&self->memory);
}

decision shop_decision(shop *self, rs_role role, int64_t admin)
{
    return (decision){
        .state = self->stores.state,
        .seal = self->stores.seal,
        .batch = self->facts,
        .memory = self->memory,
        .now = self->now,
        .role = role,
        .admin = admin,
    };
}

/* ------------------------------------------------------------------------- the people */

static void add_participant(shop *self, int64_t id)
{
    static const uint8_t name[60] = "as long as a sealed name is";
    char code[32];
    snprintf(code, sizeof code, "c%08lld", (long long)id);
    rs_joined joined = {.id = id,
                        .tg = 1000000 + id,
                        .lang = RS_LANG_RU,
                        .code = code,
                        .first = {name, sizeof name},
                        .last = {name, sizeof name},
                        .nick = {name, 50}};
    batch_add(self->facts, FACT_joined, self->now, &joined);
    if (id > 1) {
        int64_t inviter = id / 3 ? id / 3 : 1;
        snprintf(code, sizeof code, "c%08lld", (long long)inviter);
        batch_add(self->facts, FACT_tied, self->now,
                  &(rs_tied){.id = id, .inviter = inviter, .via = code});
    }
    batch_add(self->facts, FACT_registered, self->now,
              &(rs_registered){.id = id, .ozon = OZON_FIRST + id, .proven = true});
}

void shop_add_people(shop *self, int64_t people)
{
    for (int64_t id = 1; id <= people; id++) {
        add_participant(self, id);
        if (id % 1000 != 0 && id != people)
            continue;
        shop_commit(self);
        shop_checkpoint(self, id == people ? 1 : 1000000);
    }
    self->people = people;
    self->now += DAY;
}

/* ------------------------------------------------------------------------- the orders */

static rs_posting_seen draw_order(shop *self, int64_t n)
{
    int64_t ozon = OZON_FIRST + 1 + shop_below(self, self->people);
    rs_posting_item *item = arena_give(self->memory, sizeof *item);
    *item = (rs_posting_item){
        .sku = 800000000 + shop_below(self, 1000),
        .qty = 1 + shop_below(self, 2),
        .price = 10000 + shop_below(self, 1000000),
        .offer = "SK-58/чёрный",
        .name = "Плойка для завивки волос профессиональная, 25 мм",
    };
    return (rs_posting_seen){
        .number = arena_print(self->memory, "%lld-%04lld-1", (long long)ozon, (long long)n),
        .order = arena_print(self->memory, "%lld-%04lld", (long long)ozon, (long long)n),
        .scheme = RS_SCHEME_FBO,
        .status = RS_POSTING_DELIVERED,
        .raw_status = "delivered",
        .created = self->now,
        .items = {item, 1},
    };
}

rs_posting_seen *shop_draw_orders(shop *self, int64_t first, int64_t count)
{
    rs_posting_seen *orders = arena_give(self->memory, (size_t)count * sizeof *orders);
    self->now += 1000;
    for (int64_t n = 0; n < count; n++)
        orders[n] = draw_order(self, first + n);
    return orders;
}

static void observe_page(shop *self, const rs_postings_args *page)
{
    decision by = shop_decision(self, RS_ROLE_OZON, 0);
    if (rule_postings_observe(&by, page) != RS_OK)
        give_up("observe", by.error.text);
}

static void decide_orders(shop *self, rs_posting_seen *orders, int64_t count)
{
    for (int64_t n = 0; n < count; n += PAGE) {
        int64_t size = count - n < PAGE ? count - n : PAGE;
        rs_postings_args page = {
            .store = STORE, .asked = self->now, .postings = {orders + n, (size_t)size}};
        observe_page(self, &page);
    }
}

void shop_take_orders(shop *self, rs_posting_seen *orders, int64_t count)
{
    decide_orders(self, orders, count);
    shop_commit(self);
}

void shop_await(shop *self)
{
    rs_error error = {0};
    if (committer_end(self->committer, &self->stores.head, &error) != RS_OK)
        give_up("append", error.text);
    batch_clear(self->leaving);
}

void shop_pass_orders(shop *self, rs_posting_seen *orders, int64_t count)
{
    decide_orders(self, orders, count);
    arena_reset(self->memory);
    shop_await(self);
    batch *full = self->facts;
    self->facts = self->leaving;
    self->leaving = full;
    committer_begin(self->committer, full, &self->stores.head);
}
