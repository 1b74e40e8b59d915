#include "actors/ozon/answer.h"

#include <string.h>

typedef struct {
    const plan *plan;
    plan_stream stream;
    const rs_posting_ref_list *asked;
    arena *memory;
    answer *out;
    rs_error *error;
} reading;

static bool asked_for(const reading *self, const char *number)
{
    for (size_t n = 0; n < self->asked->count; n++)
        if (strcmp(self->asked->items[n].number, number) == 0)
            return true;
    return false;
}

/* Is one of the records an answer to what was asked? An empty page is. */
static bool postings_fit(const reading *self, const decode_postings_page *page)
{
    for (size_t n = 0; n < page->postings.count; n++) {
        const rs_posting_seen *seen = &page->postings.items[n];
        if (plan_names_postings(self->stream)
                ? asked_for(self, seen->number)
                : plan_fits(self->plan, seen->created, page->processed[n]))
            return true;
    }
    return page->postings.count == 0;
}

static bool returns_fit(const reading *self, const decode_returns_page *page)
{
    for (size_t n = 0; n < page->returns.count; n++) {
        const rs_return_seen *seen = &page->returns.items[n];
        if (plan_names_postings(self->stream)
                ? asked_for(self, seen->number)
                : seen->at == 0 || plan_fits(self->plan, seen->at, seen->at))
            return true;
    }
    return page->returns.count == 0;
}

static rs_err check_fit(const reading *self, bool fits)
{
    if (fits || plan_failures(self->plan) >= ANSWER_FOREIGN_TRIES)
        return RS_OK;
    return rs_fail(self->error, RS_BAD_REQUEST, "the answer to another question");
}

static rs_err read_postings(reading *self, rs_bytes body)
{
    decode_postings_page page;
    plan_stream stream = plan_first_look(self->stream);
    decode_list list = stream == STREAM_FBO || stream == STREAM_OPEN ? DECODE_FBO : DECODE_FBS;
    rs_err code = decode_postings(body, list, self->memory, &page, self->error);
    if (!code)
        code = check_fit(self, postings_fit(self, &page));
    if (code)
        return code;
    *self->out = (answer){
        .next = {.has_next = page.has_next, .cursor = page.cursor},
        .postings = page.postings,
        .processed = page.processed,
        .skipped = page.skipped,
    };
    return RS_OK;
}

static rs_err read_returns(reading *self, rs_bytes body)
{
    decode_returns_page page;
    rs_err code = self->stream == STREAM_RFBS
                      ? decode_applications(body, self->memory, &page, self->error)
                      : decode_returns(body, self->memory, &page, self->error);
    if (!code)
        code = check_fit(self, returns_fit(self, &page));
    if (code)
        return code;
    *self->out = (answer){
        .next = {.has_next = page.has_next, .last_id = page.last_id},
        .returns = page.returns,
        .skipped = page.skipped,
    };
    return RS_OK;
}

static rs_err check_size(const reading *self, size_t products)
{
    if (products <= PLAN_PRODUCTS_PAGE)
        return RS_OK;
    return rs_fail(self->error, RS_BAD_REQUEST, "a page of %zu products", products);
}

static rs_err read_numbers(reading *self, rs_bytes body)
{
    decode_numbers_page page;
    rs_err code = decode_product_numbers(body, self->memory, &page, self->error);
    if (!code)
        code = check_size(self, page.count);
    if (code)
        return code;
    *self->out = (answer){
        .next = {.cursor = page.cursor, .numbers = page.count},
        .numbers = page.products,
        .numbers_count = page.count,
    };
    return RS_OK;
}

static rs_err read_products(reading *self, rs_bytes body)
{
    decode_products_page page;
    rs_err code = decode_products(body, self->memory, &page, self->error);
    if (!code)
        code = check_size(self, page.products.count);
    if (!code)
        *self->out = (answer){.products = page.products, .skipped = page.skipped};
    return code;
}

rs_err answer_read(const plan *what, const rs_posting_ref_list *asked, rs_bytes body, arena *memory,
                   answer *out, rs_error *error)
{
    reading self = {what, (plan_stream)what->current, asked, memory, out, error};
    *out = (answer){0};
    if (plan_reads_returns(self.stream))
        return read_returns(&self, body);
    switch (self.stream) {
    case STREAM_KEY: return decode_roles(body, memory, &out->key, error);
    case STREAM_PRODUCTS:
        return what->streams[STREAM_PRODUCTS].detail ? read_products(&self, body)
                                                     : read_numbers(&self, body);
    default: return read_postings(&self, body);
    }
}
