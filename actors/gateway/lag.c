#include "actors/gateway/lag.h"

lag_verdict lag_judge(int64_t shown, int64_t seq, rs_err code, int64_t wait_ms)
{
    if (!seq || seq >= shown)
        return LAG_PASS;
    if (wait_ms <= LAG_LAST_MS)
        return LAG_AGAIN;
    return code == RS_OK ? LAG_PASS : LAG_UNAVAILABLE;
}
