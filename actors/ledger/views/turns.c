/* Views that take several turns. */
#include "actors/ledger/views/view.h"

void *view_work(view *self, size_t size)
{
    if (!self->work && self->waits) {
        self->more = true;
        return NULL;
    }
    if (!self->work)
        self->work = arena_give(self->memory, size);
    return self->work;
}
