/* The journal of administrators' actions: entries are facts, and what they changed is told from
 * them and from the facts about the same thing before them; nothing is stored twice. */
#include <inttypes.h>

#include "actors/ledger/views/changes.h"
#include "actors/ledger/views/facts.h"

enum {
    ENTRIES_LOOKED_AT_MAX = 2000, /* of one page, however few of them are wanted */
    BEFORE_LOOKED_AT_MAX = 200,   /* entries about the same thing, for what was so before */
};

/* ------------------------------------------------------------------------------- facts */

/* The entry of that kind about the same thing that came before; NULL: there is none near enough. */
static const void *fact_before(view *self, const rs_entry_row *entry, int64_t seq,
                               rs_fact_kind kind)
{
    rs_key prefix = *KEY_2(entry->object, entry->id);
    rs_key from = *KEY_3(entry->object, entry->id, seq);
    state_cursor cursor;
    bool more = state_first(self->state, TABLE_AUDIT_OF, key_bytes(&prefix), key_bytes(&from), true,
                            &cursor);
    for (int n = 0; more && n < BEFORE_LOOKED_AT_MAX; n++, more = state_next(&cursor)) {
        fact_read fact;
        if (facts_read(self, key_number_at(cursor.key, 2), &fact) == RS_OK &&
            fact.head.kind == (int64_t)kind)
            return fact.body;
    }
    return NULL;
}

/* ------------------------------------------------------------------------------- changes */

static const char *number(view *self, int64_t value)
{
    return value ? arena_print(self->memory, "%" PRId64, value) : NULL;
}

static const char *word(const rs_enum *set, int64_t value)
{
    return value ? codec_enum_name(set, (int)value) : NULL;
}

static const char *flag(bool value)
{
    return value ? "true" : NULL;
}

static void tell_correction(view *self, const rs_corrected *fact, changes *out)
{
    /* A balance of nothing is a figure too, not an absent one. */
    const int64_t figures[][2] = {{fact->held_before, fact->held},
                                  {fact->available_before, fact->available}};
    const char *const names[] = {"held", "available"};
    for (size_t n = 0; n < 2; n++)
        changes_add(out, names[n], RS_VALUE_POINTS,
                    arena_print(self->memory, "%" PRId64, figures[n][0]),
                    arena_print(self->memory, "%" PRId64, figures[n][1]));
}

static void tell_admin(view *self, const rs_entry_row *entry, int64_t seq,
                       const rs_admin_made *fact, changes *out)
{
    static const char *const aside[] = {"id", "by", "reason", NULL};
    const rs_admin_made *before = fact_before(self, entry, seq, FACT_admin_made);
    const rs_admin_made nobody = {0};
    changes_compare(out, fact_type(FACT_admin_made), before ? before : &nobody, fact, aside);
}

static void tell_settings(view *self, const rs_settings_made *fact, changes *out)
{
    rs_settings_row before;
    row_settings_version(self->state, self->memory, fact->version - 1, &before);
    changes_compare(out, &rs_settings_type, before.settings, fact->settings, NULL);
}

static void tell_move(view *self, const rs_entry_row *entry, int64_t seq,
                      const rs_payout_moved *fact, changes *out)
{
    const rs_payout_moved *before = fact_before(self, entry, seq, FACT_payout_moved);
    changes_add(out, "state", RS_VALUE_WORD,
                word(&rs_payout_state_enum, before ? before->to : RS_PAYOUT_NEW),
                word(&rs_payout_state_enum, fact->to));
    changes_add(out, "reason", RS_VALUE_WORD, NULL, word(&rs_reject_reason_enum, fact->reason));
    changes_add(out, "comment", RS_VALUE_TEXT, NULL,
                show_text(self, fact->participant, fact->comment));
}

static void tell_claim(view *self, const rs_entry_row *entry, int64_t seq,
                       const rs_payout_claimed *fact, changes *out)
{
    const rs_payout_claimed *before = fact_before(self, entry, seq, FACT_payout_claimed);
    changes_add(out, "operator", RS_VALUE_ADMIN, number(self, before ? before->admin : 0),
                number(self, fact->admin));
}

static void tell_request(view *self, const rs_payout_corrected *fact, changes *out)
{
    const int64_t figures[][2] = {{fact->points_before, fact->points},
                                  {fact->money_before, fact->money}};
    const char *const names[] = {"points", "money"};
    const rs_value_kind kinds[] = {RS_VALUE_POINTS, RS_VALUE_MONEY};
    for (size_t n = 0; n < 2; n++)
        changes_add(out, names[n], kinds[n], number(self, figures[n][0]),
                    number(self, figures[n][1]));
}

static void tell_note(view *self, const rs_entry_row *entry, int64_t seq, const rs_noted *fact,
                      changes *out)
{
    const rs_noted *before = fact_before(self, entry, seq, FACT_noted);
    changes_add(out, "note", RS_VALUE_TEXT, before ? show_text(self, fact->id, before->note) : NULL,
                show_text(self, fact->id, fact->note));
}

static void tell_called(view *self, const rs_called *fact, changes *out)
{
    changes_add(out, "name", RS_VALUE_TEXT, show_text(self, fact->id, fact->before),
                show_text(self, fact->id, fact->name));
}

static void tell_notices(const rs_subscribed *fact, changes *out)
{
#define TELL_TOPIC(topic)                                                                          \
    if (fact->before->topic != fact->subscriptions->topic)                                         \
        changes_add(out, "notices_" #topic, RS_VALUE_WORD,                                         \
                    word(&rs_frequency_enum, fact->before->topic),                                 \
                    word(&rs_frequency_enum, fact->subscriptions->topic));
    TELL_TOPIC(points)
    TELL_TOPIC(network)
    TELL_TOPIC(purchases)
}

static void tell_ozon_id(const char *before, bool was_proven, const char *after, bool is_proven,
                         changes *out)
{
    changes_add(out, "ozon", RS_VALUE_TEXT, before, after);
    changes_add(out, "proven", RS_VALUE_FLAG, flag(was_proven), flag(is_proven));
}

static void tell_decision(view *self, const rs_return_decided *fact, changes *out)
{
    const char *name = arena_print(self->memory, "return %" PRId64, fact->ret);
    changes_add(out, name, RS_VALUE_WORD, word(&rs_return_state_enum, fact->before),
                word(&rs_return_state_enum, fact->state));
    changes_add(out, "units", RS_VALUE_NUMBER, number(self, fact->before_qty),
                number(self, fact->qty));
}

static const rs_enum *values_of(rs_participant_column column)
{
    return column == RS_COLUMN_STATUS ? &rs_participant_status_enum : NULL;
}

/* "one_of active blocked", "between 100 200": figures in the column's own unit. */
static const char *condition(view *self, const rs_filter *filter)
{
    const rs_enum *set = values_of(filter->column);
    const char *text = codec_enum_name(&rs_filter_how_enum, (int)filter->how);
    bool from = filter->how == RS_FILTER_BETWEEN || filter->how == RS_FILTER_FROM;
    bool to = filter->how == RS_FILTER_BETWEEN || filter->how == RS_FILTER_TO;
    if (from)
        text = arena_print(self->memory, "%s %" PRId64, text, filter->from);
    if (to)
        text = arena_print(self->memory, "%s %" PRId64, text, filter->to);
    for (size_t n = 0; n < filter->values.count; n++) {
        int64_t value = filter->values.items[n];
        text = set ? arena_print(self->memory, "%s %s", text, codec_enum_name(set, (int)value))
                   : arena_print(self->memory, "%s %" PRId64, text, value);
    }
    return text;
}

/* The file, and what the rows of the table were chosen by: neither where a page begins nor their
 * order chooses any. */
static void tell_export(view *self, const rs_exported *fact, changes *out)
{
    static const char *const aside[] = {"after",        "after_value", "after_text", "before",
                                        "before_value", "limit",       "sort",       "down",
                                        "up",           NULL};
    const rs_export_what nothing = {0};
    changes_compare(out, &rs_export_what_type, &nothing, fact->what, NULL);
#define TELL_FILTERS(A, B, c_name, number, name, argument, method)                                 \
    if (fact->what->name) {                                                                        \
        const rs_##argument none = {0};                                                            \
        changes_compare(out, &rs_##argument##_type, &none, fact->what->name, aside);               \
    }
    RS_EXPORT_TABLES(TELL_FILTERS, _, _)
    const rs_export_participants_args *people = fact->what->participants;
    for (size_t n = 0; people && n < people->filters.count; n++)
        changes_add(
            out, codec_enum_name(&rs_participant_column_enum, (int)people->filters.items[n].column),
            RS_VALUE_TEXT, NULL, condition(self, &people->filters.items[n]));
}

static void tell_changes(view *self, const rs_entry_row *entry, int64_t seq, const fact_read *fact,
                         changes *out)
{
    const void *body = fact->body;
    switch ((rs_fact_kind)fact->head.kind) {
    case FACT_corrected: tell_correction(self, body, out); break;
    case FACT_admin_made: tell_admin(self, entry, seq, body, out); break;
    case FACT_settings_made: tell_settings(self, body, out); break;
    case FACT_payout_moved: tell_move(self, entry, seq, body, out); break;
    case FACT_payout_claimed: tell_claim(self, entry, seq, body, out); break;
    case FACT_payout_corrected: tell_request(self, body, out); break;
    case FACT_payout_approved: changes_add(out, "approved", RS_VALUE_FLAG, NULL, flag(true)); break;
    case FACT_payout_noted: {
        const rs_payout_noted *noted = body;
        changes_add(out, "note", RS_VALUE_TEXT, NULL,
                    show_text(self, noted->participant, noted->note));
        break;
    }
    case FACT_return_decided: tell_decision(self, body, out); break;
    case FACT_noted: tell_note(self, entry, seq, body, out); break;
    case FACT_called: tell_called(self, body, out); break;
    case FACT_subscribed: tell_notices(body, out); break;
    case FACT_exported: tell_export(self, body, out); break;
    case FACT_tied: {
        const rs_tied *tied = body;
        changes_add(out, "inviter", RS_VALUE_PARTICIPANT, number(self, tied->before),
                    number(self, tied->inviter));
        break;
    }
    case FACT_cabinet_keyed: changes_add(out, "api_key", RS_VALUE_WORD, NULL, "replaced"); break;
    case FACT_registered: {
        const rs_registered *bound = body;
        tell_ozon_id(bound->before, bound->before_proven, bound->text, bound->proven, out);
        break;
    }
    case FACT_unbound: {
        const rs_unbound *gone = body;
        tell_ozon_id(gone->before, gone->before_proven, NULL, false, out);
        break;
    }
    case FACT_proven: changes_add(out, "proven", RS_VALUE_FLAG, NULL, flag(true)); break;
    case FACT_status_set: {
        const rs_status_set *set = body;
        changes_add(out, "status", RS_VALUE_WORD, word(&rs_participant_status_enum, set->before),
                    word(&rs_participant_status_enum, set->status));
        break;
    }
    default: break;
    }
}

#define SEALED_REASON(name, person, text)                                                          \
    case FACT_##name: {                                                                            \
        const rs_##name *fact = about->body;                                                       \
        return show_text(self, fact->person, fact->text);                                          \
    }

/* Why; NULL: no reason was given, or the person was erased. */
static const char *reason_of(view *self, const fact_read *about)
{
    switch ((rs_fact_kind)about->head.kind) {
        SEALED_REASON(corrected, participant, reason)
        SEALED_REASON(tied, id, reason)
        SEALED_REASON(registered, id, reason)
        SEALED_REASON(unbound, id, reason)
        SEALED_REASON(proven, id, reason)
        SEALED_REASON(status_set, id, reason)
        SEALED_REASON(called, id, reason)
        SEALED_REASON(subscribed, id, reason)
        SEALED_REASON(return_decided, participant, reason)
        SEALED_REASON(payout_moved, participant, note)
        SEALED_REASON(payout_claimed, participant, reason)
        SEALED_REASON(payout_corrected, participant, reason)
    case FACT_admin_made: return ((const rs_admin_made *)about->body)->reason;
    case FACT_erased: return ((const rs_erased *)about->body)->reason;
    case FACT_settings_made: return ((const rs_settings_made *)about->body)->reason;
    default: return NULL;
    }
}

/* ------------------------------------------------------------------------------- entries */

static const char *name_of(view *self, const rs_entry_row *entry)
{
    rs_participant_row who;
    rs_request_row request;
    rs_posting_row posting;
    int64_t person = entry->id;
    switch (entry->object) {
    case RS_OBJECT_CABINET: return arena_print(self->memory, "%lld", (long long)entry->id);
    case RS_OBJECT_ADMIN: return show_admin_name(self, entry->id);
    case RS_OBJECT_TABLE: return codec_enum_name(&rs_export_table_enum, (int)entry->id);
    case RS_OBJECT_POSTING:
        return row_get(self->state, self->memory, TABLE_POSTING, KEY_1(entry->id), &posting)
                   ? posting.number
                   : NULL;
    case RS_OBJECT_PAYOUT:
        person = row_get(self->state, self->memory, TABLE_PAYOUT, KEY_1(entry->id), &request)
                     ? request.participant
                     : 0;
        break;
    case RS_OBJECT_PARTICIPANT: break;
    default: return NULL;
    }
    return row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(person), &who)
               ? show_name(self, &who)
               : NULL;
}

static rs_audit_row show_entry(view *self, int64_t seq, const rs_entry_row *entry,
                               const fact_read *fact)
{
    const char *reason = reason_of(self, fact);
    return (rs_audit_row){
        .seq = seq,
        .at = entry->at,
        .admin = entry->admin,
        .author = show_admin_name(self, entry->admin),
        .action = entry->action,
        .object = entry->object,
        .id = entry->id,
        .name = name_of(self, entry),
        .reason = reason ? changes_cut(self->memory, reason, 1000) : NULL,
    };
}

static bool is_about(view *self, const rs_entry_row *entry, int64_t person)
{
    rs_request_row request;
    if (entry->object == RS_OBJECT_PARTICIPANT)
        return entry->id == person;
    return entry->object == RS_OBJECT_PAYOUT &&
           row_get(self->state, self->memory, TABLE_PAYOUT, KEY_1(entry->id), &request) &&
           request.participant == person;
}

static bool is_wanted(view *self, const rs_audit_args *args, const rs_entry_row *entry)
{
    return (!args->admin || entry->admin == args->admin) && (!args->console || !entry->admin) &&
           (!args->action || entry->action == args->action) &&
           (!args->object || entry->object == args->object) &&
           (!args->id || entry->id == args->id) && (!args->until || entry->at < args->until) &&
           (!args->participant || is_about(self, entry, args->participant));
}

/* The first number whose entry is not before `until`: times follow numbers. */
static int64_t end_of(view *self, int64_t until)
{
    int64_t low = 1;
    int64_t high = (int64_t)state_seq(self->state) + 1;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        rs_entry_row entry;
        state_cursor cursor;
        bool any = state_first(self->state, TABLE_AUDIT, (rs_bytes){0}, key_bytes(KEY_1(middle)),
                               false, &cursor);
        if (any)
            row_read(&cursor, self->memory, &entry);
        if (!any || entry.at >= until)
            high = middle;
        else
            low = key_number_at(cursor.key, 0) + 1;
    }
    return low;
}

/* The narrowest index there is for the question; where the fact's number stands in its keys. */
typedef struct {
    state_table table;
    rs_key prefix;
    size_t place;
} path;

static path path_for(const rs_audit_args *args)
{
    path all = {.table = TABLE_AUDIT};
    path by_object = {.table = TABLE_AUDIT_OF, .place = 2};
    path by_author = {.table = TABLE_AUDIT_BY, .place = 1};
    if (args->object && args->id) {
        by_object.prefix = *KEY_2(args->object, args->id);
        return by_object;
    }
    if (!args->admin && !args->console)
        return all;
    by_author.prefix = *KEY_1(args->console ? 0 : args->admin);
    return by_author;
}

static rs_err check_question(view *self, const rs_audit_args *args)
{
    if (!args->limit)
        return rs_fail(&self->error, RS_BAD_REQUEST, "limit: at least 1");
    return RS_OK;
}

rs_err view_audit(view *self, const void *argument, void *result)
{
    const rs_audit_args *args = argument;
    rs_audit_page *out = result;
    rs_err rc = check_question(self, args);
    if (rc != RS_OK)
        return rc;
    path by = path_for(args);
    int64_t end = args->until ? end_of(self, args->until) : INT64_MAX;
    if (args->before && args->before < end)
        end = args->before;
    rs_key from = by.prefix;
    key_number(&from, end);
    rs_audit_row *rows = arena_give(self->memory, (size_t)args->limit * sizeof *rows);
    size_t count = 0;
    int64_t seq = 0;
    state_cursor cursor;
    bool more =
        state_first(self->state, by.table, key_bytes(&by.prefix), key_bytes(&from), true, &cursor);
    int looked = 0;
    while (more && count < (size_t)args->limit && looked++ < ENTRIES_LOOKED_AT_MAX) {
        rs_entry_row entry;
        fact_read fact;
        seq = key_number_at(cursor.key, by.place);
        row_get(self->state, self->memory, TABLE_AUDIT, KEY_1(seq), &entry);
        if (entry.at < args->since) {
            more = false;
            break;
        }
        if (is_wanted(self, args, &entry)) {
            rc = facts_read(self, seq, &fact);
            if (rc != RS_OK)
                return rc;
            rows[count++] = show_entry(self, seq, &entry, &fact);
        }
        more = state_next(&cursor);
    }
    out->rows = (rs_audit_row_list){rows, count};
    out->next = more ? seq : 0;
    return RS_OK;
}

rs_err view_audit_card(view *self, const void *argument, void *result)
{
    const rs_audit_key *args = argument;
    rs_audit_card *out = result;
    rs_entry_row entry;
    fact_read fact;
    if (!row_get(self->state, self->memory, TABLE_AUDIT, KEY_1(args->seq), &entry))
        return rs_fail(&self->error, RS_NOT_FOUND, "seq: no such entry");
    rs_err rc = facts_read(self, args->seq, &fact);
    if (rc != RS_OK)
        return rc;
    rs_audit_row *row = arena_give(self->memory, sizeof *row);
    *row = show_entry(self, args->seq, &entry, &fact);
    changes list = changes_begin(self->memory, 0);
    tell_changes(self, &entry, args->seq, &fact, &list);
    *out = (rs_audit_card){.row = row, .changes = {list.items, list.count}};
    return RS_OK;
}

/* ------------------------------------------------------------------------------- settings */

static rs_settings_version show_version(view *self, int64_t version)
{
    enum { TEXT_SHOWN = 300 };
    rs_settings_row row;
    rs_settings_row before;
    row_settings_version(self->state, self->memory, version, &row);
    row_settings_version(self->state, self->memory, version - 1, &before);
    changes list = changes_begin(self->memory, TEXT_SHOWN);
    changes_compare(&list, &rs_settings_type, before.settings, row.settings, NULL);
    return (rs_settings_version){
        .version = version,
        .at = row.since,
        .admin = row.admin,
        .author = show_admin_name(self, row.admin),
        .reason = row.reason,
        .seq = row.seq,
        .changes = {list.items, list.count},
    };
}

rs_err view_settings_history(view *self, const void *argument, void *result)
{
    const rs_settings_history_args *args = argument;
    rs_settings_history *out = result;
    rs_meta_row meta;
    row_meta(self->state, self->memory, &meta);
    int64_t newest =
        args->before && args->before <= meta.settings ? args->before - 1 : meta.settings;
    rs_settings_version *items =
        arena_give(self->memory, (size_t)(args->limit + 1) * sizeof *items);
    size_t count = 0;
    int64_t at = newest;
    for (; at > 0 && count < (size_t)args->limit; at--)
        items[count++] = show_version(self, at);
    out->versions = (rs_settings_version_list){items, count};
    out->next = at > 0 ? at + 1 : 0;
    return RS_OK;
}
