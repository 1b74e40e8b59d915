/* memory - what a process holds stays in it: tokens, keys and names leave no core file behind.
 *
 * Called first in main: a crash then writes nothing, whatever the machine is set up to keep, and
 * nobody but root may look into the process. */
#ifndef RS_MEMORY_H
#define RS_MEMORY_H

void memory_keep_private(void);

#endif
