/* fuzz - what every target is made of.
 *
 * A target says what an input may never do: it aborts when one does. fuzz.c hands it the inputs, of
 * libFuzzer or of the committed corpus, and watches its memory: under a sanitizer a target that
 * ever holds more than `base` bytes and `times` bytes for each byte of its input ends with a
 * report. So no peer can make a process large by writing little. */
#ifndef RS_FUZZ_H
#define RS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    size_t base, times;
} fuzz_bound;

extern const fuzz_bound fuzz_memory; /* of this target */
void fuzz_one(const uint8_t *data, size_t size);

#endif
