/* office - administrators: who they are, what they may do, and their sessions. */
#ifndef RS_OFFICE_H
#define RS_OFFICE_H

#include "actors/ledger/rules/decision.h"

/* Whose session it is, into self->admin and rights. RS_FORBIDDEN: no such session, expired, the
 * administrator is blocked or removed, or has none of the rights. */
RS_MUST_USE rs_err office_identify(decision *self, rs_bytes session, uint32_t rights);
/* The administrator of a Telegram id who has one of the rights; 0: none. */
int64_t office_by_tg(decision *self, int64_t tg, uint32_t rights);
/* Who acts, into self->admin: the session's administrator, or when a bot asks the one behind the
 * Telegram id. RS_FORBIDDEN: not an administrator with one of the rights. */
RS_MUST_USE rs_err office_act(decision *self, const rs_tg_user *operator, uint32_t rights);
/* Is it a reason worth reading: five characters at least? */
bool office_is_reason(const char *text);

#endif
