/* ops - what ops.def lists, as C. */
#ifndef GATEWAY_OPS_H
#define GATEWAY_OPS_H

#include "actors/gateway/ops.def"
#include "shared/protocol.h"

RS_STRUCTS(RS_OP_MESSAGES)

#define RS_OP_ENUM(c_name, number, ...) RS_OP_##c_name = (number),
typedef enum { RS_OPS(RS_OP_ENUM) } rs_op_id;

#endif
