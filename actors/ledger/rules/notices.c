/* Digests of a period and news at once: when they begin, when they are made, who gets them. */
#include "actors/ledger/rules/notices.h"

#include "actors/ledger/rules/rules.h"
#include "actors/ledger/state/defaults.h"
#include "shared/clock.h"

enum { LEVELS_MAX = 10, DIGESTS_MAX = 3, DAYS_A_WEEK = 7 };
static const int64_t GATHER_MS = 20000; /* what is told at once */
static const int64_t HOUR_MS = INT64_C(60) * 60 * 1000;
static const int64_t DAY_MS = INT64_C(24) * 60 * 60 * 1000;

int64_t notices_period_end(rs_frequency frequency, int64_t hour, int64_t now)
{
    int64_t shift = CLOCK_MOSCOW_MS - hour * HOUR_MS;
    int64_t day = (now + shift) / DAY_MS; /* since 1970, a Thursday */
    int64_t monday = day - (day + 3) % DAYS_A_WEEK;
    switch (frequency) {
    case RS_FREQUENCY_DAILY: return (day + 1) * DAY_MS - shift;
    case RS_FREQUENCY_WEEKLY: return (monday + DAYS_A_WEEK) * DAY_MS - shift;
    default: return now + GATHER_MS;
    }
}

static int64_t period_start(rs_frequency frequency, int64_t until)
{
    switch (frequency) {
    case RS_FREQUENCY_DAILY: return until - DAY_MS;
    case RS_FREQUENCY_WEEKLY: return until - DAYS_A_WEEK * DAY_MS;
    default: return until - GATHER_MS;
    }
}

/* ---------------------------------------------------------------------------------- making */

static int64_t total(rs_ints list)
{
    int64_t sum = 0;
    for (size_t n = 0; n < list.count; n++)
        sum += list.items[n];
    return sum;
}

static bool is_empty(const rs_digest *one)
{
    return !one->own && !total(one->levels) && !one->taken && !one->released &&
           !total(one->joined) && !one->orders && !one->sum && !one->returned;
}

static bool can_be_told(const rs_participant_row *row)
{
    return row->status == RS_PARTICIPANT_ACTIVE && !row->unreachable;
}

/* What is due of one participant ends here, told or not. */
static void make_due(decision *self, int64_t participant, const rs_account_row *account)
{
    rs_participant_row row;
    rs_digest *due = arena_give(self->memory, DIGESTS_MAX * sizeof *due);
    size_t count = 0;
    bool empty = true;
    for (size_t n = 0; n < account->digests.count; n++) {
        if (account->digests.items[n].until > self->now)
            continue;
        due[count++] = account->digests.items[n];
        empty = empty && is_empty(&account->digests.items[n]);
    }
    if (!count)
        return;
    bool told = !empty && find_participant(self, participant, &row) && can_be_told(&row);
    decide(
        self, FACT_digests_made,
        &(rs_digests_made){.participant = participant, .silent = !told, .digests = {due, count}});
}

static bool any_due(const decision *self, const rs_account_row *account)
{
    for (size_t n = 0; n < account->digests.count; n++)
        if (account->digests.items[n].until <= self->now)
            return true;
    return false;
}

size_t notices_release(decision *self, size_t limit)
{
    size_t count = 0;
    state_cursor cursor;
    while (
        count < limit &&
        state_first(self->state, TABLE_DIGEST_DUE, (rs_bytes){0}, (rs_bytes){0}, false, &cursor) &&
        key_number_at(cursor.key, 0) <= self->now) {
        rs_account_row account;
        int64_t participant = key_number_at(cursor.key, 1);
        find_account(self, participant, &account);
        RS_ASSERT(any_due(self, &account)); /* or the calendar would never come to an end */
        make_due(self, participant, &account);
        count++;
    }
    return count;
}

/* ------------------------------------------------------------------------------- beginning */

static rs_frequency frequency_of(const rs_subscriptions *chosen, rs_notice_topic topic)
{
    switch (topic) {
    case RS_NOTICE_POINTS: return chosen->points;
    case RS_NOTICE_NETWORK: return chosen->network;
    case RS_NOTICE_PURCHASES: return chosen->purchases;
    default: return RS_FREQUENCY_AT_ONCE;
    }
}

/* All that is told with this frequency. */
static uint32_t topics_of(const rs_settings *settings, const rs_subscriptions *chosen,
                          rs_frequency frequency)
{
    uint32_t topics = 0;
    if (frequency == RS_FREQUENCY_AT_ONCE)
        return (settings->notice_released ? RS_NOTICE_RELEASED : 0u) |
               (settings->notice_taken ? RS_NOTICE_TAKEN : 0u);
    for (uint32_t topic = RS_NOTICE_POINTS; topic <= RS_NOTICE_PURCHASES; topic <<= 1)
        if (frequency_of(chosen, (rs_notice_topic)topic) == frequency)
            topics |= topic;
    return topics;
}

static void open_digest(decision *self, const rs_participant_row *row, const rs_settings *settings,
                        rs_frequency frequency, uint32_t topics)
{
    int64_t until = notices_period_end(frequency, settings->digest_hour, self->now);
    int64_t since = period_start(frequency, until);
    if (since < row->subscribed)
        since = row->subscribed;
    decide(self, FACT_digest_opened,
           &(rs_digest_opened){
               .participant = row->id,
               .digest =
                   &(rs_digest){
                       .frequency = frequency, .topics = topics, .since = since, .until = until},
           });
}

/* Of these topics, those that nothing is being gathered about yet. */
static uint32_t not_gathered(const rs_account_row *account, uint32_t topics)
{
    for (size_t n = 0; n < account->digests.count; n++)
        topics &= ~(uint32_t)account->digests.items[n].topics;
    return topics;
}

static bool is_open(const rs_account_row *account, rs_frequency frequency)
{
    for (size_t n = 0; n < account->digests.count; n++)
        if (account->digests.items[n].frequency == frequency)
            return true;
    return false;
}

/* The account after what was due of it has been made. */
static void settle_due(decision *self, int64_t participant, rs_account_row *account)
{
    find_account(self, participant, account);
    if (!any_due(self, account))
        return;
    make_due(self, participant, account);
    find_account(self, participant, account);
}

void notices_expect(decision *self, int64_t participant, uint32_t topics)
{
    static const rs_frequency all[] = {RS_FREQUENCY_AT_ONCE, RS_FREQUENCY_DAILY,
                                       RS_FREQUENCY_WEEKLY};
    rs_account_row account;
    rs_participant_row row;
    rs_settings_row settings;
    rs_subscriptions chosen;
    settle_due(self, participant, &account);
    topics = not_gathered(&account, topics);
    if (!topics || !find_participant(self, participant, &row))
        return;
    find_settings(self, &settings);
    settings_subscriptions(settings.settings, row.subscriptions, &chosen);
    for (size_t n = 0; n < sizeof all / sizeof *all; n++) {
        uint32_t told = topics_of(settings.settings, &chosen, all[n]);
        if ((told & topics) && !is_open(&account, all[n]))
            open_digest(self, &row, settings.settings, all[n], not_gathered(&account, told));
    }
}

void notices_registered(decision *self, int64_t id)
{
    rs_participant_row row;
    rs_settings_row settings;
    int64_t above[LEVELS_MAX];
    size_t count = 0;
    find_settings(self, &settings);
    for (int64_t at = id; count < (size_t)settings.settings->levels; above[count++] = at) {
        if (!find_participant(self, at, &row) || !row.inviter)
            break;
        at = row.inviter;
    }
    for (size_t n = 0; n < count; n++)
        notices_expect(self, above[n], RS_NOTICE_NETWORK);
    if (count)
        decide(self, FACT_network_grew, &(rs_network_grew){.id = id, .above = {above, count}});
}

/* ------------------------------------------------------------------------------ subscribing */

static void add_ints(decision *self, rs_ints *to, rs_ints more)
{
    int64_t *items = arena_give(self->memory, LEVELS_MAX * sizeof *items);
    for (size_t n = 0; n < LEVELS_MAX; n++)
        items[n] = (n < to->count ? to->items[n] : 0) + (n < more.count ? more.items[n] : 0);
    *to = (rs_ints){items, LEVELS_MAX};
}

/* What was gathered about a topic goes from one digest to another (NULL: is dropped). */
static void move_topic(decision *self, rs_digest *from, rs_digest *to, rs_notice_topic topic)
{
    rs_digest dropped = {0};
    to = to ? to : &dropped;
    from->topics &= ~(int64_t)topic;
    to->topics |= topic;
    to->since = from->since < to->since ? from->since : to->since;
    switch (topic) {
    case RS_NOTICE_POINTS:
        to->own += from->own;
        to->taken += from->taken;
        add_ints(self, &to->levels, from->levels);
        from->own = from->taken = 0;
        from->levels = (rs_ints){0};
        break;
    case RS_NOTICE_NETWORK:
        add_ints(self, &to->joined, from->joined);
        from->joined = (rs_ints){0};
        break;
    default:
        to->orders += from->orders;
        to->sum += from->sum;
        to->returned += from->returned;
        from->orders = from->sum = from->returned = 0;
    }
}

static rs_digest *digest_of(rs_digest_list *list, rs_frequency frequency)
{
    for (size_t n = 0; n < list->count; n++)
        if (list->items[n].frequency == frequency)
            return &list->items[n];
    return NULL;
}

/* The digest that a topic is gathered in from now on; NULL: it is off, or nothing has happened. */
static rs_digest *digest_for(decision *self, rs_digest_list *list, rs_frequency frequency,
                             const rs_digest *before, int64_t hour)
{
    rs_digest *to = digest_of(list, frequency);
    if (to || !before || frequency == RS_FREQUENCY_OFF)
        return to;
    RS_ASSERT(list->count < DIGESTS_MAX);
    list->items[list->count] = (rs_digest){
        .frequency = frequency,
        .since = before->since,
        .until = notices_period_end(frequency, hour, self->now),
    };
    return &list->items[list->count++];
}

static void change_topic(decision *self, rs_digest_list *list, rs_notice_topic topic,
                         rs_frequency was, rs_frequency is, int64_t hour)
{
    if (was == is)
        return;
    rs_digest *from = digest_of(list, was);
    rs_digest *to = digest_for(self, list, is, from, hour);
    if (from)
        move_topic(self, from, to, topic);
    else if (to)
        to->topics |= topic;
}

/* Without those that are about nothing any more. */
static rs_digest_list still_wanted(rs_digest_list list)
{
    size_t count = 0;
    for (size_t n = 0; n < list.count; n++)
        if (list.items[n].topics)
            list.items[count++] = list.items[n];
    list.count = count;
    return list;
}

/* A digest is about all that is told with its frequency, not only what has moved there. */
static void cover_topics(rs_digest_list *list, const rs_settings *settings,
                         const rs_subscriptions *chosen)
{
    rs_account_row gathered = {.digests = *list};
    for (size_t n = 0; n < list->count; n++)
        list->items[n].topics |=
            not_gathered(&gathered, topics_of(settings, chosen, list->items[n].frequency));
}

static rs_digest_list copy_list(decision *self, rs_digest_list from)
{
    rs_digest *items = arena_give(self->memory, DIGESTS_MAX * sizeof *items);
    for (size_t n = 0; n < from.count; n++)
        items[n] = from.items[n];
    return (rs_digest_list){items, from.count};
}

void notices_subscribe(decision *self, const rs_participant_row *row,
                       const rs_subscriptions *before, rs_subscribed *stamp)
{
    rs_account_row account;
    rs_settings_row settings;
    const rs_subscriptions *after = stamp->subscriptions;
    find_settings(self, &settings);
    settle_due(self, row->id, &account);
    rs_digest_list list = copy_list(self, account.digests);
    int64_t hour = settings.settings->digest_hour;
    change_topic(self, &list, RS_NOTICE_POINTS, before->points, after->points, hour);
    change_topic(self, &list, RS_NOTICE_NETWORK, before->network, after->network, hour);
    change_topic(self, &list, RS_NOTICE_PURCHASES, before->purchases, after->purchases, hour);
    list = still_wanted(list);
    cover_topics(&list, settings.settings, after);
    stamp->id = row->id;
    stamp->digests = list;
    decide(self, FACT_subscribed, stamp);
}

rs_err rule_subscribe(decision *self, const void *argument)
{
    const rs_subscribe_args *args = argument;
    rs_participant_row row;
    rs_settings_row settings;
    if (args->frequency == RS_FREQUENCY_AT_ONCE)
        return REFUSE(self, RS_BAD_REQUEST, "frequency: off, daily or weekly");
    if (!find_person(self, args->tg, &row))
        return REFUSE(self, RS_NOT_FOUND, "nobody with this Telegram id has pressed /start");
    find_settings(self, &settings);
    rs_subscriptions before;
    settings_subscriptions(settings.settings, row.subscriptions, &before);
    rs_subscriptions *after = arena_give(self->memory, sizeof *after);
    *after = before;
    after->points = args->topics & RS_NOTICE_POINTS ? args->frequency : before.points;
    after->network = args->topics & RS_NOTICE_NETWORK ? args->frequency : before.network;
    after->purchases = args->topics & RS_NOTICE_PURCHASES ? args->frequency : before.purchases;
    self->result = after;
    if (!row.subscriptions || memcmp(&before, after, sizeof before) != 0)
        notices_subscribe(self, &row, &before, &(rs_subscribed){.subscriptions = after});
    return RS_OK;
}
