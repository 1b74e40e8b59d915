#include "shared/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zmq.h>

#include "shared/folders.h"

enum { Z85_LENGTH = KEYS_Z85_SIZE - 1, SECRET_MODE = 0600, PUBLIC_MODE = 0644 };

static rs_err file_name(char out[PATH_MAX], const char *folder, const char *role,
                        const char *suffix, rs_error *error)
{
    int size = snprintf(out, PATH_MAX, "%s/%s.%s", folder, role, suffix);
    if (size < 0 || size >= PATH_MAX - 8) /* room for mkstemp's suffix */
        return rs_fail(error, RS_CONFIG, "the name of the folder of keys is too long");
    return RS_OK;
}

static rs_err file_fault(const char *file, rs_error *error)
{
    return rs_fail(error, errno == ENOENT ? RS_NOT_FOUND : RS_CONFIG, "%s: %s", file,
                   strerror(errno));
}

/* Forty characters of Z85 and a newline. */
static rs_err read_key(const char *file, bool secret, char out[KEYS_Z85_SIZE], rs_error *error)
{
    char text[KEYS_Z85_SIZE + 2] = "";
    uint8_t bytes[32];
    struct stat about;
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return file_fault(file, error);
    ssize_t size = read(fd, text, sizeof text - 1);
    bool known = size >= 0 && !fstat(fd, &about);
    int why = errno;
    close(fd);
    if (!known)
        return rs_fail(error, RS_CONFIG, "%s: %s", file, strerror(why));
    if (secret && (about.st_mode & 077))
        return rs_fail(error, RS_CONFIG, "%s: others can read this secret; chmod 600 it", file);
    if (size && text[size - 1] == '\n')
        text[--size] = 0;
    bool whole = size == Z85_LENGTH && strlen(text) == Z85_LENGTH && zmq_z85_decode(bytes, text);
    if (whole)
        memcpy(out, text, KEYS_Z85_SIZE);
    sodium_memzero(text, sizeof text);
    sodium_memzero(bytes, sizeof bytes);
    if (!whole)
        return rs_fail(error, RS_CONFIG, "%s: not a key; remove it and a new one is made", file);
    return RS_OK;
}

/* The file appears whole, or another process's does first: both are success. */
static rs_err write_key(const char *file, const char *key, mode_t mode, rs_error *error)
{
    char fresh[PATH_MAX];
    char text[KEYS_Z85_SIZE + 1];
    snprintf(fresh, sizeof fresh, "%s.XXXXXX", file);
    snprintf(text, sizeof text, "%s\n", key);
    int fd = mkostemp(fresh, O_CLOEXEC);
    if (fd < 0)
        return file_fault(file, error);
    ssize_t size = KEYS_Z85_SIZE;
    bool written = !fchmod(fd, mode) && write(fd, text, (size_t)size) == size && !fsync(fd) &&
                   (!link(fresh, file) || errno == EEXIST);
    int why = errno;
    close(fd);
    unlink(fresh);
    sodium_memzero(text, sizeof text);
    return written ? RS_OK : rs_fail(error, RS_CONFIG, "%s: %s", file, strerror(why));
}

static rs_err make_pair(const char *folder, const char *secret_file, rs_error *error)
{
    char public_key[KEYS_Z85_SIZE];
    char secret_key[KEYS_Z85_SIZE];
    if (folders_make(folder, 0700, error))
        return RS_CONFIG;
    if (zmq_curve_keypair(public_key, secret_key))
        return rs_fail(error, RS_CONFIG, "libzmq was built without CURVE");
    rs_err rc = write_key(secret_file, secret_key, SECRET_MODE, error);
    sodium_memzero(secret_key, sizeof secret_key);
    return rc;
}

/* The public half follows from the secret one; it is written again if it got lost. */
static rs_err check_public(const char *folder, const char *role, rs_key_pair *pair, rs_error *error)
{
    char file[PATH_MAX];
    char found[KEYS_Z85_SIZE];
    if (zmq_curve_public(pair->public_key, pair->secret_key))
        return rs_fail(error, RS_CONFIG, "%s/%s.key: not a CURVE key", folder, role);
    rs_err rc = file_name(file, folder, role, "pub", error);
    if (rc)
        return rc;
    rc = read_key(file, false, found, error);
    if (rc == RS_NOT_FOUND)
        return write_key(file, pair->public_key, PUBLIC_MODE, error);
    if (!rc && strcmp(found, pair->public_key) != 0)
        return rs_fail(error, RS_CONFIG, "%s does not belong to %s.key beside it; remove the .pub",
                       file, role);
    return rc;
}

rs_err keys_load(const char *folder, const char *role, rs_key_pair *out, rs_error *error)
{
    char file[PATH_MAX];
    rs_err rc = file_name(file, folder, role, "key", error);
    if (rc)
        return rc;
    rc = read_key(file, true, out->secret_key, error);
    if (rc == RS_NOT_FOUND) {
        rc = make_pair(folder, file, error);
        if (!rc) /* ours, or that of another process that was faster */
            rc = read_key(file, true, out->secret_key, error);
    }
    return rc ? rc : check_public(folder, role, out, error);
}

rs_err keys_public(const char *folder, const char *role, char out[KEYS_Z85_SIZE], rs_error *error)
{
    char file[PATH_MAX];
    rs_err rc = file_name(file, folder, role, "pub", error);
    return rc ? rc : read_key(file, false, out, error);
}
