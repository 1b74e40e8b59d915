#include "actors/gateway/ops.h"

RS_TABLES(RS_OP_MESSAGES)

#define RS_OP_FITS(c_name, number, ...) _Static_assert((number) < RS_OPS_END, #c_name);
RS_OPS(RS_OP_FITS)
