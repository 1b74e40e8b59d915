/* stage - what tests of the dialogue with participants stand on: somebody who takes part, an
 * update, and ways to look at what was said. Change `who`, `settings` and `update` as a test needs.
 */
#ifndef RS_TEST_STAGE_H
#define RS_TEST_STAGE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "actors/telegram/turn.h"
#include "shared/unicode.h"

enum { VERA = 279, UPDATE = 702341180, MARCH = 1804285800 /* 06.03.2027 01:30 in Moscow */ };

extern arena *memory;
extern botapi_update update;
extern rs_participant_view who;
extern rs_settings settings;
extern turn now;

int stage_set_up(void **state);
int stage_tear_down(void **state);

void begin(void); /* deals with the update as it is now */
void typed(const char *text);
void pressed(const char *data);
/* What the ledger says to the command that is wanted; and the argument of that command. */
void answer(rs_err code, const char *detail, const void *result);
const void *argument(rs_method_id wanted);
/* What a code leads to is looked up first. NULL: there is no such code. */
void looked_up(const rs_link_card *card);
extern const rs_link_card no_product;

/* What was said: calls of the Bot API, one after another. */
size_t said(void);
const json_t *call(size_t at);
const char *method(size_t at);
const json_t *param(size_t at, const char *key);
const char *words(void); /* everything said, with ordinary spaces */
void assert_said(const char *part);
void assert_not_said(const char *part);
/* Data (or url, or text to copy) of the inline button with this label, with ordinary spaces. */
const char *button(const char *label);
bool has_button(const char *label);
bool has_menu(void);

#endif
