/* turn - one step of the dialogue with a person, as a plain function of what is known.
 *
 * An update comes in; turn_begin looks at it and either says something, or asks for one command of
 * the ledger; turn_answer takes what the ledger said, says something, or asks for the next command.
 * Nothing here waits, sends or reads a clock, so the same update with the same answers always says
 * the same: that is what makes an update that comes twice harmless.
 *
 * What is said collects in `out` (see botapi_message.h); what the chat is asked about next, in
 * `next`. Everything lives in the arena. */
#ifndef RS_TURN_H
#define RS_TURN_H

#include "shared/botapi_message.h"
#include "shared/botapi_update.h"

typedef struct {
    const char *step; /* "": nothing is being asked */
    const char *data;
} turn_place;

typedef struct {
    arena *memory;
    const botapi_update *update;    /* of a private chat */
    const rs_participant_view *who; /* NULL: never pressed /start */
    const rs_settings *settings;
    turn_place place;    /* where the dialogue stood before this update */
    const char *bot;     /* our user name */
    const char *links;   /* server of links to it, "https://t.me" */
    const char *support; /* user name of the support bot, "": none */
    const char *terms_link;
    bool quiet;  /* was told a moment ago that we do not understand */
    bool warned; /* ... that messages come too fast */

    /* what comes of it */
    rs_lang lang;
    json_t *out;
    turn_place next;
    rs_method_id method;  /* 0: no command is wanted (any more) */
    const void *argument; /* of the command */
    bool confused;        /* said that we do not understand */
    bool flooded;         /* what was written to operators was too much */
    bool heard;           /* it reached them */

    /* between the commands of one turn */
    const char *code;               /* the code of a link that was opened or typed */
    const rs_link_product *product; /* what it is for; NULL: nothing */
    bool edit;           /* the answer takes the place of the message whose button was pressed */
    bool looking_by_sku; /* for a product; by its words comes next */
    int64_t skip;        /* of a list, before the page shown */
    bool turned_back;    /* to the last page: there was nothing on the one asked for */
    int64_t asked;       /* what it is a list for: a link to be switched off, an order */
    rs_level_line_list levels; /* of the network */
} turn;

/* What has been filled in: memory .. warned. */
void turn_begin(turn *self);
/* The outcome of the command: RS_OK with a result of its type, or a refusal with its detail. */
void turn_answer(turn *self, rs_err code, const char *detail, const void *result);

/* Frees `out`; the rest is the arena's. */
void turn_end(turn *self);

/* Commands that appear in Telegram's menu, as calls for botapi_poll's setup. */
json_t *turn_commands(void);

/* News about a payout: messages to event->who, or none. */
void turn_news(const rs_event *event, arena *memory, json_t *list);

/* What happened in a period or just now: a message to event->who, or none. */
void turn_digests(const rs_event *event, arena *memory, json_t *list);
/* The message to an owner about an incident, or where the journal's chain stands. */
void turn_incident(const rs_event *event, arena *memory, json_t *list);

/* Where the dialogue stands, as the ledger keeps it. The update that led there and the place before
 * it are kept too, also when nothing is asked any more: when that update comes again, it is dealt
 * with from where it was, unless it was answered already. */
const char *place_step(turn_place place);
const char *place_pack(arena *memory, int64_t bot, int64_t update, bool answered, turn_place before,
                       const char *data, int64_t now);
/* Another bot, which this one has taken the place of, asked something else, and numbered its
 * updates otherwise: nothing of its place holds here. */
bool place_is_of(int64_t bot, const char *packed);
turn_place place_unpack(arena *memory, int64_t update, const char *step, const char *packed);
/* Was this update answered, or the dialogue further already? Then it has been dealt with: it comes
 * again because Telegram was not told so, and must not be read in the light of what came after. */
bool place_is_past(int64_t update, const char *packed, int64_t now);
/* The same where updates need not come in the order of their ids (a webhook: presses come beside
 * messages, and what was not taken comes again): only that very update is over. */
bool place_is_answered(int64_t update, const char *packed);

/* Is it for the bot, whoever writes: a command or a word of the menu, or the answer to what it was
 * asking at that step? */
bool turn_is_own(const botapi_update *update, const char *step);

#endif
