/* conversations - dialogues, for rules that start one. */
#ifndef RS_CONVERSATIONS_H
#define RS_CONVERSATIONS_H

#include "actors/ledger/rules/decision.h"

/* A new conversation; there must be none of this kind with this person yet. */
RS_MUST_USE rs_err conversation_open(decision *self, rs_conversation_kind kind,
                                     const rs_tg_user *who, int64_t *id);

#endif
