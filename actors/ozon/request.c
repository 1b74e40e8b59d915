#include "actors/ozon/request.h"

#include <inttypes.h>
#include <stdio.h>

#include "actors/ozon/values.h"

static json_t *time_json(int64_t ms)
{
    char text[VALUE_TIME_SIZE];
    time_text(ms, text);
    return json_string(text);
}

static json_t *number_list(const rs_posting_ref_list *numbers)
{
    json_t *list = json_array();
    for (size_t n = 0; n < numbers->count; n++)
        json_array_append_new(list, json_string(numbers->items[n].number));
    return list;
}

/* analytics_data says whether a company bought; financial_data, where asked for, what was paid. */
static json_t *postings(const char *cursor, json_t *filter, bool paid)
{
    return json_pack("{s:s, s:i, s:s, s:o, s:{s:b, s:b, s:b}}", "cursor", cursor, "limit",
                     (int)PLAN_PAGE, "sort_dir", "ASC", "filter", filter, "with", "analytics_data",
                     1, "financial_data", (int)paid, "legal_info", 0);
}

static json_t *window(const plan_stream_state *state, const char *from, const char *to)
{
    return json_pack("{s:o, s:o}", from, time_json(state->since), to, time_json(state->to));
}

static json_t *returns(json_t *filter, const plan_stream_state *state)
{
    return json_pack("{s:o, s:i, s:I}", "filter", filter, "limit", (int)PLAN_RETURNS_PAGE,
                     "last_id", (json_int_t)state->after);
}

/* Numbers are asked for quoted: 64 bits pass through every reader that way. */
static json_t *product_list(const rs_posting_ref_list *numbers)
{
    json_t *list = json_array();
    char text[24];
    for (size_t n = 0; n < numbers->count; n++) {
        snprintf(text, sizeof text, "%" PRId64, numbers->items[n].id);
        json_array_append_new(list, json_string(text));
    }
    return json_pack("{s:o}", "product_id", list);
}

static json_t *products(const plan_stream_state *state, const rs_posting_ref_list *numbers)
{
    if (state->detail)
        return product_list(numbers);
    return json_pack("{s:{s:s}, s:s, s:i}", "filter", "visibility",
                     state->archived ? "ARCHIVED" : "ALL", "last_id", state->cursor, "limit",
                     (int)PLAN_PRODUCTS_PAGE);
}

static json_t *body_of(plan_stream stream, const plan_stream_state *state,
                       const rs_posting_ref_list *numbers)
{
    json_t *filter;
    switch (stream) {
    case STREAM_FBO:
    case STREAM_FBO_AGAIN: return postings(state->cursor, window(state, "since", "to"), false);
    case STREAM_FBS:
    case STREAM_FBS_AGAIN: return postings(state->cursor, window(state, "since", "to"), true);
    case STREAM_CHANGES:
    case STREAM_CHANGES_AGAIN:
        filter = window(state, "since", "to");
        json_object_set_new(
            filter, "last_changed_status_date",
            json_pack("{s:o, s:o}", "from", time_json(state->from), "to", time_json(state->until)));
        return postings(state->cursor, filter, true);
    case STREAM_OPEN:
        filter = json_pack("{s:o}", "posting_numbers", number_list(numbers));
        return postings(state->cursor, filter, false);
    case STREAM_RETURNS:
    case STREAM_RETURNS_AGAIN:
        filter = json_pack("{s:o}", "visual_status_change_moment",
                           window(state, "time_from", "time_to"));
        return returns(filter, state);
    case STREAM_DUE:
        return returns(json_pack("{s:o}", "posting_numbers", number_list(numbers)), state);
    case STREAM_RFBS:
        filter = json_pack("{s:[s], s:o}", "group_state", "All", "created_at",
                           window(state, "from", "to"));
        return returns(filter, state);
    case STREAM_PRODUCTS: return products(state, numbers);
    default: return json_object();
    }
}

char *request_body(plan_stream stream, const plan_stream_state *state,
                   const rs_posting_ref_list *numbers)
{
    json_t *body = body_of(stream, state, numbers);
    RS_ASSERT(body);
    char *text = json_dumps(body, JSON_COMPACT);
    RS_ASSERT(text);
    json_decref(body);
    return text;
}
