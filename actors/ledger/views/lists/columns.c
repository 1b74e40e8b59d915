#include "actors/ledger/views/lists/columns.h"

/* Where the columns of RS_PARTICIPANT_COLUMNS come from; one that is missing here does not
 * compile. */
#define SOURCE_id ((int64_t)id)
#define SOURCE_tg self->tg[id]
#define SOURCE_name self->name_order[id]
#define SOURCE_nick self->nick_order[id]
#define SOURCE_joined self->joined[id]
#define SOURCE_registered self->registered[id]
#define SOURCE_status self->status[id]
#define SOURCE_inviter self->tree[id].inviter
#define SOURCE_ozon self->ozon[id]
#define SOURCE_total (self->available[id] + self->held[id] + self->reserved[id])
#define SOURCE_available self->available[id]
#define SOURCE_held self->held[id]
#define SOURCE_reserved self->reserved[id]
#define SOURCE_accrued (self->own[id] + self->by_network[id])
#define SOURCE_own self->own[id]
#define SOURCE_by_network self->by_network[id]
#define SOURCE_corrected self->corrected[id]
#define SOURCE_paid self->paid[id]
#define SOURCE_paid_money self->paid_money[id]
#define SOURCE_orders self->orders[id]
#define SOURCE_sum self->sum[id]
#define SOURCE_last_order self->last_order[id]
#define SOURCE_referrals self->tree[id].referrals
#define SOURCE_network_people self->tree[id].people
#define SOURCE_network_buyers self->tree[id].buyers
#define SOURCE_network_orders self->tree[id].orders
#define SOURCE_network_sum self->tree[id].sum
#define SOURCE_proven ((self->flags[id] & FLAG_PROVEN) != 0)
#define SOURCE_unreachable ((self->flags[id] & FLAG_UNREACHABLE) != 0)
#define SOURCE_debt (self->available[id] < 0)
#define SOURCE_erased ((self->flags[id] & FLAG_ERASED) != 0)

#define LOADER(A, B, c_name, number, name, type, limit, presence, doc)                             \
    static void load_##name(const projection *self, size_t first, size_t count, int64_t *out)      \
    {                                                                                              \
        (void)self;                                                                                \
        for (size_t n = 0, id = first; n < count; n++, id++)                                       \
            out[n] = SOURCE_##name;                                                                \
    }
RS_PARTICIPANT_COLUMNS(LOADER, _, _)

#define COLUMN(A, B, c_name, number, name, type, limit, presence, doc)                             \
    [number] = {.load = load_##name},
static const column columns[] = {RS_PARTICIPANT_COLUMNS(COLUMN, _, _)};

const column *column_of(rs_participant_column which)
{
    static const column name = {.load = load_name, .text = names_name};
    static const column nick = {.load = load_nick, .text = names_nick};
    RS_ASSERT(which > 0 && (size_t)which < sizeof columns / sizeof *columns);
    return which == RS_COLUMN_NAME ? &name : which == RS_COLUMN_NICK ? &nick : &columns[which];
}

#define SHOW_NUMBER(name) out->name = SOURCE_##name;
#define SHOW_NOTHING(name)
#define SHOW_ID SHOW_NUMBER
#define SHOW_TG SHOW_NUMBER
#define SHOW_COUNT SHOW_NUMBER
#define SHOW_TIME SHOW_NUMBER
#define SHOW_POINTS SHOW_NUMBER
#define SHOW_MONEY SHOW_NUMBER
#define SHOW_BOOL SHOW_NUMBER
#define SHOW_ENUM(e) SHOW_NUMBER
#define SHOW_STR SHOW_NOTHING
#define SHOW(A, B, c_name, number, name, type, limit, presence, doc) SHOW_##type(name)

void column_show(const projection *self, size_t id, rs_participant_line *out)
{
    *out = (rs_participant_line){0};
    RS_PARTICIPANT_COLUMNS(SHOW, _, _)
}
