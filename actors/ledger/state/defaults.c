#include "actors/ledger/state/defaults.h"

/* 5 % of the seller's price for each of three levels of inviters, nothing for own purchases;
 * 30 days: Ozon's usual return window of 21 days and a margin. */
static const int64_t level_rates[] = {500, 500, 500};

void settings_defaults(rs_settings *out)
{
    *out = (rs_settings){
        .levels = 3,
        .level_rates = {level_rates, sizeof level_rates / sizeof *level_rates},
        .own_rate = 0,
        .max_network_rate = 1500,
        .base = RS_BASE_SELLER,
        .accrue_on = RS_ACCRUE_DELIVERED,
        .exclude_legal = true,
        .hold_days = 30,
        .hold_from = RS_HOLD_ACCRUAL,
        .who = RS_WHO_ANYONE,
        .proof = RS_PROOF_ORDER_NUMBER,
        .point_rate = 100,
        .payout_open_max = 1,
        .links_max = 50,
        .operators_mode = RS_OPERATORS_TOPICS,
        .operator_alias = false,
        .terms_version = 1,
        .digest_hour = 10,
        .digest_default = RS_FREQUENCY_WEEKLY,
        .notice_released = true,
        .notice_taken = true,
    };
}

void settings_subscriptions(const rs_settings *settings, const rs_subscriptions *chosen,
                            rs_subscriptions *out)
{
    rs_frequency otherwise =
        settings->digest_default ? settings->digest_default : RS_FREQUENCY_WEEKLY;
    *out = chosen ? *chosen : (rs_subscriptions){0};
    out->points = out->points ? out->points : otherwise;
    out->network = out->network ? out->network : otherwise;
    out->purchases = out->purchases ? out->purchases : otherwise;
}
