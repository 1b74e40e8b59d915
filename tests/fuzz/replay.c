/* replay - gives a fuzz target every file of its corpus, once: the same targets as ordinary tests.
 * Usage: <target> <corpus folder>. A folder without files is an error, so that no target goes
 * without examples. What the target finds wrong it reports by aborting. */
#include <dirent.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *path)
{
    /* The block is exactly as long as the input, so that sanitizers see a read past its end. */
    FILE *file = fopen(path, "rb");
    uint8_t *data = NULL;
    long size = -1;
    int rc = -1;

    if (file && fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) >= 0 &&
        fseek(file, 0, SEEK_SET) == 0)
        data = malloc(size ? (size_t)size : 1);
    if (data && fread(data, 1, (size_t)size, file) == (size_t)size) {
        LLVMFuzzerTestOneInput(data, (size_t)size);
        rc = 0;
    } else {
        perror(path);
    }
    free(data);
    if (file)
        fclose(file);
    return rc;
}

int main(int argc, char **argv)
{
    struct dirent **names = NULL;
    int count = argc == 2 ? scandir(argv[1], &names, NULL, alphasort) : -1;
    int played = 0;

    if (count < 0) {
        fprintf(stderr, "usage: %s <corpus folder>\n", argv[0]);
        return 2;
    }
    for (int i = 0; i < count; i++) {
        char path[4096];
        int length = snprintf(path, sizeof path, "%s/%s", argv[1], names[i]->d_name);
        if (names[i]->d_name[0] != '.') {
            if (length < 0 || (size_t)length >= sizeof path || replay_file(path) != 0)
                return 1;
            played++;
        }
        free(names[i]);
    }
    free(names);
    printf("%d inputs\n", played);
    return played ? 0 : 1;
}
