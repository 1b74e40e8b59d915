/* defaults - the settings of a programme whose administrators have not set any. */
#ifndef RS_DEFAULTS_H
#define RS_DEFAULTS_H

#include "shared/protocol.h"

/* Points only at constants. */
void settings_defaults(rs_settings *out);

#endif
