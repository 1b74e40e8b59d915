/* Inviting: a link with its code, ways to pass it on, and what whoever opens it sees. */
#include <inttypes.h>
#include <string.h>

#include "actors/telegram/qr.h"
#include "actors/telegram/turn_parts.h"
#include "shared/unicode.h"

enum { SHARED_NAME_UNITS = 80 };

const char *invite_link(turn *self, const char *code)
{
    return arena_print(self->memory, "%s/%s?start=%s", self->links, self->bot, code);
}

/* Percent-encoding of everything but what RFC 3986 calls unreserved. */
static const char *url_escape(arena *memory, const char *text)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
    static const char hex[] = "0123456789ABCDEF";
    char *out = arena_give(memory, strlen(text) * 3 + 1);
    char *at = out;

    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;
        if (strchr(plain, *text)) {
            *at++ = *text;
            continue;
        }
        *at++ = '%';
        *at++ = hex[byte >> 4];
        *at++ = hex[byte & 15];
    }
    return out;
}

/* What goes with a link that is passed on: about the product, the programme's own words, and the
 * mark of advertising. */
static const char *words_to_share(turn *self, const char *product)
{
    const rs_settings *settings = self->settings;
    bool own = settings->text_share && *settings->text_share;
    const char *words =
        own ? settings->text_share : text(self->memory, self->lang, TEXT_INVITE_SHARE_TEXT);
    if (product)
        words = arena_print(self->memory, "%s\n%s",
                            unicode_name(self->memory, product, SHARED_NAME_UNITS), words);
    if (settings->ad_line && *settings->ad_line)
        words = arena_print(self->memory, "%s\n%s", words, settings->ad_line);
    return words;
}

json_t *invite_buttons(turn *self, const char *code, const char *product)
{
    const char *link = invite_link(self, code);
    json_t *keyboard = inline_open();

    inline_row(keyboard);
    inline_copy(keyboard, text(self->memory, self->lang, TEXT_INVITE_COPY), link);
    inline_row(keyboard);
    inline_url(keyboard, text(self->memory, self->lang, TEXT_INVITE_SHARE),
               arena_print(self->memory, "https://t.me/share/url?url=%s&text=%s",
                           url_escape(self->memory, link),
                           url_escape(self->memory, words_to_share(self, product))));
    inline_press(keyboard, text(self->memory, self->lang, TEXT_INVITE_QR),
                 arena_print(self->memory, BUTTON "qr:%s", code));
    return keyboard;
}

void screen_invite(turn *self)
{
    const rs_participant_view *who = self->who;
    draft out = turn_draft(self);

    if (who->status == RS_PARTICIPANT_BLOCKED) {
        turn_say_key(self, TEXT_BLOCKED);
        return;
    }
    const char *code = who->code ? who->code : "";
    draft_add(&out, TEXT_INVITE, .link = invite_link(self, code), .code = code);
    if (self->settings->text_promo_code && *self->settings->text_promo_code) {
        draft_gap(&out);
        draft_raw(&out, self->settings->text_promo_code);
    }
    json_t *keyboard = invite_buttons(self, code, NULL);
    inline_row(keyboard);
    inline_press(keyboard, text(self->memory, self->lang, TEXT_INVITE_PRODUCT), BUTTON "pl");
    inline_press(keyboard, text(self->memory, self->lang, TEXT_INVITE_LABEL), BUTTON "lb");
    turn_say(self, &out, keyboard);
}

/* "qr:<code>" */
bool invite_press(turn *self, const char *data)
{
    static const char word[] = "qr:";
    draft caption = turn_draft(self);

    if (strncmp(data, word, strlen(word)) != 0 || !entry_is_code(data + strlen(word)))
        return false;
    const char *link = invite_link(self, data + strlen(word));
    rs_bytes picture = qr_png(self->memory, link);
    if (!picture.size)
        return false;
    draft_add(&caption, TEXT_QR_CAPTION, .link = link);
    message_photo(self->out, self->update->chat, picture, &caption, NULL);
    return true;
}

/* The product a link is for, with its address on Ozon; nothing for other links. */
void invite_say_card(turn *self)
{
    const rs_link_product *product = self->product;
    draft out = turn_draft(self);
    json_t *keyboard;

    if (!product)
        return;
    draft_add(&out, TEXT_CARD, .name = product->name ? product->name : "");
    keyboard = inline_open();
    inline_row(keyboard);
    inline_url(keyboard, text(self->memory, self->lang, TEXT_CARD_OPEN),
               arena_print(self->memory,
                           "https://www.ozon.ru/product/%" PRId64
                           "/?utm_source=telegram&utm_medium=referral&utm_campaign=%s",
                           product->sku, self->code));
    turn_say(self, &out, keyboard);
    if (product->picture && *product->picture)
        message_picture(self->out, product->picture);
}
