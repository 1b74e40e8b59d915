/* tree - folders of tests: removed whole, and files copied between them. */
#ifndef RS_TEST_TREE_H
#define RS_TEST_TREE_H

#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>

static inline int tree_remove_one(const char *path, const struct stat *about, int type,
                                  struct FTW *place)
{
    (void)about;
    (void)type;
    (void)place;
    return remove(path);
}

static inline int tree_remove(const char *path)
{
    return nftw(path, tree_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* With its mode; 0, or -1 if that did not work. */
static inline int tree_copy(const char *from_folder, const char *from, const char *to_folder,
                            const char *to)
{
    char source[512];
    char target[512];
    char bytes[4096];
    struct stat about;
    snprintf(source, sizeof source, "%s/%s", from_folder, from);
    snprintf(target, sizeof target, "%s/%s", to_folder, to);
    FILE *in = fopen(source, "re");
    FILE *out = fopen(target, "we");
    size_t size = in ? fread(bytes, 1, sizeof bytes, in) : 0;
    int rc = in && out && size && fwrite(bytes, 1, size, out) == size &&
                     !fstat(fileno(in), &about) && !fchmod(fileno(out), about.st_mode & 07777)
                 ? 0
                 : -1;
    if (in)
        fclose(in);
    if (out && fclose(out))
        rc = -1;
    return rc;
}

#endif
