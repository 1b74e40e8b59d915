#include "actors/ledger/reader.h"

#include <stdlib.h>

#include "actors/ledger/keeping.h"
#include "actors/ledger/opening.h"
#include "actors/ledger/rules/office.h"
#include "actors/ledger/views/lists/projection.h"
#include "actors/ledger/views/view.h"
#include "shared/clock.h"
#include "shared/log.h"

enum {
    CREDIT = 200,
    TICK_MS = 2500,
    FILL_ROWS = 10000, /* in one turn of the loop */
    ORPHAN_TICKS = 12, /* without anybody who writes checkpoints, before this one does */
};

/* A question that takes several turns, in the memory of its request. */
typedef struct unanswered unanswered;
struct unanswered {
    actor_request *request;
    view look;
    int64_t seq; /* of the state when it was asked: what came later may be in the answer or not */
    unanswered *next;
};

typedef struct {
    actor *loop;
    stores stores;
    opening opening;
    keeping keeping; /* of a follower */
    int orphaned;    /* ticks */
    projection *people;
    bool filling; /* the projection, a piece a turn */
    bool fresh;   /* caught up in this turn of the loop */
    int64_t answers;
    unanswered *first, *last; /* in the order they came; the first one is worked on */
} reader;

typedef struct {
    rs_method_id method;
    view_fn *view;
} question;

#define QUESTION(method, function) {RS_##method, function},
static const question questions[] = {LEDGER_VIEWS(QUESTION)};

static view_fn *find_view(rs_method_id method)
{
    for (size_t n = 0; n < sizeof questions / sizeof *questions; n++)
        if (questions[n].method == method)
            return questions[n].view;
    RS_ASSERT(false);
    return NULL;
}

static void catch_up(reader *self);

/* A piece a turn: all other questions are answered meanwhile. */
static void on_fill(void *arg)
{
    reader *self = arg;
    catch_up(self);
    self->filling = !projection_fill(self->people, FILL_ROWS);
    if (projection_is_ready(self->people))
        actor_ready(self->loop, true, self->filling ? "reading names" : "reading");
    if (self->filling)
        actor_timer(self->loop, 0, 0, on_fill, self);
}

static void begin_filling(reader *self)
{
    self->filling = true;
    actor_ready(self->loop, false, "reading the participants into memory");
    actor_timer(self->loop, 0, 0, on_fill, self);
}

/* Everything the journal has is folded in before a question is answered: whoever asks sees what
 * they have just written. Once a turn is enough. */
static void catch_up(reader *self)
{
    rs_error error = {0};
    if (self->fresh)
        return;
    uint64_t before = state_seq(self->stores.state);
    if (stores_catch_up(&self->stores, &error) != RS_OK) {
        log_error("%s", error.text);
        exit(EXIT_FAILURE);
    }
    if (state_seq(self->stores.state) != before)
        self->keeping.worked_ms = clock_monotonic_ms();
    if (projection_is_ready(self->people))
        projection_refresh(self->people);
    else if (!self->filling)
        begin_filling(self);
    self->fresh = true;
}

/* Who asks, into `look`. */
static rs_err check_rights(reader *self, actor_request *request, view *look)
{
    decision by = {
        .state = self->stores.state, .memory = request->memory, .now = actor_now(self->loop)};
    if (!request->method->rights || request->caller.role != RS_ROLE_GATEWAY)
        return RS_OK;
    rs_err rc = office_identify(&by, request->envelope.session, request->method->rights);
    look->error = by.error;
    look->admin = by.admin;
    look->rights = (uint32_t)by.rights;
    look->session = by.session;
    return rc;
}

/* A refusal says as well what state of the ledger it is about: "no such object" may be true no
 * longer. */
static void refuse(reader *self, actor_request *request, rs_err code, const view *look)
{
    actor_answer_raw(self->loop, &request, code, look->error.text, (rs_bytes){0},
                     (int64_t)state_seq(self->stores.state));
}

/* false: it is to be asked again. */
static bool answer(reader *self, actor_request *request, view *look, int64_t seq)
{
    void *result = arena_give(request->memory, request->method->result->size);
    look->more = false;
    rs_err rc = find_view(request->method->id)(look, request->argument, result);
    if (rc == RS_OK && look->more)
        return false;
    self->answers++;
    if (rc == RS_OK)
        actor_answer(self->loop, &request, result, seq);
    else
        refuse(self, request, rc, look);
    return true;
}

/* A piece a turn, so that whatever else has arrived is answered in between. */
static void on_piece(void *arg)
{
    reader *self = arg;
    unanswered *one = self->first;
    unanswered *next = one->next; /* it goes with its request */
    catch_up(self);
    one->look.waits = false;
    if (answer(self, one->request, &one->look, one->seq))
        self->first = next;
    if (self->first)
        actor_timer(self->loop, 0, 0, on_piece, self);
}

static void put_in_line(reader *self, actor_request *request, const view *look, int64_t seq)
{
    unanswered *one = arena_give(request->memory, sizeof *one);
    *one = (unanswered){request, *look, seq, NULL};
    if (self->first) {
        self->last->next = one;
    } else {
        self->first = one;
        actor_timer(self->loop, 0, 0, on_piece, self);
    }
    self->last = one;
}

static void on_request(void *arg, actor_request *request)
{
    reader *self = arg;
    catch_up(self);
    int64_t seq = (int64_t)state_seq(self->stores.state);
    view look = {
        .state = self->stores.state,
        .seal = self->stores.seal,
        .journal = self->stores.journal,
        .people = self->people,
        .memory = request->memory,
        .now = actor_now(self->loop),
        .waits = self->first != NULL,
    };
    rs_err rc = check_rights(self, request, &look);
    if (rc != RS_OK)
        refuse(self, request, rc, &look);
    else if (!answer(self, request, &look, seq))
        put_in_line(self, request, &look, seq);
}

static void on_turn(void *arg)
{
    reader *self = arg;
    self->fresh = false;
    state_rest(self->stores.state);
}

/* Where each machine keeps a state of its own. The part somebody plays is chosen when it starts:
 * for another one it starts again. */
static void look_who_keeps(reader *self)
{
    const rs_config *config = actor_config(self->loop);
    const char *folder = config->ledger.path;
    if (!stores_are_apart(config))
        return;
    if (self->stores.follows) {
        keeping_look(&self->keeping);
        if (!latch_is_taken(folder, LATCH_WRITER))
            return;
        log_info("a writer keeps the state of this machine from now on: starts again beside it");
        actor_stop(self->loop, EXIT_FAILURE);
        return;
    }
    self->orphaned = latch_is_taken(folder, LATCH_STATE) ? 0 : self->orphaned + 1;
    if (self->orphaned < ORPHAN_TICKS)
        return;
    log_info("nobody keeps the state of this machine any more: starts again to do it");
    actor_stop(self->loop, EXIT_FAILURE);
}

/* Also when nobody asks: so that the tail to be folded in stays short. */
static void on_tick(void *arg)
{
    reader *self = arg;
    catch_up(self);
    look_who_keeps(self);
    if (projection_is_ready(self->people))
        projection_date(self->people, FILL_ROWS);
    actor_count(self->loop, "seq", (int64_t)state_seq(self->stores.state));
    actor_count(self->loop, "overlay_rows", (int64_t)state_overlay_rows(self->stores.state));
    actor_count(self->loop, "answers", self->answers);
}

#define HANDLER(method, function) {RS_##method, on_request},
static const actor_handler handlers[] = {LEDGER_VIEWS(HANDLER)};

static rs_err begin(void *arg, rs_error *error)
{
    reader *self = arg;
    (void)error;
    self->keeping = (keeping){.stores = &self->stores, .config = actor_config(self->loop)};
    self->keeping.worked_ms = clock_monotonic_ms();
    actor_serve(self->loop, RS_SERVICE_READER, handlers, sizeof handlers / sizeof *handlers, CREDIT,
                self);
    actor_on_turn(self->loop, on_turn, self);
    actor_timer(self->loop, 0, TICK_MS, on_tick, self);
    self->people = projection_open(self->stores.state, self->stores.seal);
    begin_filling(self);
    return RS_OK;
}

rs_err reader_open(actor *loop, void **self_p, rs_error *error)
{
    reader *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    *self_p = self;
    self->loop = loop;
    self->opening = (opening){
        .loop = loop, .stores = &self->stores, .mode = STORES_READ, .opened = begin, .arg = self};
    return opening_begin(&self->opening, error);
}

void reader_close(void **self_p)
{
    reader *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    for (unanswered *one; (one = self->first) != NULL;) {
        self->first = one->next;
        actor_refuse(self->loop, &one->request, RS_UNAVAILABLE, "the reader stops");
    }
    projection_close(&self->people);
    stores_close(&self->stores);
    free(self);
}
