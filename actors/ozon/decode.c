#include "actors/ozon/decode.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "actors/ozon/values.h"
#include "shared/ozon_id.h"

/* As in protocol.def. */
enum {
    NUMBER_MAX = 64,
    STATUS_MAX = 64,
    OFFER_MAX = 100,
    NAME_MAX_BYTES = 600,
    ITEMS_MAX = 100,
    EXEMPLARS_MAX = 100,
    QTY_MAX = 100000,
};
static const int64_t ID_MAX = 9007199254740991; /* 2^53 - 1 */

static bool value_id(const json_t *json, int64_t *out)
{
    return value_int(json, out) && *out >= 0 && *out <= ID_MAX;
}

/* ------------------------------------------------------------------------- words */

typedef struct {
    const char *word;
    int value;
} meaning;

/* Ozon changes the case of such words from method to method. */
static int look_up(const meaning *list, size_t count, const char *word, int otherwise)
{
    for (size_t n = 0; n < count; n++)
        if (strcasecmp(list[n].word, word) == 0)
            return list[n].value;
    return otherwise;
}
#define LOOK_UP(list, word, otherwise) look_up(list, sizeof(list) / sizeof *(list), word, otherwise)

/* Ozon's specification, PostingFboList and PostingFbsList. cancelled_from_split_pending is the
 * parent of a posting that was split: its goods are in the children. */
static const meaning posting_statuses[] = {
    {"delivered", RS_POSTING_DELIVERED},
    {"cancelled", RS_POSTING_CANCELLED},
    {"cancelled_from_split_pending", RS_POSTING_CANCELLED},
    {"not_accepted", RS_POSTING_ORDERED},
    {"awaiting_registration", RS_POSTING_ORDERED},
    {"acceptance_in_progress", RS_POSTING_ORDERED},
    {"awaiting_verification", RS_POSTING_ORDERED},
    {"awaiting_approve", RS_POSTING_ORDERED},
    {"awaiting_packaging", RS_POSTING_ORDERED},
    {"awaiting_deliver", RS_POSTING_ORDERED},
    {"arbitration", RS_POSTING_ORDERED},
    {"client_arbitration", RS_POSTING_ORDERED},
    {"delivering", RS_POSTING_ORDERED},
    {"driver_pickup", RS_POSTING_ORDERED},
    {"sent_by_seller", RS_POSTING_ORDERED},
};

rs_posting_status decode_posting_status(const char *word)
{
    return (rs_posting_status)LOOK_UP(posting_statuses, word, RS_POSTING_OTHER);
}

static const meaning return_types[] = {
    {"Cancellation", RS_RETURN_CANCELLATION}, {"FullReturn", RS_RETURN_FULL},
    {"PartialReturn", RS_RETURN_PARTIAL},     {"ClientReturn", RS_RETURN_CLIENT},
    {"Unknown", RS_RETURN_UNKNOWN},
};

rs_return_type decode_return_type(const char *word)
{
    return (rs_return_type)LOOK_UP(return_types, word, RS_RETURN_UNKNOWN);
}

/* visual.status.sys_name of /v1/returns/list. Whether the buyer gets the money back is decided, or
 * not yet, or decided against him. A word we do not know decides nothing. */
static const meaning return_states[] = {
    {"OnSellerApproval", RS_RETURN_OPEN},
    {"OnSellerClarification", RS_RETURN_OPEN},
    {"OnSellerClarificationAfterPartialCompensation", RS_RETURN_OPEN},
    {"OfferedPartialCompensation", RS_RETURN_OPEN},
    {"DisputeOpened", RS_RETURN_OPEN},
    {"DisputeYouOpened", RS_RETURN_OPEN},
    {"DisputeOpening", RS_RETURN_OPEN},
    {"Cancelled", RS_RETURN_VOID},
    {"Rejected", RS_RETURN_VOID},
    {"CrmRejected", RS_RETURN_VOID},
    {"CancelledDisputeNotOpen", RS_RETURN_VOID},
    {"ArrivedAtReturnPlace", RS_RETURN_COUNTED},
    {"ReturnMoneyApproved", RS_RETURN_COUNTED},
    {"PartialCompensationInProcess", RS_RETURN_COUNTED},
    {"PartialCompensationReturned", RS_RETURN_COUNTED},
    {"Approved", RS_RETURN_COUNTED},
    {"ApprovedByOzon", RS_RETURN_COUNTED},
    {"ReceivedBySeller", RS_RETURN_COUNTED},
    {"MovingToSeller", RS_RETURN_COUNTED},
    {"ReturningToSellerByCourier", RS_RETURN_COUNTED},
    {"Utilizing", RS_RETURN_COUNTED},
    {"Utilized", RS_RETURN_COUNTED},
    {"MoneyReturned", RS_RETURN_COUNTED},
    {"MoneyReturnedBySystem", RS_RETURN_COUNTED},
    {"MovingToOzon", RS_RETURN_COUNTED},
    {"ReturnedToOzon", RS_RETURN_COUNTED},
    {"WaitingShipment", RS_RETURN_COUNTED},
    /* What Ozon owes the seller for it: the return itself is done. */
    {"CompensationOffered", RS_RETURN_COUNTED},
    {"WaitingCompensation", RS_RETURN_COUNTED},
    {"CompensationRejected", RS_RETURN_COUNTED},
    {"CompensationRejectedBySla", RS_RETURN_COUNTED},
    {"CompensationRejectedBySeller", RS_RETURN_COUNTED},
    {"SendingError", RS_RETURN_COUNTED},
};

rs_return_state decode_return_state(const char *word)
{
    return (rs_return_state)LOOK_UP(return_states, word, RS_RETURN_OPEN);
}

/* state.group_state of /v2/returns/rfbs/list. */
static const meaning application_states[] = {
    {"New", RS_RETURN_OPEN},         {"Delivering", RS_RETURN_OPEN},  {"Checkout", RS_RETURN_OPEN},
    {"Arbitration", RS_RETURN_OPEN}, {"Approved", RS_RETURN_COUNTED}, {"Rejected", RS_RETURN_VOID},
};

rs_return_state decode_application_state(const char *word)
{
    return (rs_return_state)LOOK_UP(application_states, word, RS_RETURN_OPEN);
}

/* ------------------------------------------------------------------------- a posting */

/* What the customer paid for one, where the answer says (financial_data of the FBS list). */
static bool find_paid(const json_t *posting, int64_t sku, int64_t *out)
{
    size_t n;
    const json_t *product;
    const char *currency = "";
    const json_t *products =
        json_object_get(json_object_get(posting, "financial_data"), "products");
    *out = 0;
    json_array_foreach(products, n, product)
    {
        int64_t id;
        const json_t *paid = json_object_get(product, "customer_price");
        if (!value_id(json_object_get(product, "product_id"), &id) || id != sku)
            continue;
        return !paid || json_is_null(paid) || (value_money(paid, out, &currency) && *out >= 0);
    }
    return true;
}

/* NULL: well read; otherwise why not. */
static const char *read_item(const json_t *posting, const json_t *product, arena *memory,
                             rs_posting_item *out, const char **currency)
{
    const json_t *price = json_object_get(product, "price");
    const char *beside = value_text(product, "currency_code");
    if (*beside)
        *currency = beside;
    if (!value_id(json_object_get(product, "sku"), &out->sku))
        return "a product without a readable sku";
    if (!value_id(json_object_get(product, "quantity"), &out->qty) || out->qty > QTY_MAX)
        return "a product without a readable quantity";
    if (!value_money(price, &out->price, currency) || out->price < 0)
        return "a product without a readable price";
    if (!find_paid(posting, out->sku, &out->paid))
        return "an unreadable customer_price";
    out->offer = text_cut(memory, value_text(product, "offer_id"), OFFER_MAX);
    out->name = text_cut(memory, value_text(product, "name"), NAME_MAX_BYTES);
    return NULL;
}

static int by_sku(const void *a, const void *b)
{
    const rs_posting_item *one = a;
    const rs_posting_item *other = b;
    return (one->sku > other->sku) - (one->sku < other->sku);
}

static const char *read_items(const json_t *posting, arena *memory, rs_posting_seen *out)
{
    const json_t *products = json_object_get(posting, "products");
    const json_t *product;
    const char *currency = "";
    size_t n;
    if (!json_is_array(products) || json_array_size(products) == 0)
        return "no products";
    if (json_array_size(products) > ITEMS_MAX)
        return "more products than the protocol takes";
    out->items.items = arena_give(memory, json_array_size(products) * sizeof *out->items.items);
    json_array_foreach(products, n, product)
    {
        const char *own = "";
        const char *why = read_item(posting, product, memory, &out->items.items[n], &own);
        if (why)
            return why;
        if (*currency && *own && strcmp(currency, own) != 0)
            return "products in two currencies";
        currency = *own ? own : currency;
    }
    out->items.count = json_array_size(products);
    /* Always in one order, so that the same posting looks the same to the ledger. */
    qsort(out->items.items, out->items.count, sizeof *out->items.items, by_sku);
    if (strlen(currency) > 3)
        return "a currency that is no three-letter code";
    if (*currency && strcmp(currency, "RUB") != 0)
        out->currency = text_cut(memory, currency, 3);
    return NULL;
}

/* In the FBS list the seller's own delivery (rFBS) shows in who carries. */
static rs_scheme scheme_of(const json_t *posting, decode_list list)
{
    const char *carrier = value_text(posting, "tpl_integration_type");
    if (list == DECODE_FBO)
        return RS_SCHEME_FBO;
    return !*carrier || strcasecmp(carrier, "ozon") == 0 ? RS_SCHEME_FBS : RS_SCHEME_RFBS;
}

static const char *read_posting(const json_t *json, decode_list list, arena *memory,
                                rs_posting_seen *out)
{
    const char *number = value_text(json, "posting_number");
    const char *order = value_text(json, "order_number");
    const char *status = value_text(json, "status");
    const json_t *created = json_object_get(json, "created_at");
    if (strlen(number) > NUMBER_MAX || strlen(order) > NUMBER_MAX || !ozon_number_account(number))
        return "a posting_number that is not A-B-C";
    if (!ozon_number_matches(number, order))
        return "an order_number that is not the posting's";
    if (!*status)
        return "no status";
    if (!value_time(created, &out->created) &&
        !value_time(json_object_get(json, "in_process_at"), &out->created))
        return "neither created_at nor in_process_at";
    out->number = text_cut(memory, number, NUMBER_MAX);
    out->order = text_cut(memory, order, NUMBER_MAX);
    out->scheme = scheme_of(json, list);
    out->status = decode_posting_status(status);
    out->raw_status = text_cut(memory, status, STATUS_MAX);
    out->legal = value_true(json_object_get(json, "analytics_data"), "is_legal");
    out->external = value_true(json_object_get(json, "external_order"), "is_external");
    return read_items(json, memory, out);
}

/* ------------------------------------------------------------------------- a return */

static const char *read_exemplars(const json_t *list, arena *memory, rs_ints *out)
{
    size_t count = json_array_size(list); /* 0 if it is no array */
    const json_t *exemplar;
    size_t n;
    if (count > EXEMPLARS_MAX)
        return "more exemplars than the protocol takes";
    int64_t *ids = arena_give(memory, count * sizeof *ids);
    json_array_foreach(list, n,
                       exemplar) if (!value_id(json_object_get(exemplar, "id"),
                                               &ids[n])) return "an exemplar without a readable id";
    *out = (rs_ints){ids, count};
    return NULL;
}

static const char *read_return(const json_t *json, arena *memory, rs_return_seen *out)
{
    const json_t *product = json_object_get(json, "product");
    const json_t *visual = json_object_get(json, "visual");
    const json_t *source = json_object_get(json, "source_id");
    const json_t *quantity = json_object_get(product, "quantity");
    const char *number = value_text(json, "posting_number");
    const char *status = value_text(json_object_get(visual, "status"), "sys_name");
    if (!value_id(json_object_get(json, "id"), &out->ret) || out->ret == 0)
        return "no readable id";
    if (source && !json_is_null(source) && !value_id(source, &out->source))
        return "an unreadable source_id";
    if (strlen(number) > NUMBER_MAX || !ozon_number_account(number))
        return "a posting_number that is not A-B-C";
    if (!value_id(json_object_get(product, "sku"), &out->sku))
        return "no readable sku";
    if (quantity && !json_is_null(quantity) &&
        (!value_id(quantity, &out->qty) || out->qty > QTY_MAX))
        return "an unreadable quantity";
    if (!*status)
        return "no visual status";
    if (!value_time(json_object_get(visual, "change_moment"), &out->at) &&
        !value_time(json_object_get(json_object_get(json, "logistic"), "return_date"), &out->at))
        out->at = 0;
    out->number = text_cut(memory, number, NUMBER_MAX);
    out->type = decode_return_type(value_text(json, "type"));
    out->state = decode_return_state(status);
    out->raw_status = text_cut(memory, status, STATUS_MAX);
    return read_exemplars(json_object_get(json, "exemplars"), memory, &out->exemplars);
}

static const char *read_application(const json_t *json, arena *memory, rs_return_seen *out)
{
    const json_t *product = json_object_get(json, "product");
    const json_t *state = json_object_get(json, "state");
    const char *number = value_text(json, "posting_number");
    const char *group = value_text(state, "group_state");
    const char *status = value_text(state, "state");
    if (!value_id(json_object_get(json, "return_id"), &out->ret) || out->ret == 0 ||
        out->ret >= DECODE_APPLICATIONS)
        return "no readable return_id";
    if (strlen(number) > NUMBER_MAX || !ozon_number_account(number))
        return "a posting_number that is not A-B-C";
    if (!value_id(json_object_get(product, "sku"), &out->sku))
        return "no readable sku";
    if (!*group)
        return "no group_state";
    if (!value_time(json_object_get(json, "created_at"), &out->at))
        out->at = 0;
    out->ret += DECODE_APPLICATIONS;
    out->number = text_cut(memory, number, NUMBER_MAX);
    out->type = RS_RETURN_CLIENT;
    out->state = decode_application_state(group);
    out->raw_status = text_cut(memory, *status ? status : group, STATUS_MAX);
    return NULL;
}

/* ------------------------------------------------------------------------- pages */

static void skip(decode_skips *list, arena *memory, const char *what, const char *why)
{
    list->items[list->count++] = (decode_skip){text_cut(memory, what, NUMBER_MAX), why};
}

static rs_err check_skips(const decode_skips *skipped, size_t read, rs_error *error)
{
    if (skipped->count == 0 || read > 0)
        return RS_OK;
    return rs_fail(error, RS_BAD_REQUEST, "none of %zu records can be read; %s: %s", skipped->count,
                   skipped->items[0].what, skipped->items[0].why);
}

/* The array that has to be there; NULL: it is not. */
static json_t *open_page(rs_bytes body, const char *array, const json_t **list, rs_error *error)
{
    json_t *json = json_read(body, error);
    *list = json_object_get(json, array);
    if (json && json_is_array(*list) && json_is_boolean(json_object_get(json, "has_next")))
        return json;
    if (json)
        rs_fail(error, RS_BAD_REQUEST, "the answer has no %s, or no has_next", array);
    json_decref(json);
    return NULL;
}

static rs_err read_cursor(const json_t *json, arena *memory, decode_postings_page *out,
                          rs_error *error)
{
    const char *cursor = value_text(json, "cursor");
    out->has_next = value_true(json, "has_next");
    if (strlen(cursor) > DECODE_CURSOR_MAX)
        return rs_fail(error, RS_BAD_REQUEST, "a cursor of %zu bytes", strlen(cursor));
    if (out->has_next && !*cursor)
        return rs_fail(error, RS_BAD_REQUEST, "there is a next page, but no cursor");
    out->cursor = text_cut(memory, cursor, DECODE_CURSOR_MAX);
    return RS_OK;
}

rs_err decode_postings(rs_bytes body, decode_list list, arena *memory, decode_postings_page *out,
                       rs_error *error)
{
    const json_t *array;
    const json_t *posting;
    size_t n;
    *out = (decode_postings_page){0};
    json_t *json = open_page(body, "postings", &array, error);
    if (!json)
        return RS_BAD_REQUEST;
    size_t count = json_array_size(array);
    out->postings.items = arena_give(memory, count * sizeof *out->postings.items);
    out->processed = arena_give(memory, count * sizeof *out->processed);
    out->skipped.items = arena_give(memory, count * sizeof *out->skipped.items);
    json_array_foreach(array, n, posting)
    {
        rs_posting_seen seen = {0};
        const char *why = read_posting(posting, list, memory, &seen);
        if (why) {
            skip(&out->skipped, memory, value_text(posting, "posting_number"), why);
            continue;
        }
        int64_t *processed = &out->processed[out->postings.count];
        if (!value_time(json_object_get(posting, "in_process_at"), processed))
            *processed = seen.created;
        out->postings.items[out->postings.count++] = seen;
    }
    rs_err code = read_cursor(json, memory, out, error);
    json_decref(json);
    return code ? code : check_skips(&out->skipped, out->postings.count, error);
}

rs_err decode_returns(rs_bytes body, arena *memory, decode_returns_page *out, rs_error *error)
{
    const json_t *array;
    const json_t *item;
    size_t n;
    *out = (decode_returns_page){0};
    json_t *json = open_page(body, "returns", &array, error);
    if (!json)
        return RS_BAD_REQUEST;
    size_t count = json_array_size(array);
    out->returns.items = arena_give(memory, count * sizeof *out->returns.items);
    out->skipped.items = arena_give(memory, count * sizeof *out->skipped.items);
    json_array_foreach(array, n, item)
    {
        rs_return_seen seen = {0};
        const char *why = read_return(item, memory, &seen);
        if (why)
            skip(&out->skipped, memory, value_text(item, "posting_number"), why);
        else
            out->returns.items[out->returns.count++] = seen;
        if (!value_id(json_object_get(item, "id"), &out->last_id))
            out->last_id = 0;
    }
    out->has_next = value_true(json, "has_next");
    json_decref(json);
    if (out->has_next && out->last_id == 0)
        return rs_fail(error, RS_BAD_REQUEST, "there is a next page, but no id to go on from");
    return check_skips(&out->skipped, out->returns.count, error);
}

/* By its schema `returns` is one object, by its sample an array: both are taken. */
rs_err decode_applications(rs_bytes body, arena *memory, decode_returns_page *out, rs_error *error)
{
    *out = (decode_returns_page){0};
    json_t *json = json_read(body, error);
    if (!json)
        return RS_BAD_REQUEST;
    const json_t *list = json_object_get(json, "returns");
    bool single = json_is_object(list);
    size_t count = single ? json_object_size(list) > 0 : json_array_size(list);
    if (!single && !json_is_array(list)) {
        json_decref(json);
        return rs_fail(error, RS_BAD_REQUEST, "the answer has no returns");
    }
    out->returns.items = arena_give(memory, count * sizeof *out->returns.items);
    out->skipped.items = arena_give(memory, count * sizeof *out->skipped.items);
    for (size_t n = 0; n < count; n++) {
        const json_t *item = single ? list : json_array_get(list, n);
        rs_return_seen seen = {0};
        const char *why = read_application(item, memory, &seen);
        if (why)
            skip(&out->skipped, memory, value_text(item, "posting_number"), why);
        else
            out->returns.items[out->returns.count++] = seen;
        if (!value_id(json_object_get(item, "return_id"), &out->last_id))
            out->last_id = 0;
    }
    out->has_next = count > 0;
    json_decref(json);
    if (out->has_next && out->last_id == 0)
        return rs_fail(error, RS_BAD_REQUEST, "an application without an id to go on from");
    return check_skips(&out->skipped, out->returns.count, error);
}

static size_t count_methods(const json_t *roles)
{
    size_t count = 0;
    for (size_t n = 0; n < json_array_size(roles); n++)
        count += json_array_size(json_object_get(json_array_get(roles, n), "methods"));
    return count;
}

static void read_methods(const json_t *roles, arena *memory, decode_key *out)
{
    out->methods = arena_give(memory, (count_methods(roles) + 1) * sizeof *out->methods);
    for (size_t n = 0; n < json_array_size(roles); n++) {
        const json_t *list = json_object_get(json_array_get(roles, n), "methods");
        for (size_t k = 0; k < json_array_size(list); k++) {
            const char *method = json_string_value(json_array_get(list, k));
            if (method)
                out->methods[out->count++] = arena_copy(memory, method, strlen(method));
        }
    }
}

rs_err decode_roles(rs_bytes body, arena *memory, decode_key *out, rs_error *error)
{
    json_t *json = json_read(body, error);
    *out = (decode_key){0};
    if (!json)
        return RS_BAD_REQUEST;
    const json_t *ends = json_object_get(json, "expires_at");
    const json_t *roles = json_object_get(json, "roles");
    bool well = json_is_array(roles);
    if (well && ends && !json_is_null(ends))
        well = value_time(ends, &out->ends);
    if (well)
        read_methods(roles, memory, out);
    json_decref(json);
    return well ? RS_OK : rs_fail(error, RS_BAD_REQUEST, "the answer names no roles");
}

bool decode_refusal(rs_bytes body, arena *memory, int64_t *code, const char **message)
{
    enum { MESSAGE_MAX = 200 };
    json_t *json = json_read(body, NULL);
    *message = "";
    bool well = value_int(json_object_get(json, "code"), code);
    if (well)
        *message = text_cut(memory, value_text(json, "message"), MESSAGE_MAX);
    json_decref(json);
    return well;
}
