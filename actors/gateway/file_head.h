/* file_head - what a browser is told of a file that a stranger has sent: its type, and its name.
 *
 * The type is read from the file's first bytes, whatever its sender claims: a picture, a sound or a
 * film of the few kinds that browsers show without running anything, or else plain bytes, which
 * they save and do not open. The name is cleaned, clipped and escaped, so that nothing in it ends
 * the header, begins another, or looks like a different ending. */
#ifndef GATEWAY_FILE_HEAD_H
#define GATEWAY_FILE_HEAD_H

#include <stdbool.h>

#include "shared/codec.h"

enum {
    FILE_NAME_MAX = 200, /* bytes of a name, its ending included */
    DISPOSITION_ROOM = 64 + FILE_NAME_MAX + 3 * FILE_NAME_MAX,
};

/* Never NULL: "application/octet-stream" for whatever is not known to be harmless. */
const char *file_type(rs_bytes beginning);
/* May it be shown where it stands? Pictures and sounds; everything else is saved. */
bool file_is_shown(const char *type);
/* Content-Disposition (RFC 6266, RFC 8187): the name in ASCII for old browsers, and as it is. A
 * file without a name (UTF-8, or NULL) gets one from its type. */
void file_disposition(const char *name, const char *type, char out[DISPOSITION_ROOM]);

#endif
