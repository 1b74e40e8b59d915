/* defaults - the settings of a programme whose administrators have not set any, and what
 * participants are told who have not chosen. */
#ifndef RS_DEFAULTS_H
#define RS_DEFAULTS_H

#include "shared/protocol.h"

/* Points only at constants. */
void settings_defaults(rs_settings *out);

/* `chosen` NULL, or a topic of it not set: as the programme has it. */
void settings_subscriptions(const rs_settings *settings, const rs_subscriptions *chosen,
                            rs_subscriptions *out);

#endif
