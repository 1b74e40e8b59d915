#include "shared/memory.h"

#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>

void memory_keep_private(void)
{
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    /* A limit says nothing to a program that takes core files through a pipe. The sanitizer of
     * leaks, on the other hand, has to look into its own process. */
#ifndef __SANITIZE_ADDRESS__
    prctl(PR_SET_DUMPABLE, 0);
#endif
}
