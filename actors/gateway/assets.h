/* assets - the built admin page, served from memory.
 *
 * Every regular file below the folder is read once; `x.gz` and `x.br` beside `x` become its
 * codings. What lies in /assets/ has a hash in its name and never changes. When a new build
 * appears, it is read, and the hashed files of the build before stay: pages that are open still ask
 * for them.
 *
 * Ownership: assets_find gives an asset that lives until asset_drop, whatever is read meanwhile. */
#ifndef GATEWAY_ASSETS_H
#define GATEWAY_ASSETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/err.h"

typedef enum { CODING_NONE, CODING_GZIP, CODING_BROTLI, CODINGS } asset_coding;

typedef struct {
    uint8_t *data; /* NULL: not there in this coding */
    size_t size;
    char etag[40]; /* quoted, strong, another one for each coding */
} asset_body;

typedef struct {
    size_t refs;
    char *path; /* "/index.html" */
    const char *mime;
    bool immutable;
    asset_body body[CODINGS];
} asset;

void asset_drop(asset **self_p);

typedef struct assets assets;

/* A folder that is not there, or has no index.html, is an empty set: see assets_refresh. */
assets *assets_open(const char *root);
void assets_close(assets **self_p);

/* Reads the folder again if it has changed and has been quiet for two seconds (`now` is the
 * system's time, in ms). RS_STORAGE: it cannot be read, is no page or is too large; what was there
 * before is still served. `changed` says whether something new is served. */
RS_MUST_USE rs_err assets_refresh(assets *self, int64_t now, bool *changed, rs_error *error);

/* NULL: there is none. A path without a dot in its last part is a place within the page:
 * index.html. */
asset *assets_find(assets *self, const char *path);

/* The best coding for an Accept-Encoding header; NULL: none was sent. */
asset_coding asset_negotiate(const asset *self, const char *accept_encoding);
/* Does an If-None-Match header list the tag? */
bool asset_matches(const char *if_none_match, const char *etag);

#endif
