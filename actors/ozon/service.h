/* service - answers the admin page: how reading each cabinet goes, whether an Api-Key works, and
 * another key in place of the one there is.
 *
 * An Api-Key stands in its file and in this process alone: it is never shown, and the ledger's
 * journal says that it was changed, not what it is. A new one is tried at Ozon first; then the
 * ledger writes down who puts it in; then the file is replaced as a whole, and the poller asks with
 * it. Killed in between, the old key goes on. Whether the administrator may do it is asked of the
 * ledger, which knows the session.
 *
 * Ownership: open gives, close takes and nulls. */
#ifndef RS_OZON_SERVICE_H
#define RS_OZON_SERVICE_H

#include "actors/ozon/cabinets.h"
#include "actors/ozon/poller.h"

typedef struct service service;

enum { SERVICE_CREDIT = 8 }; /* requests at once */

/* The cabinets and their pollers stay with the caller and live longer. */
RS_MUST_USE rs_err service_open(service **self_p, actor *loop, const cabinet *list,
                                poller *const *pollers, size_t count, rs_error *error);
void service_close(service **self_p);

/* Only the instance that works answers; another says that it stands by, and the asker tries again.
 */
void service_let(service *self, bool work);

/* Replaces the file by one that holds only this line, readable by its owner alone. */
RS_MUST_USE rs_err service_write_key(const char *file, const char *key, rs_error *error);

#endif
