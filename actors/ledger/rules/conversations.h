/* conversations - dialogues, for rules that start one or change how one stands. */
#ifndef RS_CONVERSATIONS_H
#define RS_CONVERSATIONS_H

#include "actors/ledger/rules/decision.h"

/* A new conversation; there must be none of this kind with this person yet. */
RS_MUST_USE rs_err conversation_open(decision *self, rs_conversation_kind kind,
                                     const rs_tg_user *who, int64_t *id);
bool find_conversation(decision *self, int64_t id, rs_conversation_row *out);
/* Rights of which one is needed to answer there. */
uint32_t conversation_rights(rs_conversation_kind kind);
/* Who acts as an operator: the session's administrator, or the one behind a Telegram id. */
RS_MUST_USE rs_err conversation_operator(decision *self, const rs_conversation_row *room,
                                         const rs_tg_user *operator, int64_t * admin);

/* Where dialogues are dealt to private chats: whoever takes a request has its dialogue, too. */
void conversation_follow_payer(decision *self, int64_t participant, int64_t admin);
/* Whatever this administrator has and may not answer any more is dealt to others at once, so that
 * nobody waits for somebody who was blocked; where conversations are not dealt, or nobody else may
 * answer, nobody has it from then on. */
void conversations_leave(decision *self, int64_t admin);

#endif
