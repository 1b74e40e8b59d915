/* view - what people see of the state: read only, names unsealed.
 *
 * The writer makes its answers with these and the readers answer with them. Every function fills a
 * message of the protocol; what it points to lives in `memory`. */
#ifndef RS_VIEW_H
#define RS_VIEW_H

#include "actors/ledger/journal/journal.h"
#include "actors/ledger/journal/seal.h"
#include "actors/ledger/state/rows.h"

typedef struct {
    state *state;
    seal *seal;
    journal *journal;          /* for events; else NULL */
    struct projection *people; /* for lists and trees: a reader's; else NULL */
    arena *memory;
    int64_t now;
    /* Of the administrator who asks; 0: none does. */
    int64_t admin;
    uint32_t rights;
    rs_bytes session;
    rs_error error;
    /* Of one that takes several turns, kept between them by who asks (view_work). */
    void *work;
    bool waits; /* the work of another one goes first */
    bool more;  /* nothing is answered yet: to be called again with the same argument */
} view;

/* Each gives RS_OK, or RS_NOT_FOUND / RS_BAD_REQUEST with a sentence.
 *
 * One that looks at everybody and takes long does a piece of it in each call and sets `more`, until
 * it has an answer; others are answered between two calls. The projection goes on meanwhile: each
 * participant counts as they were at some moment between the first call and the last. */
typedef rs_err view_fn(view *self, const void *argument, void *result);

/* V(method, function) */
#define LEDGER_VIEWS(V)                                                                            \
    V(PARTICIPANT_VIEW, view_participant)                                                          \
    V(PARTICIPANT_RELEASES, view_releases)                                                         \
    V(DIALOGUE_GET, view_dialogue)                                                                 \
    V(WATERMARK_GET, view_watermark)                                                               \
    V(POSTINGS_OPEN, view_open_postings)                                                           \
    V(POSTINGS_DUE, view_due_postings)                                                             \
    V(POSTINGS_UNKNOWN, view_unknown_postings)                                                     \
    V(PRODUCTS_FIND, view_products)                                                                \
    V(PAYOUTS_LIST, view_payouts)                                                                  \
    V(PAYOUT_CARD, view_payout_card)                                                               \
    V(PAYOUT_ROW, view_payout)                                                                     \
    V(REQUISITES_GET, view_requisites)                                                             \
    V(CONVERSATION_GET, view_conversation)                                                         \
    V(CONVERSATIONS_LIST, view_conversations)                                                      \
    V(SESSIONS_LIST, view_sessions)                                                                \
    V(OPERATORS_LIST, view_operators)                                                              \
    V(CONVERSATION_MESSAGE, view_message)                                                          \
    V(GROUP_GET, view_group)                                                                       \
    V(DESK_GET, view_desk)                                                                         \
    V(OUTBOX_LIST, view_outbox)                                                                    \
    V(CANNED_LIST, view_canned)                                                                    \
    V(CONVERSATION_MESSAGES, view_messages)                                                        \
    V(LINKS_LIST, view_links)                                                                      \
    V(LINK_CARD, view_link_card)                                                                   \
    V(NETWORK_DIRECT, view_network_direct)                                                         \
    V(SUBSCRIPTIONS_GET, view_subscriptions)                                                       \
    V(EVENTS_READ, view_events)                                                                    \
    V(ADMINS_LIST, view_admins)                                                                    \
    V(PARTICIPANTS_LIST, view_participants)                                                        \
    V(PARTICIPANTS_CHANGED, view_participants_changed)                                             \
    V(PARTICIPANTS_ROWS, view_participants_rows)                                                   \
    V(TREE_LEVELS, view_levels)                                                                    \
    V(TREE_REFERRALS, view_referrals)                                                              \
    V(RANKING_TOP, view_ranking)                                                                   \
    V(REFERRALS_BROUGHT, view_brought)                                                             \
    V(TREE_PREVIEW, view_tie_preview)                                                              \
    V(SETTINGS_GET, view_settings)                                                                 \
    V(PARTICIPANT_EDITABLE, view_edit)                                                             \
    V(AUDIT_LIST, view_audit)                                                                      \
    V(AUDIT_CARD, view_audit_card)                                                                 \
    V(SETTINGS_HISTORY, view_settings_history)                                                     \
    V(JOURNAL_OF, view_journal_of)                                                                 \
    V(JOURNAL_LIST, view_journal)                                                                  \
    V(EXPLAIN, view_explanation)                                                                   \
    V(ORDERS_OF, view_orders)                                                                      \
    V(ORDERS_BEFORE, view_orders_before)                                                           \
    V(EXPORT_TREE, view_export_tree)                                                               \
    V(EXPORT_PURCHASES, view_export_purchases)                                                     \
    V(EXPORT_PARTICIPANTS, view_export_participants)                                               \
    V(SAVED_VIEWS_LIST, view_saved_views)                                                          \
    V(EXPORT_BROUGHT, view_export_brought)                                                         \
    V(STATS_DASHBOARD, view_dashboard)                                                             \
    V(STATS_DAYS, view_days)                                                                       \
    V(ATTENTION_LIST, view_attention)                                                              \
    V(INCIDENTS_LIST, view_incidents)

#define VIEW_DECLARE(method, function)                                                             \
    rs_err function(view *self, const void *argument, void *result);
LEDGER_VIEWS(VIEW_DECLARE)

/* The work of a view that takes several turns, zeroed in the first; what it holds lives in
 * `memory`. NULL: not yet, come again (`more` is set). */
void *view_work(view *self, size_t size);

/* The parts, by number. false: there is none. */
bool show_participant(view *self, int64_t id, rs_participant_view *out);
/* Of a piece of TABLE_HELD_OF (a posting, or -lot): what this participant has on hold. */
int64_t show_held(view *self, int64_t piece, int64_t participant);
bool show_edit(view *self, int64_t id, rs_participant_edit *out);
bool show_attention(view *self, int64_t posting, rs_attention_row *out);
bool show_payout(view *self, int64_t id, rs_payout_row *out);
/* The form of a participant, masked; and the requisites of a request in full, for who has been
 * found entitled and is in the journal as having looked. */
bool show_requisites(view *self, int64_t participant, rs_requisites_view *out);
bool show_requisites_in_full(view *self, int64_t payout, rs_requisites *out);
/* May whoever asks read such conversations? Those of payouts hold requisites. */
bool view_may_read(const view *self, rs_conversation_kind kind);
bool show_conversation(view *self, int64_t id, rs_conversation_view *out);
bool show_message(view *self, int64_t conversation, int64_t n, rs_message_row *out);
/* The newest below `before` (0: of all), oldest first. */
rs_message_row_list show_messages(view *self, int64_t conversation, int64_t before, int64_t limit);
bool show_link(view *self, int64_t owner, int64_t n, rs_link_view *out);
bool show_admin(view *self, int64_t id, rs_admin_row *out);
bool show_saved_view(view *self, int64_t owner, int64_t id, rs_saved_view *out);
bool show_incident(view *self, int64_t id, rs_incident_view *out);
const char *show_admin_name(view *self, int64_t id); /* NULL: nobody */

bool show_purchase(view *self, int64_t posting, rs_purchase *out);

/* The number of a participant named by either id, RS_NOT_FOUND with a sentence if there is none. */
rs_err view_find(view *self, int64_t tg, int64_t participant, int64_t *out);
/* As operators call them, else "First Last"; NULL: none, or erased. */
const char *show_name(view *self, const rs_participant_row *row);

/* What was sealed; NULL for no text and for what an erased person once said. */
const char *show_text(view *self, int64_t person, rs_bytes sealed);

/* The bare event of a fact, as it is published; false: nobody is told of such facts. */
bool event_of_fact(uint64_t seq, const rs_fact_head *head, const void *body, rs_event *out);

#endif
