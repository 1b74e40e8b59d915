/* frames - a message of several frames, as libzmq sends and receives it.
 *
 * The frames are moved, not copied, from socket to socket; a message from outside is bounded in its
 * count of frames here and in their size by the socket (ZMQ_MAXMSGSIZE). Ownership: the struct
 * belongs to whoever declares it, zeroed; what is in it goes with frames_clear or by sending. */
#ifndef RS_FRAMES_H
#define RS_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <zmq.h>

#include "shared/buf.h"
#include "shared/codec.h"

enum { FRAMES_MAX = 16, FRAME_SIZE_MAX = 4 << 20 };

typedef struct {
    size_t count;
    zmq_msg_t part[FRAMES_MAX];
} frames;

void frames_add(frames *self, const void *data, size_t size);
void frames_add_text(frames *self, const char *text);
void frames_add_byte(frames *self, int byte);
void frames_add_buf(frames *self,
                    rs_buf *taken); /* its memory becomes the frame; it is empty then */
void frames_add_copy(frames *self, zmq_msg_t *kept); /* shares the bytes */
void frames_move(frames *self, zmq_msg_t *taken);    /* leaves it empty */
void frames_clear(frames *self);

rs_bytes frames_bytes(const zmq_msg_t *part);
rs_bytes frames_at(const frames *self, size_t index); /* of an index there is not: empty */
bool frames_is(const frames *self, size_t index, const char *text);
bool frames_is_byte(const frames *self, size_t index, int byte);

/* What each frame costs on its way (libzmq's pipe, its lock, with CURVE a box of its own) is a
 * multiple of what its bytes cost. So between processes of refsys a message travels as one frame:
 *
 *     "RSF1" (size, 32 bits big-endian, bytes) ...
 *
 * Nothing in Majordomo consists of one frame, so that whoever reads can tell. `from` is the first
 * frame that is packed, behind a routing id; what is longer than PACK_SIZE_MAX stays as it is. */
enum { PACK_SIZE_MAX = 64 << 10 };
void frames_pack(frames *self, size_t from);
/* Was it packed? false: it stays as it is, also where it only looks so. */
bool frames_unpack(frames *self, size_t from);

typedef enum {
    FRAMES_NONE, /* nothing is waiting */
    FRAMES_GOT,
    FRAMES_BAD, /* more than FRAMES_MAX: dropped whole */
} frames_result;

/* Never wait. frames_send leaves `self` empty in any case; 0, or the errno with which it was not
 * sent (EAGAIN: the peer's queue is full; EHOSTUNREACH: there is no such peer). */
frames_result frames_receive(frames *self, void *socket);
int frames_send(frames *self, void *socket);

#endif
