/* frames - what travels over a websocket: small arrays around the maps of the protocol.
 *
 *     request   [id, method, argument] or [id, method, argument, key]
 *     answer    [id, 0, result] or [id, code, detail]
 *     push      [0, topic, seq, payload]
 *
 * A request is read with a bounded cursor; nothing is allocated and the frame points into what was
 * read. What is written is a blob: bytes that several queues share and the last one frees. */
#ifndef GATEWAY_FRAMES_H
#define GATEWAY_FRAMES_H

#include "shared/codec.h"

enum {
    /* Bytes of a request; deeper than codec_value_size goes: refused. The largest there is are the
     * settings with every text at its longest: eight of 16 KiB, six of 4000 bytes. */
    FRAME_MAX = 192 * 1024,
    FRAME_KEY_MIN = 16, /* an idempotency key: letters, digits, '-' and '_' */
    FRAME_KEY_MAX = 48,
    BLOB_HEAD = 16, /* bytes that whoever sends it may write before it */
};

typedef struct {
    int64_t id;     /* 1 .. 2^53-1 */
    int64_t method; /* 0 .. 65535: of ops.def or of protocol.def */
    rs_bytes argument;
    rs_bytes key; /* empty: none */
} frame;

/* One request, nothing behind it; else RS_BAD_REQUEST. The argument is whole but not decoded. */
RS_MUST_USE rs_err frame_read(const void *data, size_t size, frame *out, rs_error *error);

typedef struct {
    size_t refs;
    size_t size;
    uint8_t head[BLOB_HEAD];
    uint8_t data[];
} blob;

/* Each gives a blob with one reference, to be given back by blob_drop. */
blob *frame_answer(int64_t id, rs_bytes result); /* an encoded map; empty: an empty map */
blob *frame_refusal(int64_t id, rs_err code, const char *detail);
blob *frame_push(const char *topic, int64_t seq, rs_bytes payload); /* empty: nil, a gap */
void blob_drop(blob **self_p);

#endif
