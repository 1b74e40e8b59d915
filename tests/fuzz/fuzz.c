#include "tests/fuzz/fuzz.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Of the sanitizers; without one there is nobody who counts. */
typedef void given_fn(const volatile void *block, size_t size);
typedef void taken_fn(const volatile void *block);
__attribute__((weak)) int __sanitizer_install_malloc_and_free_hooks(given_fn *given,
                                                                    taken_fn *taken);
__attribute__((weak)) size_t __sanitizer_get_allocated_size(const volatile void *block);

/* While a target has an input. What was there before may be freed meanwhile, hence the sign. */
static struct {
    bool on;
    int64_t held, most;
    double worst; /* the largest multiple seen, beyond the base */
} watch;

static void given(const volatile void *block, size_t size)
{
    (void)block;
    if (!watch.on)
        return;
    watch.held += (int64_t)size;
    if (watch.held > watch.most)
        watch.most = watch.held;
}

static void taken(const volatile void *block)
{
    if (watch.on && block)
        watch.held -= (int64_t)__sanitizer_get_allocated_size(block);
}

static void tell_worst(void)
{
    printf("memory: at most %zu + %.1f times the input; allowed are %zu + %zu times\n",
           fuzz_memory.base, watch.worst, fuzz_memory.base, fuzz_memory.times);
}

static void begin(void)
{
    static bool begun;

    if (begun || !__sanitizer_install_malloc_and_free_hooks)
        return;
    begun = true;
    __sanitizer_install_malloc_and_free_hooks(given, taken);
    if (getenv("FUZZ_MEMORY"))
        atexit(tell_worst);
}

static void judge(size_t size)
{
    int64_t beyond = watch.most - (int64_t)fuzz_memory.base;

    if (beyond <= 0)
        return;
    if (size && (double)beyond / (double)size > watch.worst)
        watch.worst = (double)beyond / (double)size;
    if (beyond <= (int64_t)(fuzz_memory.times * size))
        return;
    fprintf(stderr,
            "an input of %zu bytes made the target hold %lld: allowed are %zu + %zu times\n", size,
            (long long)watch.most, fuzz_memory.base, fuzz_memory.times);
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    begin();
    watch.held = watch.most = 0;
    watch.on = true;
    fuzz_one(data, size);
    watch.on = false;
    judge(size);
    return 0;
}
