#include "actors/ozon/request.h"

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

static json_t *body_of(plan_stream stream, const plan_stream_state *state,
                       const rs_posting_ref_list *numbers)
{
    json_t *filter;
    switch (stream) {
    case STREAM_FBO:
    case STREAM_FBS:
        filter =
            json_pack("{s:o, s:o}", "since", time_json(state->since), "to", time_json(state->to));
        return postings(state->cursor, filter, stream == STREAM_FBS);
    case STREAM_CHANGES:
        filter = json_pack("{s:o, s:o, s:{s:o, s:o}}", "since", time_json(state->since), "to",
                           time_json(state->to), "last_changed_status_date", "from",
                           time_json(state->from), "to", time_json(state->until));
        return postings(state->cursor, filter, true);
    case STREAM_OPEN:
        filter = json_pack("{s:o}", "posting_numbers", number_list(numbers));
        return postings(state->cursor, filter, false);
    case STREAM_RETURNS:
        return json_pack("{s:{s:{s:o, s:o}}, s:i, s:I}", "filter", "visual_status_change_moment",
                         "time_from", time_json(state->since), "time_to", time_json(state->to),
                         "limit", (int)PLAN_RETURNS_PAGE, "last_id", (json_int_t)state->after);
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
