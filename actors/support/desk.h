/* desk - what the support bot says, as plain functions of an update.
 *
 * Whatever a person writes is stored in a conversation of kind support and reaches the staff's
 * forum through the bridge; whether they take part in the programme does not matter. */
#ifndef RS_DESK_H
#define RS_DESK_H

#include "shared/botapi_message.h"
#include "shared/botapi_update.h"

typedef enum {
    DESK_NOTHING, /* not for us */
    DESK_HELLO,   /* /start, /help: say who we are */
    DESK_PASS_ON, /* to the staff */
    DESK_TOO_LONG
} desk_action;

desk_action desk_decide(const botapi_update *update);

void desk_say(json_t *list, arena *memory, const botapi_update *update, text_key key);

/* The first words of a person are answered at once, so that they know somebody will; then not every
 * single one: `last_ms` is when we last did, 0 never. */
bool desk_thanks(int64_t now_ms, int64_t last_ms);

/* What is said when the ledger does not take a person's words. */
text_key desk_refusal(rs_err code);

/* ... not to every single one of them. */
enum { DESK_TOLD_EVERY_MS = 60000 };

json_t *desk_commands(void);

#endif
