/* decode - Ozon's answers into the messages the ledger knows. All of the Seller API's shapes that
 * this process depends on are in decode.c and request.c, and nowhere else.
 *
 * Strict where a mistake would cost somebody points, deaf to the rest: unknown fields are skipped,
 * unknown statuses kept by their own word; but an answer without the array that was asked for is an
 * error and never "there are none". A record that cannot be read is left out and reported by its
 * number with the reason; if none of a page can be read, Ozon has changed its shape, and the page
 * is an error.
 *
 * Ownership: everything lives in the arena. */
#ifndef RS_OZON_DECODE_H
#define RS_OZON_DECODE_H

#include "shared/protocol.h"

/* FBO: /v3/posting/fbo/list. FBS (and rFBS): /v4/posting/fbs/list. */
typedef enum { DECODE_FBO, DECODE_FBS } decode_list;

enum { DECODE_CURSOR_MAX = 4000 };

typedef struct {
    const char *what; /* number of the posting or id of the return; "?" */
    const char *why;
} decode_skip;

typedef struct {
    decode_skip *items;
    size_t count;
} decode_skips;

typedef struct {
    rs_posting_seen_list postings;
    int64_t *processed; /* of each posting: in_process_at; where absent, created */
    decode_skips skipped;
    bool has_next;
    const char
        *cursor; /* of the next page; at most DECODE_CURSOR_MAX bytes, not empty if has_next */
} decode_postings_page;

typedef struct {
    rs_return_seen_list returns;
    decode_skips skipped;
    bool has_next;
    int64_t last_id; /* where the next page goes on; 0: the page is empty */
} decode_returns_page;

/* Of /v3/product/list: which there are; their details are another question. */
typedef struct {
    int64_t *products;
    size_t count;
    const char *cursor; /* "": nothing follows */
} decode_numbers_page;

typedef struct {
    rs_product_seen_list products;
    decode_skips skipped;
} decode_products_page;

/* Of /v1/roles. */
typedef struct {
    int64_t ends;         /* 0: not said */
    const char **methods; /* that its roles name, of all of them together */
    size_t count;
} decode_key;

/* RS_BAD_REQUEST: the answer is not what the method promises. */
RS_MUST_USE rs_err decode_postings(rs_bytes body, decode_list list, arena *memory,
                                   decode_postings_page *out, rs_error *error);
RS_MUST_USE rs_err decode_returns(rs_bytes body, arena *memory, decode_returns_page *out,
                                  rs_error *error);
/* /v2/returns/rfbs/list: applications, as returns. They are numbered by themselves: their `ret` is
 * DECODE_APPLICATIONS and the number, so that it is nobody else's. They state no quantity; a page
 * does not say whether another follows, so has_next is set until one is empty. */
#define DECODE_APPLICATIONS (INT64_C(1) << 52)
RS_MUST_USE rs_err decode_applications(rs_bytes body, arena *memory, decode_returns_page *out,
                                       rs_error *error);
/* /v3/product/list and /v3/product/info/list (decode_catalogue.c). */
RS_MUST_USE rs_err decode_product_numbers(rs_bytes body, arena *memory, decode_numbers_page *out,
                                          rs_error *error);
RS_MUST_USE rs_err decode_products(rs_bytes body, arena *memory, decode_products_page *out,
                                   rs_error *error);
/* /v1/roles */
RS_MUST_USE rs_err decode_roles(rs_bytes body, arena *memory, decode_key *out, rs_error *error);

/* Of a refusal: {"code": 8, "message": "..."}. False: it has another form. */
bool decode_refusal(rs_bytes body, arena *memory, int64_t *code, const char **message);

rs_posting_status decode_posting_status(const char *word);
rs_return_state decode_return_state(const char *word);
rs_return_type decode_return_type(const char *word);
rs_return_state decode_application_state(const char *word);

#endif
