/* emit - prints what follows from the lists (*.def) of shared/ and of the gateway.
 *
 *     refsys-emit ts      TypeScript for the admin page       ui/src/wire/protocol.ts
 *     refsys-emit docs    the protocol, for reading           shared/PROTOCOL.md
 *     refsys-emit toml    every setting with its default      refsys.toml
 *     refsys-emit etc     the same as a package installs it   /etc/refsys/refsys.toml
 *     refsys-emit man     the same as a page of the manual    refsys.toml(5)
 *
 * The first three are committed; a test compares them, the build target `regenerate` writes them.
 * The others are made with the package. */
#ifndef RS_EMIT_H
#define RS_EMIT_H

#include "shared/protocol.h"

void emit_ts(void);
void emit_docs(void);
void emit_toml(bool packaged);
void emit_man(void);

/* What a page may ask of the gateway itself (ops.def). */
typedef struct {
    int number;
    const char *name;
    const rs_type *argument;
    const rs_type *result;
    const char *doc;
} emit_op;
extern const emit_op emit_ops[];
extern const size_t emit_ops_count;

/* Every message: those of protocol.def, then those of ops.def. NULL behind the last. */
const rs_type *emit_type(size_t index);

const char *emit_kind(rs_kind kind); /* "count", "id" .. as protocol.def writes it, in small */
bool emit_kind_is_int(rs_kind kind); /* its limits are those of codec_range */

#endif
