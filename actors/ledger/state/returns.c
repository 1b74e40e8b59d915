#include "actors/ledger/state/returns.h"

#include <string.h>

static bool is_replaced(const rs_return_row_list *returns, const rs_return_row *one)
{
    for (size_t n = 0; n < returns->count; n++)
        if (returns->items[n].source == one->ret && returns->items[n].ret != one->ret)
            return true;
    return false;
}

/* Does Ozon say what came back, and how many? */
static bool is_sized(const rs_posting_row *posting, const rs_return_row *one)
{
    return one->type != RS_RETURN_UNKNOWN && (one->qty > 0 || posting->scheme != RS_SCHEME_RFBS);
}

return_verdict return_says_ozon(const rs_posting_row *posting, const rs_return_row *one)
{
    if (one->state == RS_RETURN_VOID || is_replaced(&posting->returns, one))
        return (return_verdict){RS_RETURN_VOID, 0};
    if (one->state == RS_RETURN_COUNTED && is_sized(posting, one))
        return (return_verdict){RS_RETURN_COUNTED, one->qty};
    return (return_verdict){RS_RETURN_OPEN, 0};
}

return_verdict return_says(const rs_posting_row *posting, const rs_return_row *one)
{
    return_verdict ozon = return_says_ozon(posting, one);
    if (ozon.state == RS_RETURN_OPEN && one->ruled)
        return (return_verdict){one->ruled, one->ruled_qty};
    return ozon;
}

bool posting_is_in_roubles(const rs_posting_row *posting)
{
    return !posting->currency || !strcmp(posting->currency, "RUB");
}

rs_attention return_waits(const rs_posting_row *posting, const rs_return_row *one)
{
    if (one->type == RS_RETURN_UNKNOWN)
        return RS_ATTENTION_UNKNOWN;
    if (one->state == RS_RETURN_COUNTED && !is_sized(posting, one))
        return RS_ATTENTION_UNSIZED;
    return RS_ATTENTION_OPEN;
}

uint32_t posting_waits(const rs_posting_row *posting)
{
    uint32_t mask = 0;
    for (size_t n = 0; n < posting->returns.count; n++) {
        const rs_return_row *one = &posting->returns.items[n];
        if (return_says(posting, one).state == RS_RETURN_OPEN)
            mask |= UINT32_C(1) << return_waits(posting, one);
    }
    if (!posting_is_in_roubles(posting) && posting->status != RS_POSTING_CANCELLED)
        mask |= UINT32_C(1) << RS_ATTENTION_CURRENCY;
    return mask;
}
