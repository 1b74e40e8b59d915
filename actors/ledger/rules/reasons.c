#include "actors/ledger/rules/reasons.h"

#include "actors/ledger/state/returns.h"

static bool brings_something(const rs_shares_row *shares)
{
    for (size_t n = 0; n < shares->beneficiaries.count; n++)
        if (shares->beneficiaries.items[n].posted)
            return true;
    return false;
}

static rs_no_points why_unshared(const rs_posting_row *posting, const rs_participant_row *buyer)
{
    if (!posting->ozon)
        return RS_NO_POINTS_NO_BUYER;
    if (!buyer)
        return RS_NO_POINTS_UNKNOWN_BUYER;
    rs_no_points why = points_history(posting, buyer);
    return why ? why : RS_NO_POINTS_NOT_SETTLED;
}

static rs_no_points why_excluded(const rs_posting_row *posting, const rs_terms_row *terms)
{
    if (!posting_is_in_roubles(posting))
        return RS_NO_POINTS_OTHER_CURRENCY;
    if (posting->external)
        return RS_NO_POINTS_EXTERNAL;
    return posting->legal && terms->exclude_legal ? RS_NO_POINTS_LEGAL : 0;
}

static rs_no_points why_not_earning(const rs_shares_row *shares, const rs_terms_row *terms)
{
    bool rated = terms->own_rate > 0;
    for (size_t n = 0; n < terms->level_rates.count && n < (size_t)terms->levels; n++)
        rated |= terms->level_rates.items[n] > 0;
    if (!rated)
        return RS_NO_POINTS_ZERO_RATES;
    if (shares->beneficiaries.count)
        return 0;
    return shares->blocked ? RS_NO_POINTS_BLOCKED : RS_NO_POINTS_NOBODY;
}

static rs_no_points why_without_worth(const rs_posting_row *posting)
{
    bool kept = false;
    switch (posting->status) {
    case RS_POSTING_CANCELLED: return RS_NO_POINTS_CANCELLED;
    case RS_POSTING_OTHER: return RS_NO_POINTS_OTHER_STATUS;
    case RS_POSTING_ORDERED: return RS_NO_POINTS_ON_ITS_WAY;
    default: break;
    }
    for (size_t n = 0; n < posting->items.count; n++)
        kept |= points_kept(posting, n) > 0;
    return kept ? RS_NO_POINTS_WORTHLESS : RS_NO_POINTS_RETURNED;
}

rs_no_points reasons_why(state *rows, arena *memory, const rs_posting_row *posting,
                         const rs_participant_row *buyer, const rs_shares_row *shares)
{
    rs_terms_row terms;
    if (!posting->status)
        return RS_NO_POINTS_ONLY_RETURN;
    if (!shares)
        return why_unshared(posting, buyer);
    if (brings_something(shares))
        return 0;
    row_terms(rows, memory, shares->settings, &terms);
    rs_no_points why = why_excluded(posting, &terms);
    if (!why)
        why = why_not_earning(shares, &terms);
    if (!why && !points_worth(posting, &terms).net)
        why = why_without_worth(posting);
    return why ? why : RS_NO_POINTS_TOO_SMALL;
}
