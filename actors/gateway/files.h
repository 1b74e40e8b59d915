/* files - what hangs on the messages of dialogues, on its way to a browser.
 *
 * GET /files/<conversation>/<message>, with the cookie of a session that may read that message: the
 * reader is asked for it in the session's name, and says which bot has the file. Behind a third
 * number, the moment of an earlier wording, is the file that another one has replaced. The bot is
 * asked for one piece after another (shared/protocol/files.def), each when the one before has been
 * written to the browser. What a stranger has sent is never run: its type is read from its bytes
 * (file_head.h), it comes in a sandbox, and whatever is no picture and no sound is saved.
 *
 * What goes wrong before the first byte is an answer of its own, {error, detail} with a code of
 * err.h; behind it the connection ends, and the browser knows that it has not got all. */
#ifndef GATEWAY_FILES_H
#define GATEWAY_FILES_H

#include "actors/gateway/web.h"

#define FILES_PATH "/files/"

enum {
    FLOWS_MAX = 64,    /* files on their way at once: so many pieces are in memory */
    FLOWS_OWN_MAX = 8, /* of one session */
};

web_route_fn files_get;

void flow_close(flow **self_p); /* with its exchange */

#endif
