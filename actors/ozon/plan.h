/* plan - what to ask Ozon next: a pure function of what has been read so far and of two clocks.
 *
 * Streams of questions take turns; each is asked again an interval after it was last at its end.
 *
 *   fbo      postings from Ozon's warehouses, by the time they were ordered
 *   fbs      postings from the seller's, likewise
 *   changes  of those: what changed its status since the mark, whenever it was ordered
 *   open     FBO postings still on their way, by number: that list cannot be asked for changes
 *   returns  by the time their status changed
 *   rfbs     applications for the return of what the seller delivers, by the time they were made:
 *            that list cannot be asked for changes either, so the last two months are read again
 *   due      returns of postings whose points thaw within hours, by number: a last look
 *   again    a second look once a day at all orders since 45 days before the last such look, FBO
 *            and FBS: what the first walk should have seen and has not is a gap, and is told to
 *            people. Returns and changes likewise: an answer that was not the whole truth must not
 *            leave points for what came back, or keep those for what was delivered, though it were
 *            the first one after an outage of months
 *   products the catalogue: page by page its numbers, then the details of those
 *   key      when the Api-Key ends
 *
 * Some keep a mark in the ledger: up to this time everything has been read. Of a walk it moves with
 * every window: a look begins OVERLAP before the mark (Ozon shows some records late, and orders
 * paid late enter a time that was walked already) and goes on in windows no longer than Ozon
 * allows. Of a sweep (rfbs, again, changes) it moves at the end, since all of it is read each time.
 * Either way only when the last page has been taken by the ledger, so a page that fails loses
 * nothing.
 *
 * Two clocks: windows are made of the actor's time (what Ozon's records carry); intervals and
 * back-off of the machine's monotonic one. Facts about Ozon's methods: its specification of 14 Aug
 * 2026. */
#ifndef RS_OZON_PLAN_H
#define RS_OZON_PLAN_H

#include "actors/ozon/decode.h"

#define PLAN_STREAMS(S)                                                                            \
    S(FBO, "fbo", "/v3/posting/fbo/list")                                                          \
    S(FBS, "fbs", "/v4/posting/fbs/list")                                                          \
    S(CHANGES, "fbs-changes", "/v4/posting/fbs/list")                                              \
    S(OPEN, "fbo-open", "/v3/posting/fbo/list")                                                    \
    S(RETURNS, "returns", "/v1/returns/list")                                                      \
    S(KEY, "key", "/v1/roles")                                                                     \
    S(RFBS, "rfbs-returns", "/v2/returns/rfbs/list")                                               \
    S(DUE, "returns-due", "/v1/returns/list")                                                      \
    S(FBO_AGAIN, "fbo-again", "/v3/posting/fbo/list")                                              \
    S(FBS_AGAIN, "fbs-again", "/v4/posting/fbs/list")                                              \
    S(PRODUCTS, "products", "/v3/product/list")                                                    \
    S(RETURNS_AGAIN, "returns-again", "/v1/returns/list")                                          \
    S(CHANGES_AGAIN, "fbs-changes-again", "/v4/posting/fbs/list")

#define PLAN_STREAM_ENUM(c_name, name, path) STREAM_##c_name,
typedef enum { PLAN_STREAMS(PLAN_STREAM_ENUM) STREAMS_COUNT } plan_stream;

enum {
    PLAN_PAGE = 100,         /* postings of one answer, Ozon's limit */
    PLAN_RETURNS_PAGE = 500, /* the same of returns */
    PLAN_DUE_NUMBERS = 50,   /* numbers of postings in a question about returns, the same */
    PLAN_PRODUCTS_PAGE = 100,
    PLAN_PAGES_MAX = 10000 /* of one window; more means that Ozon goes round in circles */
};

typedef struct {
    int64_t poll_ms;
    int64_t open_ms;
    int64_t returns_ms;
    int64_t pace_ms; /* between two requests */
    int64_t backfill_ms;
} plan_options;

/* Where the ledger goes on naming postings: a number, and for DUE the time before it. */
typedef struct {
    int64_t at;
    int64_t id;
} plan_place;

typedef struct {
    bool known;          /* its mark has been read from the ledger */
    int64_t mark;        /* 0: nothing was read ever */
    int64_t due;         /* monotonic: not before */
    int64_t window_ms;   /* longest window; halved when Ozon finds it too long */
    int64_t since, to;   /* the window */
    int64_t from, until; /* CHANGES: when the status changed; fixed for all its windows */
    int64_t goal;        /* where this look ends: the time when it began */
    bool halted;         /* its window stays open while the others go on */
    bool looking;        /* between the first window of a look and the last */
    bool paused;         /* its window stays open while the others go on */
    int failures;        /* in a row */
    int64_t after;       /* returns: id of the last one of the page before */
    plan_place place;    /* OPEN, DUE: behind which the ledger names the next postings */
    bool more;           /* ... and whether there are any */
    bool detail;         /* PRODUCTS: numbers are known, their details are asked for */
    bool archived;       /* PRODUCTS: of those in the archive */
    char next[DECODE_CURSOR_MAX + 1];   /* PRODUCTS: of the page after the details */
    int pages;                          /* of this window */
    char cursor[DECODE_CURSOR_MAX + 1]; /* of the next page; "": the first */
} plan_stream_state;

typedef struct {
    plan_options options;
    plan_stream_state streams[STREAMS_COUNT];
    int current;      /* the stream whose window is open; -1: none */
    int64_t paced_at; /* monotonic: the next request not before */
    int64_t retry_at; /* monotonic: trouble with everything, nothing before */
    int failures;     /* of everything, in a row */
} plan;

typedef enum {
    PLAN_WAIT,    /* until `at`, monotonic */
    PLAN_MARK,    /* read the stream's mark from the ledger */
    PLAN_NUMBERS, /* OPEN, DUE: which postings to ask about, behind `place` */
    PLAN_ASK,     /* the stream's next page */
} plan_what;

typedef struct {
    plan_what what;
    plan_stream stream;
    int64_t at;
} plan_step;

void plan_open(plan *self, const plan_options *options);
const char *plan_stream_name(plan_stream stream);
/* Everything that is asked, each once; /v1/roles, which is open to any key, is not among them. */
enum { PLAN_METHODS_MAX = STREAMS_COUNT };
size_t plan_methods(const char *out[PLAN_METHODS_MAX]);
/* Of the question that is next. */
const char *plan_path(const plan *self, plan_stream stream);
/* The (first) method of a stream. */
const char *plan_stream_path(plan_stream stream);
/* Does it read something once more? Then the stream that should have seen it all; else the same. */
plan_stream plan_first_look(plan_stream stream);
/* FBO and FBS again: an order that was not known is a gap. */
bool plan_finds_gaps(plan_stream stream);
/* Has the first look finished with what was ordered at this time? */
bool plan_should_know(const plan *self, plan_stream again, int64_t ordered);
bool plan_reads_returns(plan_stream stream);
/* OPEN and DUE: they ask about postings by number. */
bool plan_names_postings(plan_stream stream);
/* DUE: points that thaw until then are looked at. */
int64_t plan_due_until(const plan *self, int64_t now);

/* What to do now; opens the window that PLAN_ASK is about. Asking twice gives the same. */
plan_step plan_next(plan *self, int64_t now, int64_t monotonic);

/* The ledger's mark, as plan_mark_text made it; NULL or "": none. False: it is none of ours. */
bool plan_marked(plan *self, plan_stream stream, const char *text);
void plan_mark_text(int64_t mark, char out[32]);

/* A request leaves now. */
void plan_sent(plan *self, int64_t monotonic);

/* Could a record with these two times be an answer to what was asked? Ozon has been seen to send a
 * page twice; one of another window must not pass for the end of this one. */
bool plan_fits(const plan *self, int64_t early, int64_t late);

/* A page was taken by the ledger. */
typedef struct {
    bool has_next;
    const char *cursor; /* of postings and products; NULL or "" for others */
    size_t numbers;     /* PRODUCTS: how many a page of numbers has named */
    int64_t last_id;    /* of returns */
} plan_page;
typedef enum {
    PLAN_GO_ON,     /* nothing to keep */
    PLAN_KEEP_MARK, /* tell the ledger the mark, then plan_kept */
    PLAN_CIRCLE,    /* Ozon repeats itself: treated as a failure of the stream */
} plan_verdict;
plan_verdict plan_taken(plan *self, const plan_page *page, int64_t monotonic, int64_t *mark);
void plan_kept(plan *self, plan_stream stream, int64_t mark);

/* OPEN, DUE: the ledger has named `count` postings, and behind which place there are more. */
void plan_numbered(plan *self, plan_stream which, size_t count, bool more, plan_place place,
                   int64_t monotonic);

/* What went wrong, and how far it reaches. */
void plan_failed(plan *self, int64_t wait_ms, int64_t monotonic);  /* everything waits */
void plan_again(plan *self);                                       /* ... no longer */
void plan_paused(plan *self, int64_t wait_ms, int64_t monotonic);  /* this page; the others go on */
void plan_refused(plan *self, int64_t wait_ms, int64_t monotonic); /* the same, from the start */
void plan_too_long(plan *self, int64_t monotonic); /* the window; smaller ones from now on */
/* In a row, for growing pauses. */
int plan_failures(const plan *self);

/* How far the history has been read: the stream furthest behind. False: all are at the present. */
bool plan_backfilling(const plan *self, int64_t now, plan_stream *stream, int64_t *mark);

#endif
