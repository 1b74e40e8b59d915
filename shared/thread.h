/* thread - the threads of a process that has one loop: they do one piece of work beside it.
 *
 * Signals are the loop's: a thread started here gets none. */
#ifndef RS_THREAD_H
#define RS_THREAD_H

#include <pthread.h>

/* 0, or an errno: the machine gives no more. Whoever starts one joins it. */
int thread_start(pthread_t *out, void *(*run)(void *), void *arg);

#endif
