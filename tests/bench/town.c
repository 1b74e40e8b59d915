#include "tests/bench/town.h"

#include <math.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "actors/ledger/desk.h"
#include "actors/ledger/rules/rules.h"
#include "tests/bench/parties.h"

enum {
    STORE = 1,
    PAGE = 100,
    ADMINS = 3,
    COMMIT_FACTS = 2000,
    ORDERS_A_PAYOUT = 5,
    ACTIONS_A_STEP = 8,
    RETURN_EVERY = 20, /* orders */
};
static const int64_t DAY = INT64_C(24) * 60 * 60 * 1000;
static const int64_t YEAR = INT64_C(365) * 24 * 60 * 60 * 1000;
static const int64_t OZON_FIRST = 10000000;
static const int64_t TG_FIRST = 100000000;

/* ------------------------------------------------------------------------- chance */

/* What libsodium gives, keys and link codes, follows from the seed, too. */
static shop source;

static uint32_t draw(void)
{
    return (uint32_t)shop_below(&source, INT64_C(1) << 32);
}

static void draw_bytes(void *out, size_t size)
{
    uint8_t *at = out;
    for (size_t n = 0; n < size; n++)
        at[n] = (uint8_t)shop_below(&source, 256);
}

static const char *draw_name(void)
{
    return "seeded, for measurements only";
}

static void seed_everything(uint64_t seed)
{
    static struct randombytes_implementation seeded = {
        .implementation_name = draw_name, .random = draw, .buf = draw_bytes};
    source.random = seed;
    randombytes_set_implementation(&seeded);
    if (sodium_init() < 0)
        give_up("libsodium", "it cannot be used");
}

static int64_t below(town *self, int64_t end)
{
    return shop_below(&self->shop, end);
}

static bool chance(town *self, int percent)
{
    return below(self, 100) < percent;
}

/* From 1 to `end`; the smaller the more often, by the power of `skew`. */
static int64_t skewed(town *self, int64_t end, int skew)
{
    double share = (double)below(self, INT64_C(1) << 40) / (double)(INT64_C(1) << 40);
    int64_t found = 1 + (int64_t)((double)end * pow(share, skew));
    return found > end ? end : found;
}

/* ------------------------------------------------------------------------- the ledger */

static void must(const decision *by, rs_err rc, const char *what)
{
    if (rc != RS_OK)
        give_up(what, by->error.text);
}

static void commit_if_many(town *self)
{
    if (batch_count(self->shop.facts) < COMMIT_FACTS)
        return;
    shop_commit(&self->shop);
    shop_checkpoint(&self->shop, (uint64_t)self->checkpoint);
}

static decision bot(town *self)
{
    return shop_decision(&self->shop, RS_ROLE_TELEGRAM, 0);
}

static decision poller(town *self)
{
    return shop_decision(&self->shop, RS_ROLE_OZON, 0);
}

static decision admin(town *self)
{
    return shop_decision(&self->shop, RS_ROLE_GATEWAY, 1 + below(self, ADMINS));
}

static void hire(town *self)
{
    static const struct {
        const char *name;
        int64_t rights;
    } admins[ADMINS] = {
        {"Ольга", RS_RIGHT_OWNER}, {"Пётр", RS_RIGHT_ADMIN}, {"Нина", RS_RIGHT_ADMIN}};
    for (int n = 0; n < ADMINS; n++) {
        decision by = shop_decision(&self->shop, RS_ROLE_CTL, 0);
        rs_admin_args args = {.tg = 501 + n, .name = admins[n].name, .rights = admins[n].rights};
        must(&by, rule_admin_set(&by, &args), "an administrator");
    }
}

/* ------------------------------------------------------------------------- orders */

static void keep(town_queue *queue, const town_order *order)
{
    if (queue->count == TOWN_PENDING)
        return;
    queue->orders[(queue->first + queue->count++) % TOWN_PENDING] = *order;
}

static town_order take(town_queue *queue)
{
    town_order order = queue->orders[queue->first];
    queue->first = (queue->first + 1) % TOWN_PENDING;
    queue->count--;
    return order;
}

static town_order draw_order(town *self, int64_t ozon)
{
    return (town_order){
        .ozon = ozon,
        .number = ++self->orders,
        .created = self->shop.now,
        .sku = 800000000 + skewed(self, 400, 2),
        .qty = chance(self, 80) ? 1 : 1 + below(self, 3),
        .price = 100 * (90 + skewed(self, 12000, 3)) - 100 * (below(self, 2)),
    };
}

static rs_posting_seen show(town *self, const town_order *order, rs_posting_status status)
{
    static const char *const names[] = {
        "Плойка для завивки волос профессиональная, 25 мм",
        "Крем для рук с пантенолом, 75 мл",
        "Чай чёрный цейлонский листовой, 500 г",
        "Носки хлопковые, набор 10 пар",
        "Лампа настольная светодиодная с зажимом",
        "Корм для кошек с лососем, 3 кг",
        "Бутылка для воды спортивная, 750 мл",
        "Плед флисовый 150 × 200 см",
    };
    static const char *const words[] = {
        [RS_POSTING_ORDERED] = "delivering",
        [RS_POSTING_DELIVERED] = "delivered",
        [RS_POSTING_CANCELLED] = "cancelled",
    };
    arena *memory = self->shop.memory;
    rs_posting_item *item = arena_give(memory, sizeof *item);
    *item = (rs_posting_item){
        .sku = order->sku,
        .qty = order->qty,
        .price = order->price,
        .offer = arena_print(memory, "SK-%lld", (long long)(order->sku % 1000)),
        .name = names[order->sku % 8],
    };
    return (rs_posting_seen){
        .number =
            arena_print(memory, "%lld-%04lld-1", (long long)order->ozon, (long long)order->number),
        .order =
            arena_print(memory, "%lld-%04lld", (long long)order->ozon, (long long)order->number),
        .scheme = RS_SCHEME_FBO,
        .status = status,
        .raw_status = words[status],
        .created = order->created,
        .items = {item, 1},
    };
}

static void observe(town *self, rs_posting_seen *postings, size_t count)
{
    decision by = poller(self);
    rs_postings_args page = {.store = STORE, .asked = by.now, .postings = {postings, count}};
    if (count)
        must(&by, rule_postings_observe(&by, &page), "postings");
    commit_if_many(self);
}

/* A page as the poller sees it: new orders, and what became of some that were on their way. */
static void sell(town *self)
{
    rs_posting_seen *page = arena_give(self->shop.memory, PAGE * sizeof *page);
    size_t count = 0;
    while (count < PAGE && self->on_way.count > TOWN_PENDING / 2) {
        town_order order = take(&self->on_way);
        bool kept = chance(self, 90);
        page[count++] = show(self, &order, kept ? RS_POSTING_DELIVERED : RS_POSTING_CANCELLED);
    }
    while (count < PAGE) {
        town_order order = draw_order(self, OZON_FIRST + skewed(self, self->joined, 2));
        bool there = chance(self, 80);
        if (!there)
            keep(&self->on_way, &order);
        else if (self->orders % RETURN_EVERY == 0)
            keep(&self->delivered, &order);
        page[count++] = show(self, &order, there ? RS_POSTING_DELIVERED : RS_POSTING_ORDERED);
    }
    observe(self, page, count);
}

/* Most are counted, some undecided for ever. */
static void send_back(town *self)
{
    while (self->delivered.count > TOWN_PENDING / 2) {
        town_order order = take(&self->delivered);
        rs_return_seen seen = {
            .ret = ++self->returns,
            .number = show(self, &order, RS_POSTING_DELIVERED).number,
            .sku = order.sku,
            .qty = order.qty,
            .type = RS_RETURN_CLIENT,
            .state = chance(self, 85) ? RS_RETURN_COUNTED : RS_RETURN_OPEN,
            .raw_status = "ReturnedToSeller",
            .at = self->shop.now,
        };
        decision by = poller(self);
        rs_returns_args page = {.store = STORE, .asked = by.now, .returns = {&seen, 1}};
        must(&by, rule_returns_observe(&by, &page), "returns");
    }
    commit_if_many(self);
}

/* ------------------------------------------------------------------------- people */

/* The code of somebody's link; NULL: nobody invited them. */
static const char *find_link(town *self, int64_t newcomer)
{
    rs_participant_row inviter;
    decision by = bot(self);
    if (newcomer == 1 || chance(self, 10) ||
        !find_participant(&by, skewed(self, newcomer - 1, 3), &inviter))
        return NULL;
    return inviter.code;
}

static void start(town *self, int64_t id)
{
    static const char *const firsts[] = {"Анна",  "Мария", "Елена",  "Ольга",   "Иван", "Пётр",
                                         "Ирина", "Алина", "Сергей", "Дмитрий", "Юлия", "Наталья"};
    static const char *const lasts[] = {"Ким",    "Шевченко",   "Дурново", "Седых",    "Черных",
                                        "Саакян", "Бондаренко", "Гнатюк",  "Мицкевич", "Живаго"};
    arena *memory = self->shop.memory;
    rs_tg_user who = {
        .tg = TG_FIRST + id * 7,
        .first = firsts[below(self, 12)],
        .last = chance(self, 85) ? lasts[below(self, 10)] : NULL,
        .nick = chance(self, 60) ? arena_print(memory, "user%lld", (long long)id) : NULL,
        .lang = chance(self, 95) ? RS_LANG_RU : RS_LANG_EN,
    };
    decision by = bot(self);
    rs_start_args args = {.who = &who, .code = find_link(self, id)};
    must(&by, rule_start(&by, &args), "start");
    rs_consent_args consent = {.tg = who.tg, .terms = 1};
    must(&by, rule_consent(&by, &consent), "consent");
}

/* Who has bought before names the order, which proves the Ozon ID. */
static void bind(town *self, int64_t id)
{
    char text[64];
    int64_t ozon = OZON_FIRST + id;
    if (chance(self, 70)) {
        town_order before = draw_order(self, ozon);
        before.created -= DAY * (1 + below(self, 60));
        rs_posting_seen seen = show(self, &before, RS_POSTING_DELIVERED);
        snprintf(text, sizeof text, "%s", seen.order);
        observe(self, &seen, 1);
    } else {
        snprintf(text, sizeof text, "%lld", (long long)ozon);
    }
    decision by = bot(self);
    rs_register_args args = {.tg = TG_FIRST + id * 7, .text = text};
    must(&by, rule_register(&by, &args), "register");
}

static void join_until(town *self, int64_t count)
{
    while (self->joined < count) {
        int64_t id = ++self->joined;
        start(self, id);
        if (chance(self, 75))
            bind(self, id);
        commit_if_many(self);
    }
}

/* ------------------------------------------------------------------------- payouts, actions */

static int64_t rev_of(town *self, int64_t payout)
{
    rs_request_row row;
    row_get(self->shop.stores.state, self->shop.memory, TABLE_PAYOUT, KEY_1(payout), &row);
    return row.rev;
}

static void move(town *self, decision *by, int64_t payout, rs_payout_state to)
{
    rs_payout_move_args args = {
        .payout = payout,
        .rev = rev_of(self, payout),
        .to = to,
        .reason = to == RS_PAYOUT_REJECTED ? RS_REJECT_REQUISITES : 0,
    };
    must(by, rule_payout_move(by, &args), "a payout is moved");
}

/* Somebody asks, if they can; an operator deals with most of them. */
static void pay(town *self)
{
    rs_account_row account;
    rs_participant_row who;
    decision by = bot(self);
    if (!find_participant(&by, skewed(self, self->joined, 2), &who))
        return;
    find_account(&by, who.id, &account);
    rs_payout_open_args args = {.tg = who.tg, .points = 1 + below(self, account.available | 1)};
    if (account.available < 10000 || rule_payout_open(&by, &args) != RS_OK)
        return; /* blocked, or one is open */
    int64_t payout = ++self->payouts;
    decision operator= admin(self);
    if (chance(self, 90))
        move(self, &operator, payout, RS_PAYOUT_NEGOTIATION);
    else
        return;
    if (chance(self, 90))
        move(self, &operator, payout, chance(self, 85) ? RS_PAYOUT_PAID : RS_PAYOUT_REJECTED);
    commit_if_many(self);
}

static void correct(town *self, decision *by, int64_t id)
{
    rs_account_row account;
    find_account(by, id, &account);
    rs_correct_args args = {
        .participant = id,
        .held = account.held,
        .available = account.available,
        .available_by = 100 * (1 + below(self, 500)),
        .reason = "Бонус за отзыв о товаре",
    };
    must(by, rule_participant_correct(by, &args), "a correction");
}

static void act(town *self)
{
    rs_participant_row who;
    decision by = admin(self);
    int64_t kind = below(self, 10);
    if (!find_participant(&by, 1 + below(self, self->joined), &who))
        return;
    rs_note_args note = {
        .participant = who.id,
        .rev = who.rev,
        .note = arena_print(self->shop.memory, "Звонила %lld раз, просит перезвонить",
                            (long long)self->actions),
    };
    rs_block_args block = {
        .participant = who.id,
        .rev = who.rev,
        .blocked = who.status != RS_PARTICIPANT_BLOCKED,
        .reason = "Несколько учётных записей",
    };
    if (kind < 5)
        must(&by, rule_participant_note(&by, &note), "a note");
    else if (kind < 9)
        correct(self, &by, who.id);
    else
        must(&by, rule_participant_block(&by, &block), "a block");
    self->actions++;
    commit_if_many(self);
}

/* What time brings: points thaw, digests are written. */
static void wait_for_time(town *self)
{
    desk due = {.stores = &self->shop.stores, .batch = self->shop.facts, .now = self->shop.now};
    while (desk_do_due(&due, self->shop.memory))
        commit_if_many(self);
}

/* ------------------------------------------------------------------------- the year */

void town_open(town *self, const char *folder, uint64_t seed)
{
    seed_everything(seed);
    shop_open_at(&self->shop, folder, self->end - YEAR);
    self->shop.random = seed;
    hire(self);
}

void town_close(town *self)
{
    shop_close(&self->shop);
}

static int64_t part(int64_t all, int step)
{
    return (int64_t)((double)all * (step + 1) / TOWN_STEPS);
}

void town_step(town *self, int step)
{
    int64_t orders = self->orders;
    self->shop.now = self->end - YEAR + part(YEAR, step);
    join_until(self, part(self->participants, step));
    wait_for_time(self);
    for (int n = 0; n < ACTIONS_A_STEP && self->joined; n++)
        act(self);
    while (self->joined && (int64_t)state_seq(self->shop.stores.state) < part(self->facts, step))
        sell(self);
    send_back(self);
    for (; self->joined && orders < self->orders; orders += ORDERS_A_PAYOUT)
        pay(self);
    shop_commit(&self->shop);
    shop_checkpoint(&self->shop, step + 1 < TOWN_STEPS ? (uint64_t)self->checkpoint : 1);
}
