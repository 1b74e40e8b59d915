/* Cursors of those who read events, watermarks of those who poll. */
#include "actors/ledger/rules/rules.h"

rs_err rule_cursor_set(decision *self, const void *argument)
{
    const rs_cursor_args *args = argument;
    rs_cursor_row row;
    row_get(self->state, self->memory, TABLE_CURSOR, KEY_TEXT(args->consumer), &row);
    if (args->seq > (int64_t)state_seq(self->state))
        return REFUSE(self, RS_BAD_REQUEST, "seq: the journal ends at %lld",
                      (long long)state_seq(self->state));
    for (size_t n = 0; n < args->holes.count; n++)
        if (args->holes.items[n] > args->seq ||
            args->holes.items[n] <= (n ? args->holes.items[n - 1] : 0))
            return REFUSE(self, RS_BAD_REQUEST, "holes: rising numbers up to seq are wanted");
    /* A cursor only goes on: a late acknowledgement changes nothing. */
    bool fills = args->seq == row.value && args->holes.count < row.holes.count;
    if (args->seq > row.value || fills)
        decide(
            self, FACT_cursor_moved,
            &(rs_cursor_moved){.consumer = args->consumer, .seq = args->seq, .holes = args->holes});
    return RS_OK;
}

rs_err rule_watermark_set(decision *self, const void *argument)
{
    const rs_watermark *args = argument;
    rs_text_row row;
    row_get(self->state, self->memory, TABLE_WATERMARK, KEY_1_TEXT(args->store, args->stream),
            &row);
    if (strcmp(row.text ? row.text : "", args->value ? args->value : "") != 0)
        decide(self, FACT_watermark_moved,
               &(rs_watermark_moved){
                   .store = args->store, .stream = args->stream, .value = args->value});
    return RS_OK;
}
