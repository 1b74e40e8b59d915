/* What a participant is told by the bot itself: the choice of it, and the messages. */
#include <inttypes.h>

#include "actors/telegram/turn_parts.h"
#include "shared/format.h"

static const rs_notice_topic topics[] = {RS_NOTICE_POINTS, RS_NOTICE_NETWORK, RS_NOTICE_PURCHASES};
enum { TOPICS = sizeof topics / sizeof *topics, ALL_TOPICS = 7 };

/* ---------------------------------------------------------------------------------- choosing */

void screen_notifications(turn *self)
{
    const rs_who who = {.tg = self->update->from.tg};

    turn_command(self, RS_SUBSCRIPTIONS_GET, turn_keep(self, &who, sizeof who));
}

static rs_frequency frequency_of(const rs_subscriptions *now, rs_notice_topic topic)
{
    return topic == RS_NOTICE_POINTS    ? now->points
           : topic == RS_NOTICE_NETWORK ? now->network
                                        : now->purchases;
}

static const char *state_of(turn *self, rs_frequency frequency)
{
    text_key key = frequency == RS_FREQUENCY_OFF     ? TEXT_NOTIFY_OFF
                   : frequency == RS_FREQUENCY_DAILY ? TEXT_NOTIFY_DAILY
                                                     : TEXT_NOTIFY_WEEKLY;
    return text(self->memory, self->lang, key);
}

static void choice(turn *self, json_t *keyboard, const rs_subscriptions *now, size_t n,
                   rs_frequency frequency)
{
    const char *id = arena_print(self->memory, "%zu", n + 1);
    const char *label = frequency == RS_FREQUENCY_OFF
                            ? text(self->memory, self->lang, TEXT_NOTIFY_BUTTON_OFF, .id = id)
                        : frequency == RS_FREQUENCY_DAILY
                            ? text(self->memory, self->lang, TEXT_NOTIFY_BUTTON_DAILY, .id = id)
                            : text(self->memory, self->lang, TEXT_NOTIFY_BUTTON_WEEKLY, .id = id);
    if (frequency_of(now, topics[n]) == frequency)
        label = text(self->memory, self->lang, TEXT_NOTIFY_CHOSEN, .text = label);
    inline_press(keyboard, label,
                 arena_print(self->memory, BUTTON "nf:%d:%d", (int)topics[n], (int)frequency));
}

void notify_shown(turn *self, const rs_subscriptions *now)
{
    draft out = turn_draft(self);
    json_t *keyboard = inline_open();

    draft_add(&out, TEXT_NOTIFY_TITLE);
    draft_gap(&out);
    draft_add(&out, TEXT_NOTIFY_POINTS, .state = state_of(self, now->points));
    draft_line(&out, TEXT_NOTIFY_NETWORK, .state = state_of(self, now->network));
    draft_line(&out, TEXT_NOTIFY_PURCHASES, .state = state_of(self, now->purchases));
    draft_gap(&out);
    draft_add(&out, TEXT_NOTIFY_HOW, .n = self->settings->digest_hour);
    for (size_t n = 0; n < TOPICS; n++) {
        inline_row(keyboard);
        for (rs_frequency one = RS_FREQUENCY_OFF; one <= RS_FREQUENCY_WEEKLY; one++)
            choice(self, keyboard, now, n, one);
    }
    turn_show(self, &out, keyboard);
}

/* Chosen on the screen: it shows the choice. Chosen below a digest: the digest stays as it is. */
void notify_subscribed(turn *self, const rs_subscriptions *now)
{
    if (self->edit)
        notify_shown(self, now);
    else
        turn_say_key(self, TEXT_NOTIFY_STOPPED);
}

static void subscribe(turn *self, int64_t which, rs_frequency frequency)
{
    const rs_subscribe_args args = {
        .tg = self->update->from.tg, .topics = which, .frequency = frequency};

    turn_command(self, RS_PARTICIPANT_SUBSCRIBE, turn_keep(self, &args, sizeof args));
}

bool notify_press(turn *self, const char *data)
{
    int64_t figures[2];

    if (turn_figures(data, "nu", figures) == 0) {
        message_unbutton(self->out, self->update->chat, self->update->message);
        subscribe(self, ALL_TOPICS, RS_FREQUENCY_OFF);
        return true;
    }
    if (turn_figures(data, "ns", figures) == 0) {
        screen_notifications(self);
        return true;
    }
    if (turn_figures(data, "nf", figures) != 2 || figures[0] < 1 || figures[0] > ALL_TOPICS ||
        figures[1] < RS_FREQUENCY_OFF || figures[1] > RS_FREQUENCY_WEEKLY)
        return false;
    self->edit = true;
    subscribe(self, figures[0], (rs_frequency)figures[1]);
    return true;
}

/* ---------------------------------------------------------------------------------- digests */

static int64_t total_of(rs_ints list)
{
    int64_t sum = 0;

    for (size_t n = 0; n < list.count; n++)
        sum += list.items[n];
    return sum;
}

static const char *points(const draft *out, int64_t centipoints)
{
    return text_points(out->memory, out->lang, centipoints);
}

static void say_points(draft *out, const rs_digest *one)
{
    int64_t earned = one->own + total_of(one->levels);

    if (earned) {
        draft_gap(out);
        draft_add(out, TEXT_DIGEST_POINTS, .points = points(out, earned));
        if (one->own)
            draft_line(out, TEXT_DIGEST_OWN, .points = points(out, one->own));
        for (size_t n = 0; n < one->levels.count; n++)
            if (one->levels.items[n])
                draft_line(out, TEXT_DIGEST_LEVEL, .n = (int64_t)n + 1,
                           .points = points(out, one->levels.items[n]));
    }
    if (one->taken) {
        draft_gap(out);
        draft_add(out, TEXT_DIGEST_TAKEN, .points = points(out, one->taken));
    }
}

static void say_joined(draft *out, const rs_digest *one)
{
    if (!total_of(one->joined))
        return;
    draft_gap(out);
    draft_add(out, TEXT_DIGEST_JOINED, .n = total_of(one->joined));
    for (size_t n = 0; n < one->joined.count; n++)
        if (one->joined.items[n])
            draft_line(out, TEXT_DIGEST_JOINED_LEVEL, .n = (int64_t)n + 1,
                       .total = format_count(out->memory, out->lang, one->joined.items[n]));
}

static void say_purchases(draft *out, const rs_digest *one)
{
    if (one->orders || one->sum) {
        draft_gap(out);
        draft_add(out, TEXT_DIGEST_ORDERS, .n = one->orders,
                  .money = format_money(out->memory, out->lang, one->sum));
    }
    if (one->returned) {
        draft_gap(out);
        draft_add(out, TEXT_DIGEST_RETURNED,
                  .money = format_money(out->memory, out->lang, one->returned));
    }
}

static bool is_empty(const rs_digest *one)
{
    return !one->own && !total_of(one->levels) && !one->taken && !total_of(one->joined) &&
           !one->orders && !one->sum && !one->returned;
}

static void say_period(draft *out, const rs_digest *one)
{
    arena *memory = out->memory;
    rs_lang lang = out->lang;
    const char *from = format_date(memory, lang, one->since);
    const char *to = format_date(memory, lang, one->until - 1);

    draft_gap(out);
    if (one->frequency == RS_FREQUENCY_DAILY)
        draft_add(out, TEXT_DIGEST_DAY,
                  .date = text(memory, lang, TEXT_DIGEST_SPAN, .from = from, .to = to));
    else
        draft_add(out, TEXT_DIGEST_WEEK,
                  .date = text(memory, lang, TEXT_DIGEST_SPAN, .from = from, .to = to));
    say_points(out, one);
    say_joined(out, one);
    say_purchases(out, one);
}

static void say_news(draft *out, const rs_digest *one)
{
    if (one->released)
        draft_line(out, TEXT_NEWS_POINTS_RELEASED, .points = points(out, one->released));
    if (one->taken)
        draft_line(out, TEXT_NEWS_POINTS_TAKEN, .points = points(out, one->taken));
}

static json_t *digest_buttons(const draft *out, bool released, bool period)
{
    json_t *keyboard = inline_open();

    if (released) {
        inline_row(keyboard);
        inline_press(keyboard, text(out->memory, out->lang, TEXT_MENU_PAYOUT), BUTTON "pay");
    }
    if (period) {
        inline_row(keyboard);
        inline_press(keyboard, text(out->memory, out->lang, TEXT_DIGEST_SETTINGS), BUTTON "ns");
        inline_press(keyboard, text(out->memory, out->lang, TEXT_DIGEST_STOP), BUTTON "nu");
    }
    if (released || period)
        return keyboard;
    json_decref(keyboard);
    return NULL;
}

void turn_digests(const rs_event *event, arena *memory, json_t *list)
{
    rs_lang lang = event->who->lang ? event->who->lang : RS_LANG_RU;
    bool released = false;
    bool period = false;
    draft out;

    draft_open(&out, memory, lang);
    for (size_t n = 0; n < event->digests.count; n++) {
        const rs_digest *one = &event->digests.items[n];
        if (one->frequency == RS_FREQUENCY_AT_ONCE) {
            say_news(&out, one);
            released |= one->released > 0;
        } else if (!is_empty(one)) {
            say_period(&out, one);
            period = true;
        }
    }
    if (out.units)
        message_send(list, event->who->tg, 0, &out, digest_buttons(&out, released, period));
}
