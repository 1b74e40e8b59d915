/* saved_views - who may do what with views of tables that have names (saved_views.def).
 *
 * A view stands under its owner: the administrator who made it, or ROW_SHARED (rows.h). Own ones
 * are nobody else's business; shared ones are for owners and admins to change, and only who made
 * one takes it back for themselves. Both kinds end with their table's right to be seen, not with a
 * fact: nothing is shown of a table that one may not see. */
#ifndef RS_SAVED_VIEWS_H
#define RS_SAVED_VIEWS_H

#include "shared/protocol.h"

enum { SAVED_VIEWS_OWN_MAX = 50, SAVED_VIEWS_SHARED_MAX = 100 };

/* May somebody with these rights see the table? */
bool saved_views_may_see(rs_export_table table, uint32_t rights);

#endif
