/* turn_parts - what the screens of the bot share; nobody else includes it. */
#ifndef RS_TURN_PARTS_H
#define RS_TURN_PARTS_H

#include "actors/telegram/turn.h"

/* Buttons carry "v1:<word>" or "v1:<word>:<figures>"; old ones come back for ever. */
#define BUTTON "v1:"
#define STEP_AMOUNT "amount"
#define STEP_REQUISITES "requisites"
#define STEP_PRODUCT "product"
#define STEP_LABEL "label"

/* Opens a draft in the person's language. */
draft turn_draft(turn *self);
/* Sends it to the person; takes the keyboard (may be NULL). */
void turn_say(turn *self, const draft *text, json_t *keyboard);
void turn_say_key(turn *self, text_key key); /* a text without parameters */
/* The same, in the place of the message whose button was pressed if self->edit. */
void turn_show(turn *self, const draft *text, json_t *keyboard);
/* Buttons to the pages before and behind; their data is the word and how much to skip. */
void turn_pages(turn *self, json_t *keyboard, const char *word, int64_t skip, int64_t a_page,
                int64_t shown, int64_t total);
/* "word:figure:figure" -> how many figures (at most two) behind the word; -1: another word. */
int turn_figures(const char *data, const char *word, int64_t figures[2]);
void turn_command(turn *self, rs_method_id method, const void *argument);
json_t *turn_menu(turn *self);
/* From an open request on, and in reply to an operator, what is written goes to the operators. */
bool turn_is_for_operators(const turn *self);
void turn_to_operators(turn *self);
/* A value of the arena that lives as long as the turn. */
void *turn_keep(turn *self, const void *value, size_t size);

/* entry.c: the way in */
void entry_start(turn *self, const char *code);
void entry_looked_up(turn *self, const rs_link_card *card); /* NULL: no such code */
void entry_started(turn *self, const rs_start_result *result);
void entry_terms(turn *self, text_key why);
void entry_consent(turn *self, int64_t terms);
void entry_consented(turn *self);
void entry_ask(turn *self); /* for the Ozon ID */
void entry_later(turn *self);
void entry_number(turn *self);
void entry_registered(turn *self, const rs_register_result *result);
bool entry_is_code(const char *text);

/* screens.c: what can be looked at */
void screen_balance(turn *self);
void screen_help(turn *self);
void screen_support(turn *self);
void screen_unknown(turn *self);

/* invite.c: the general link, and passing links on */
void screen_invite(turn *self);
const char *invite_link(turn *self, const char *code);
json_t *invite_buttons(turn *self, const char *code, const char *product);
bool invite_press(turn *self, const char *data);
void invite_say_card(turn *self);

/* links.c: more links, and the list of them */
void screen_links(turn *self);
bool links_press(turn *self, const char *data); /* false: not a button of these screens */
bool links_typed(turn *self);                   /* false: nothing of the kind is being asked */
void links_found(turn *self, const rs_products_page *page);
void links_made(turn *self, rs_err code, const char *detail, const rs_link_view *link);
void links_listed(turn *self, const rs_links_page *page);
void links_switched(turn *self, rs_err code);

/* network.c */
void screen_referrals(turn *self);
bool network_press(turn *self, const char *data);
void network_counted(turn *self, const rs_tree_levels *levels); /* NULL: not known now */
void network_listed(turn *self, const rs_direct_page *page);

/* notify.c */
void screen_notifications(turn *self);
bool notify_press(turn *self, const char *data);
void notify_shown(turn *self, const rs_subscriptions *now);
void notify_subscribed(turn *self, const rs_subscriptions *now);

/* payout.c */
void payout_begin(turn *self);
void payout_typed(turn *self);
void payout_amount(turn *self, int64_t amount);
void payout_confirm(turn *self, int64_t amount, int64_t rate);
void payout_opened(turn *self, rs_err code, const char *detail, const rs_payout_row *row);
void payout_drop(turn *self);
void payout_cancel(turn *self, int64_t payout);
void payout_cancelled(turn *self, rs_err code, const char *detail, const rs_payout_row *row);
void payout_card(turn *self, const rs_payout_row *row, bool talk);

/* The check of an amount that can be withdrawn, and where it goes. */
void payout_check(turn *self, int64_t amount, const rs_requisites_mask *where);

/* requisites.c: where the money goes, asked once and used again */
void requisites_look(turn *self, int64_t amount);
void requisites_found(turn *self, const rs_requisites_view *form);
void requisites_typed(turn *self);
bool requisites_press(turn *self, const char *data);
void requisites_answered(turn *self, rs_err code, const rs_requisites_view *form);
const char *requisites_words(arena *memory, rs_lang lang, const rs_requisites_mask *where);

/* login.c */
void login_open(turn *self, const char *attempt);
void login_opened(turn *self, rs_err code, const rs_login_question *question);
void login_choose(turn *self, const char *attempt, int64_t number);
void login_chosen(turn *self, rs_err code, const rs_login_result *result);

#endif
