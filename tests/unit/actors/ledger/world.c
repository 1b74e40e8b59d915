#include "tests/unit/actors/ledger/world.h"

#include <stdlib.h>

#include "actors/ledger/invariants.h"
#include "actors/ledger/state/defaults.h"
#include "tests/unit/actors/ledger/folder.h"

/* ------------------------------------------------------------------- the batch as a journal */

typedef struct {
    journal base;
    const batch *facts;
} memory_journal;

static rs_err read_facts(journal *base, uint64_t seq, size_t limit, journal_record_fn *each,
                         void *arg, rs_error *error)
{
    const memory_journal *self = (const memory_journal *)base;
    (void)error;
    for (size_t n = seq - 1; limit && n < batch_count(self->facts); n++, limit--) {
        journal_record record = {.fact = batch_fact(self->facts, n)};
        if (!each(arg, n + 1, &record))
            break;
    }
    return RS_OK;
}

static void close_facts(journal *base)
{
    free(base);
}

static const journal_engine memory_engine = {.read = read_facts, .close = close_facts};

/* ------------------------------------------------------------------------------- opening */

world *world_open(void)
{
    rs_error error = {0};
    world *self = calloc(1, sizeof *self);
    memory_journal *facts = calloc(1, sizeof *facts);
    assert_non_null(self);
    assert_non_null(facts);
    self->folder = folder_open();
    self->memory = arena_open();
    self->stores.scratch = arena_open();
    assert_int_equal(state_open(&self->stores.state, NULL, 1, STATE_MEMORY, &error), RS_OK);
    assert_int_equal(state_open(&self->folded, NULL, 1, STATE_MEMORY, &error), RS_OK);
    assert_int_equal(seal_open(&self->stores.seal, self->folder, 1, SEAL_WRITE, &error), RS_OK);
    self->desk.stores = &self->stores;
    self->desk.batch = batch_open(self->stores.state);
    self->desk.now = WORLD_START;
    *facts = (memory_journal){{&memory_engine}, self->desk.batch};
    self->stores.journal = &facts->base;
    return self;
}

void world_close(world **self_p)
{
    world *self = *self_p;
    *self_p = NULL;
    batch_close(&self->desk.batch);
    state_close(&self->folded);
    stores_close(&self->stores);
    arena_close(&self->memory);
    folder_close(&self->folder);
    free(self);
}

int world_set_up(void **state_p)
{
    *state_p = world_open();
    return 0;
}

int world_tear_down(void **state_p)
{
    world *self = *state_p;
    world_check(self);
    world_close(&self);
    return 0;
}

/* ------------------------------------------------------------------------------- checking */

static void fold_one(world *self, size_t n, arena *memory)
{
    rs_fact_head head;
    void *body;
    rs_error error = {0};
    if (fact_decode(batch_fact(self->desk.batch, n), memory, &head, &body, &error) != RS_OK)
        fail_msg("fact %zu: %s", n + 1, error.text);
    if (head.kind == FACT_transferred &&
        invariants_check_transfer(self->folded, memory, n + 1, body, &error) != RS_OK)
        fail_msg("%s", error.text);
    apply_fact(self->folded, memory, n + 1, &head, body);
}

void world_check(world *self)
{
    rs_error error = {0};
    state_difference found;
    arena *memory = arena_open();
    for (; self->folded_facts < batch_count(self->desk.batch); self->folded_facts++) {
        fold_one(self, self->folded_facts, memory);
        arena_reset(memory);
    }
    if (state_differs(self->stores.state, self->folded, &found))
        fail_msg("folded anew, the state differs in table %s", state_table_name(found.table));
    if (invariants_check(self->stores.state, memory, &error) != RS_OK)
        fail_msg("%s", error.text);
    arena_close(&memory);
}

void world_forget(world *self)
{
    arena_reset(self->memory);
    self->detail = NULL;
    self->result = NULL;
}

int64_t world_now(const world *self)
{
    return self->desk.now;
}

void world_pass(world *self, int64_t ms)
{
    arena *memory = arena_open();
    self->desk.now += ms;
    self->desk.monotonic_ms += ms;
    self->stores.head.seq = batch_count(self->desk.batch); /* as if it were on disk */
    while (desk_do_due(&self->desk, memory))
        arena_reset(memory);
    arena_close(&memory);
}

size_t world_facts(const world *self)
{
    return batch_count(self->desk.batch);
}

size_t world_facts_of(const world *self, rs_fact_kind kind)
{
    size_t count = 0;
    arena *memory = arena_open();
    for (size_t n = 0; n < batch_count(self->desk.batch); n++) {
        rs_fact_head head;
        void *body;
        assert_int_equal(fact_decode(batch_fact(self->desk.batch, n), memory, &head, &body, NULL),
                         RS_OK);
        count += head.kind == (int64_t)kind;
        arena_reset(memory);
    }
    arena_close(&memory);
    return count;
}

void world_fact(world *self, rs_fact_kind kind, const void *body)
{
    batch_add(self->desk.batch, kind, self->desk.now, body);
}

void world_set_status(world *self, int64_t participant, rs_participant_status status)
{
    rs_block_args args = {
        .participant = participant,
        .rev = world_row(self, participant).rev,
        .blocked = status == RS_PARTICIPANT_BLOCKED,
        .reason = "проверка",
    };
    assert_int_equal(world_ask(self, RS_ROLE_CTL, RS_PARTICIPANT_BLOCK, &args), RS_OK);
}

/* ------------------------------------------------------------------------------- requests */

static actor_request *make_request(world *self, rs_role role, rs_method_id method,
                                   const void *argument, const char *key)
{
    actor_request *out = arena_give(self->memory, sizeof *out);
    rs_buf bytes = {0};
    out->method = protocol_method(method);
    assert_non_null(out->method);
    assert_true(protocol_may_call(out->method, role));
    codec_encode(out->method->argument, argument, &bytes);
    out->argument_raw.data = (uint8_t *)arena_copy(self->memory, bytes.data, bytes.size);
    out->argument_raw.size = bytes.size;
    buf_free(&bytes);
    out->memory = self->memory;
    out->caller = (rs_caller){.role = role, .name = "test"};
    out->envelope = (rs_envelope){.method = (int64_t)method, .key = key};
    if (role == RS_ROLE_GATEWAY && self->as)
        out->envelope.session = (rs_bytes){self->sessions[self->as], 32};
    return out;
}

static void take_answer(world *self, const actor_request *request, const outcome *answer)
{
    rs_error error = {0};
    const rs_type *type = request->method->result;
    self->code = answer->code;
    self->detail = answer->detail;
    self->result = NULL;
    assert_int_equal(answer->seq, (int64_t)state_seq(self->stores.state));
    if (answer->code != RS_OK) {
        assert_non_null(answer->detail);
        return;
    }
    void *result = arena_give(self->memory, type->size);
    if (codec_decode(type, answer->result.data, answer->result.size, CODEC_STRICT, self->memory,
                     result, &error) != RS_OK)
        fail_msg("the answer of %s cannot be read: %s", request->method->name, error.text);
    self->result = result;
}

rs_err world_ask_as(world *self, rs_role role, rs_method_id method, const void *argument,
                    const char *key)
{
    if (!key)
        key = arena_print(self->memory, "test-%lld", (long long)++self->keys);
    actor_request *request = make_request(self, role, method, argument, key);
    void *decoded = arena_give(self->memory, request->method->argument->size);
    rs_error error = {0};
    outcome answer;
    rs_err rc =
        codec_decode(request->method->argument, request->argument_raw.data,
                     request->argument_raw.size, CODEC_STRICT, self->memory, decoded, &error);
    if (rc != RS_OK)
        fail_msg("%s: %s", request->method->name, error.text);
    request->argument = decoded;
    desk_answer(&self->desk, request, &answer);
    take_answer(self, request, &answer);
    return answer.code;
}

rs_err world_ask(world *self, rs_role role, rs_method_id method, const void *argument)
{
    return world_ask_as(self, role, method, argument, NULL);
}

rs_err world_ask_admin(world *self, int64_t admin, rs_method_id method, const void *argument)
{
    self->as = admin;
    return world_ask(self, RS_ROLE_GATEWAY, method, argument);
}

void world_refused(world *self, rs_err code, const char *detail)
{
    if (self->code != code || !self->detail || strncmp(self->detail, detail, strlen(detail)) != 0)
        fail_msg("%s: %s, but %s: %s... was expected", rs_err_name(self->code),
                 self->detail ? self->detail : "", rs_err_name(code), detail);
}

view world_view(world *self)
{
    return (view){.state = self->stores.state,
                  .seal = self->stores.seal,
                  .journal = self->stores.journal,
                  .memory = self->memory,
                  .now = self->desk.now};
}

rs_err world_look(view *look, view_fn *function, const void *argument, void *result)
{
    rs_err rc;
    look->work = NULL;
    do {
        look->more = false;
        rc = function(look, argument, result);
    } while (rc == RS_OK && look->more);
    return rc;
}

/* ------------------------------------------------------------------------------- people */

rs_tie_result world_start(world *self, int64_t n, const char *code)
{
    rs_tg_user who = {.tg = TG(n), .first = "Имя", .nick = "nick", .lang = RS_LANG_RU};
    rs_start_args args = {.who = &who, .code = code};
    assert_int_equal(world_ask(self, RS_ROLE_TELEGRAM, RS_PARTICIPANT_START, &args), RS_OK);
    return ((const rs_start_result *)self->result)->tie;
}

int64_t world_join(world *self, int64_t n, const char *code)
{
    world_start(self, n, code);
    return ((const rs_start_result *)self->result)->participant;
}

const char *world_code(world *self, int64_t participant)
{
    return world_row(self, participant).code;
}

void world_consent(world *self, int64_t n)
{
    rs_settings now = world_settings(self);
    rs_consent_args args = {.tg = TG(n), .terms = now.terms_version};
    assert_int_equal(world_ask(self, RS_ROLE_TELEGRAM, RS_PARTICIPANT_CONSENT, &args), RS_OK);
}

rs_register_outcome world_register(world *self, int64_t n, const char *text)
{
    rs_register_args args = {.tg = TG(n), .text = text};
    assert_int_equal(world_ask(self, RS_ROLE_TELEGRAM, RS_PARTICIPANT_REGISTER, &args), RS_OK);
    return ((const rs_register_result *)self->result)->outcome;
}

int64_t world_member(world *self, int64_t n, int64_t inviter)
{
    int64_t id = world_join(self, n, inviter ? world_code(self, inviter) : NULL);
    const char *text = arena_print(self->memory, "%lld", (long long)OZON(n));
    world_consent(self, n);
    assert_int_equal(world_register(self, n, text), RS_REGISTER_UNPROVEN);
    return id;
}

void world_prove(world *self, int64_t n)
{
    SEE(self, .ozon = OZON(n), .order = 1, .status = RS_POSTING_CANCELLED,
        .created = WORLD_START - 100 * DAY, .goods = {{1, 1, 1}});
    assert_int_equal(world_register(self, n, world_number(self, OZON(n), 1, 0)),
                     RS_REGISTER_PROVEN);
}

void world_family(world *self)
{
    world_admin(self, 90, RS_RIGHT_OWNER);
    rs_settings settings = world_settings(self);
    settings.own_rate = 500;
    world_set(self, &settings);
    for (int64_t n = A; n <= E; n++) {
        assert_int_equal(world_member(self, n, n - 1), n);
        world_prove(self, n);
    }
}

rs_participant_row world_row(world *self, int64_t participant)
{
    rs_participant_row row;
    assert_true(
        row_get(self->stores.state, self->memory, TABLE_PARTICIPANT, KEY_1(participant), &row));
    return row;
}

rs_account_row world_account(world *self, int64_t participant)
{
    rs_account_row row;
    row_get(self->stores.state, self->memory, TABLE_ACCOUNT, KEY_1(participant), &row);
    return row;
}

void world_expect(world *self, int64_t participant, int64_t held, int64_t available,
                  int64_t reserved, const char *file, int line)
{
    rs_account_row row = world_account(self, participant);
    if (row.held == held && row.available == available && row.reserved == reserved)
        return;
    print_error("participant %lld: held %lld, available %lld, reserved %lld; expected %lld, %lld, "
                "%lld\n",
                (long long)participant, (long long)row.held, (long long)row.available,
                (long long)row.reserved, (long long)held, (long long)available,
                (long long)reserved);
    _fail(file, line);
}

/* ------------------------------------------------------------------------------- purchases */

const char *world_number(world *self, int64_t ozon, int order, int part)
{
    if (!part)
        return arena_print(self->memory, "%lld-%04d", (long long)ozon, order);
    return arena_print(self->memory, "%lld-%04d-%d", (long long)ozon, order, part);
}

static rs_posting_seen seen_of(world *self, const purchase *what)
{
    rs_posting_item *items = arena_give(self->memory, ITEMS_MAX * sizeof *items);
    size_t count = 0;
    for (; count < ITEMS_MAX && what->goods[count].qty; count++)
        items[count] = (rs_posting_item){
            .sku = what->goods[count].sku,
            .qty = what->goods[count].qty,
            .price = what->goods[count].price,
            .paid = what->goods[count].paid,
            .offer = "A-1",
            .name = "Плойка",
        };
    return (rs_posting_seen){
        .number = world_number(self, what->ozon, what->order, what->part ? what->part : 1),
        .order = world_number(self, what->ozon, what->order, 0),
        .scheme = what->scheme ? what->scheme : RS_SCHEME_FBO,
        .status = what->status ? what->status : RS_POSTING_ORDERED,
        .raw_status = what->raw_status,
        .created = what->created ? what->created : world_now(self),
        .legal = what->legal,
        .external = what->external,
        .currency = what->currency,
        .items = {items, count},
    };
}

bool world_see(world *self, const purchase *what)
{
    rs_posting_seen seen = seen_of(self, what);
    rs_postings_args args = {
        .store = what->store ? what->store : STORE,
        .asked = what->asked ? what->asked : world_now(self),
        .postings = {&seen, 1},
    };
    assert_int_equal(world_ask(self, RS_ROLE_OZON, RS_POSTINGS_OBSERVE, &args), RS_OK);
    return ((const rs_observed *)self->result)->changed != 0;
}

const rs_import_outcome *world_import_order(world *self, const purchase *what)
{
    rs_posting_seen seen = seen_of(self, what);
    rs_import_orders_args args = {.store = what->store ? what->store : STORE,
                                  .postings = {&seen, 1}};
    assert_int_equal(world_ask(self, RS_ROLE_CTL, RS_IMPORT_ORDERS, &args), RS_OK);
    return ((const rs_import_result *)self->result)->outcomes.items;
}

bool world_see_return(world *self, const comeback *what)
{
    size_t count = 0;
    while (count < ITEMS_MAX && what->exemplars[count])
        count++;
    rs_return_seen seen = {
        .ret = what->id,
        .source = what->source,
        .number = world_number(self, what->ozon, what->order, what->part ? what->part : 1),
        .sku = what->sku,
        .qty = what->qty,
        .type = what->type ? what->type : RS_RETURN_CLIENT,
        .state = what->state ? what->state : RS_RETURN_COUNTED,
        .at = world_now(self),
        .exemplars = {what->exemplars, count},
    };
    rs_returns_args args = {
        .store = what->store ? what->store : STORE,
        .asked = what->asked ? what->asked : world_now(self),
        .returns = {&seen, 1},
    };
    assert_int_equal(world_ask(self, RS_ROLE_OZON, RS_RETURNS_OBSERVE, &args), RS_OK);
    return ((const rs_observed *)self->result)->changed != 0;
}

/* ------------------------------------------------------------------------------- office */

void world_login(world *self, int64_t admin)
{
    uint8_t ticket[32];
    memset(ticket, (int)admin, sizeof ticket);
    memset(self->sessions[admin], (int)admin, 32);
    rs_login_grant_args grant = {.admin = admin, .ticket = {ticket, sizeof ticket}};
    assert_int_equal(world_ask(self, RS_ROLE_CTL, RS_LOGIN_GRANT, &grant), RS_OK);
    rs_login_ticket_args trade = {.ticket = {ticket, sizeof ticket},
                                  .session = {self->sessions[admin], 32}};
    assert_int_equal(world_ask(self, RS_ROLE_GATEWAY, RS_LOGIN_TICKET, &trade), RS_OK);
    assert_int_equal(((const rs_login_result *)self->result)->state, RS_LOGIN_DONE);
    self->as = admin;
}

int64_t world_admin(world *self, int64_t n, int64_t rights)
{
    rs_admin_args args = {.tg = TG(n), .name = "Анна", .rights = rights};
    assert_int_equal(world_ask(self, RS_ROLE_CTL, RS_ADMIN_SET, &args), RS_OK);
    int64_t id = ((const rs_admin_row *)self->result)->id;
    assert_true(id <= WORLD_ADMINS_MAX);
    world_login(self, id);
    return id;
}

rs_settings world_settings(world *self)
{
    rs_settings_row row;
    row_settings(self->stores.state, self->memory, &row);
    return *row.settings;
}

void world_set(world *self, const rs_settings *settings)
{
    rs_meta_row meta;
    row_meta(self->stores.state, self->memory, &meta);
    rs_settings_args args = {.version = meta.settings, .settings = settings};
    if (world_ask(self, RS_ROLE_CTL, RS_SETTINGS_SET, &args) != RS_OK)
        fail_msg("%s", self->detail);
}

/* ------------------------------------------------------------------------------- payouts */

int64_t world_payout(world *self, int64_t n, int64_t points)
{
    rs_payout_open_args args = {.tg = TG(n), .points = points};
    if (world_ask(self, RS_ROLE_TELEGRAM, RS_PAYOUT_OPEN, &args) != RS_OK)
        fail_msg("%s", self->detail);
    return ((const rs_payout_row *)self->result)->id;
}

rs_request_row world_payout_row(world *self, int64_t payout)
{
    rs_request_row row;
    assert_true(row_get(self->stores.state, self->memory, TABLE_PAYOUT, KEY_1(payout), &row));
    return row;
}

rs_err world_move(world *self, int64_t payout, rs_payout_state to)
{
    rs_payout_move_args args = {
        .payout = payout, .rev = world_payout_row(self, payout).rev, .to = to};
    if (to == RS_PAYOUT_REJECTED)
        args.reason = RS_REJECT_OTHER;
    rs_key *session = KEY_RAW(((rs_bytes){self->sessions[self->as], 32}));
    if (!row_has(self->stores.state, TABLE_SESSION, session))
        world_login(self, self->as);
    return world_ask(self, RS_ROLE_GATEWAY, RS_PAYOUT_MOVE, &args);
}
