#include "shared/frames.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static zmq_msg_t *next(frames *self)
{
    RS_ASSERT(self->count < FRAMES_MAX);
    return &self->part[self->count++];
}

void frames_add(frames *self, const void *data, size_t size)
{
    zmq_msg_t *part = next(self);
    RS_ASSERT(!zmq_msg_init_size(part, size));
    if (size)
        memcpy(zmq_msg_data(part), data, size);
}

void frames_add_text(frames *self, const char *text)
{
    frames_add(self, text, strlen(text));
}

void frames_add_byte(frames *self, int byte)
{
    uint8_t one = (uint8_t)byte;
    frames_add(self, &one, 1);
}

static void free_data(void *data, void *hint)
{
    (void)hint;
    free(data);
}

void frames_add_buf(frames *self, rs_buf *taken)
{
    if (taken->data)
        RS_ASSERT(!zmq_msg_init_data(next(self), taken->data, taken->size, free_data, NULL));
    else
        RS_ASSERT(!zmq_msg_init(next(self)));
    *taken = (rs_buf){0};
}

void frames_add_copy(frames *self, zmq_msg_t *kept)
{
    zmq_msg_t *part = next(self);
    RS_ASSERT(!zmq_msg_init(part) && !zmq_msg_copy(part, kept));
}

void frames_move(frames *self, zmq_msg_t *taken)
{
    zmq_msg_t *part = next(self);
    RS_ASSERT(!zmq_msg_init(part) && !zmq_msg_move(part, taken));
}

void frames_clear(frames *self)
{
    for (size_t n = 0; n < self->count; n++)
        zmq_msg_close(&self->part[n]);
    self->count = 0;
}

rs_bytes frames_bytes(const zmq_msg_t *part)
{
    zmq_msg_t *same; /* libzmq reads a message through a pointer that is not const */
    memcpy(&same, &part, sizeof same);
    return (rs_bytes){zmq_msg_data(same), zmq_msg_size(same)};
}

rs_bytes frames_at(const frames *self, size_t index)
{
    return index < self->count ? frames_bytes(&self->part[index]) : (rs_bytes){0};
}

bool frames_is(const frames *self, size_t index, const char *text)
{
    rs_bytes bytes = frames_at(self, index);
    return index < self->count && bytes.size == strlen(text) &&
           !memcmp(bytes.data, text, bytes.size);
}

bool frames_is_byte(const frames *self, size_t index, int byte)
{
    rs_bytes bytes = frames_at(self, index);
    return bytes.size == 1 && bytes.data[0] == byte;
}

/* ---------------------------------------------------------------------------------- packing */

static const uint8_t pack_mark[] = {'R', 'S', 'F', '1'};
enum { MARK_SIZE = sizeof pack_mark, LENGTH_SIZE = 4 };

static size_t packed_size(const frames *self, size_t from)
{
    size_t size = MARK_SIZE;
    for (size_t n = from; n < self->count; n++)
        size += LENGTH_SIZE + frames_at(self, n).size;
    return size;
}

void frames_pack(frames *self, size_t from)
{
    size_t size = packed_size(self, from);
    zmq_msg_t packed;
    if (self->count <= from + 1 || size > PACK_SIZE_MAX)
        return;
    RS_ASSERT(!zmq_msg_init_size(&packed, size));
    uint8_t *at = zmq_msg_data(&packed);
    memcpy(at, pack_mark, MARK_SIZE);
    at += MARK_SIZE;
    for (size_t n = from; n < self->count; n++) {
        rs_bytes bytes = frames_at(self, n);
        put_be32(at, (uint32_t)bytes.size);
        if (bytes.size)
            memcpy(at + LENGTH_SIZE, bytes.data, bytes.size);
        at += LENGTH_SIZE + bytes.size;
        zmq_msg_close(&self->part[n]);
    }
    self->count = from;
    frames_move(self, &packed);
}

/* The next frame of what is packed, which it is taken from; false: there is none. */
static bool unpack_next(rs_bytes *left, rs_bytes *out)
{
    if (left->size < LENGTH_SIZE)
        return false;
    size_t size = get_be32(left->data);
    if (size > left->size - LENGTH_SIZE)
        return false;
    *out = (rs_bytes){left->data + LENGTH_SIZE, size};
    *left = (rs_bytes){out->data + size, left->size - LENGTH_SIZE - size};
    return true;
}

/* From the first to the last byte, and no more frames than there is room for. */
static bool is_packed(const frames *self, size_t from, rs_bytes *inside)
{
    rs_bytes all = frames_at(self, from), one;
    if (self->count != from + 1 || all.size < MARK_SIZE ||
        memcmp(all.data, pack_mark, MARK_SIZE) != 0)
        return false;
    *inside = (rs_bytes){all.data + MARK_SIZE, all.size - MARK_SIZE};
    rs_bytes left = *inside;
    size_t count = from;
    while (count < FRAMES_MAX && unpack_next(&left, &one))
        count++;
    return !left.size && count > from;
}

bool frames_unpack(frames *self, size_t from)
{
    rs_bytes left, one;
    zmq_msg_t packed;
    if (!is_packed(self, from, &left))
        return false;
    zmq_msg_init(&packed);
    zmq_msg_move(&packed, &self->part[from]);
    zmq_msg_close(&self->part[from]);
    self->count = from;
    left = (rs_bytes){(uint8_t *)zmq_msg_data(&packed) + MARK_SIZE, left.size};
    while (unpack_next(&left, &one))
        frames_add(self, one.data, one.size);
    zmq_msg_close(&packed);
    return true;
}

/* ----------------------------------------------------------------------- sending, receiving */

frames_result frames_receive(frames *self, void *socket)
{
    zmq_msg_t rest = {0};
    bool more = true;
    bool bad = false;
    frames_clear(self);
    while (more) {
        zmq_msg_t *part = self->count < FRAMES_MAX ? &self->part[self->count] : &rest;
        zmq_msg_init(part);
        /* Once the first frame is here, the others are. */
        if (zmq_msg_recv(part, socket, ZMQ_DONTWAIT) < 0) {
            zmq_msg_close(part);
            frames_clear(self);
            return FRAMES_NONE;
        }
        more = zmq_msg_more(part);
        if (part == &rest) {
            zmq_msg_close(part);
            bad = true;
        } else {
            self->count++;
        }
    }
    if (bad)
        frames_clear(self);
    return bad ? FRAMES_BAD : FRAMES_GOT;
}

int frames_send(frames *self, void *socket)
{
    int why = 0;
    for (size_t n = 0; n < self->count && !why; n++) {
        int more = n + 1 < self->count ? ZMQ_SNDMORE : 0;
        if (zmq_msg_send(&self->part[n], socket, ZMQ_DONTWAIT | more) < 0)
            why = errno;
    }
    frames_clear(self); /* what was sent is empty already */
    return why;
}
