/* auth_parts - what the ways in have in common. Between auth.c and door.c, for nobody else. */
#ifndef GATEWAY_AUTH_PARTS_H
#define GATEWAY_AUTH_PARTS_H

#include "actors/gateway/web.h"

enum { AUTH_ASK_MS = 10000 };

/* One more of this kind from the address that asks: ms to wait if that is too many, or 0. */
int64_t auth_wait_ms(exchange *self, limit_kind kind);
/* The same for a post. False: refused and answered. */
bool auth_within_limit(exchange *self, limit_kind kind);
/* A post from our own page, whose body has these fields. False: refused and answered. */
bool auth_admit(exchange *self, const body_field *fields, size_t count);

void auth_refuse(exchange *self, const actor_reply *reply);
void auth_answer_state(exchange *self, rs_login_state state, const rs_me *me);
/* Whoever was logged in with this browser is not any more. */
void auth_end_old_session(exchange *self);
/* `session` is theirs: the first cookie of the answer. */
void auth_let_in(exchange *self, const rs_me *me);

#endif
