#include "shared/told.h"

bool told_lately(const told *self, int64_t chat, text_key what, int64_t now_ms, int64_t within_ms)
{
    for (size_t i = 0; i < TOLD_MAX; i++)
        if (self->rows[i].chat == chat && self->rows[i].what == what &&
            now_ms - self->rows[i].at_ms < within_ms)
            return true;
    return false;
}

void told_note(told *self, int64_t chat, text_key what, int64_t now_ms)
{
    self->rows[self->next].chat = chat;
    self->rows[self->next].what = what;
    self->rows[self->next].at_ms = now_ms;
    self->next = (self->next + 1) % TOLD_MAX;
}

void told_over(told *self, int64_t chat, text_key what)
{
    for (size_t i = 0; i < TOLD_MAX; i++)
        if (self->rows[i].chat == chat && self->rows[i].what == what)
            self->rows[i].chat = 0;
}
