/* cabinets - the process: one poller for each cabinet of the configuration, all at once.
 *
 * Each cabinet has its own Client-Id, Api-Key, marks, pace (Ozon's limits are per Client-Id) and
 * troubles; none waits for another. Of several processes only the holder of one lease works, for
 * all cabinets.
 *
 * Ownership: cabinets_open gives, cabinets_close takes and nulls. */
#ifndef RS_OZON_CABINETS_H
#define RS_OZON_CABINETS_H

#include "actors/ozon/board.h"

typedef struct {
    int64_t client_id;
    char key_file[4096 + 32];
} cabinet;

/* The cabinet of client_id and those of more_clients, in that order. RS_CONFIG: there is none, or
 * a Client-Id is no number, stands there twice, or is one too many. */
RS_MUST_USE rs_err cabinets_read(const rs_config *config, cabinet out[BOARD_CABINETS_MAX],
                                 size_t *count, rs_error *error);

typedef struct cabinets cabinets;

RS_MUST_USE rs_err cabinets_open(cabinets **self_p, actor *loop, rs_error *error);
void cabinets_close(cabinets **self_p);

#endif
