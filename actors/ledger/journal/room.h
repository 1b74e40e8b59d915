/* room - written room behind the end of a file that grows by small, durable writes.
 *
 * To make durable what lengthens a file, or fills a part of it that was never written, the file
 * system has to commit its own journal, and with it whatever else the machine has written; what
 * takes the place of bytes that are there, it does not. So zeros are written behind the end before
 * it comes there, durably, by a thread that lives as long as that takes.
 *
 * The thread writes where nobody else does: whoever is about to write says first how far
 * (room_reach), and waits if that is where the thread is. Without a thread, or room on the disk,
 * the file grows as it would have. */
#ifndef RS_ROOM_H
#define RS_ROOM_H

#include <stdint.h>

typedef struct room room;

/* Of the file, which is there. */
room *room_open(const char *path);
/* To be called before each write: it ends before `end`, and so did all before it. */
void room_reach(room *self, uint64_t end);
/* Waits for the thread. */
void room_close(room **self_p);

#endif
