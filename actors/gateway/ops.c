#include "actors/gateway/ops.h"

RS_TABLES(RS_OP_MESSAGES)
