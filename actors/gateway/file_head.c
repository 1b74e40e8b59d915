#include "actors/gateway/file_head.h"

#include <stdio.h>
#include <string.h>

#include "shared/arena.h"
#include "shared/unicode.h"

enum { ENDING_MAX = 16, NAME_UNITS_MAX = 1000 };

static const char unknown[] = "application/octet-stream";

/* What stands in the first bytes. */
static const struct {
    size_t at;
    const char *bytes;
    size_t size;
    const char *type;
    const char *ending;
    bool shown;
} kinds[] = {
#define BYTES(text) (text), sizeof(text) - 1
    {0, BYTES("\xff\xd8\xff"), "image/jpeg", "jpg", true},
    {0, BYTES("\x89PNG\r\n\x1a\n"), "image/png", "png", true},
    {0, BYTES("GIF87a"), "image/gif", "gif", true},
    {0, BYTES("GIF89a"), "image/gif", "gif", true},
    {8, BYTES("WEBPVP8"), "image/webp", "webp", true},
    {0, BYTES("OggS"), "audio/ogg", "ogg", true},
    {0, BYTES("ID3"), "audio/mpeg", "mp3", true},
    {0, BYTES("\xff\xfb"), "audio/mpeg", "mp3", true},
    {0, BYTES("\xff\xf3"), "audio/mpeg", "mp3", true},
    {0, BYTES("\xff\xf2"), "audio/mpeg", "mp3", true},
    {4, BYTES("ftypM4A"), "audio/mp4", "m4a", true},
    {4, BYTES("ftyp"), "video/mp4", "mp4", false},
    {0, BYTES("\x1a\x45\xdf\xa3"), "video/webm", "webm", false},
#undef BYTES
};
enum { KINDS = sizeof kinds / sizeof *kinds };

const char *file_type(rs_bytes beginning)
{
    for (size_t n = 0; n < KINDS; n++)
        if (beginning.size >= kinds[n].at + kinds[n].size &&
            !memcmp(beginning.data + kinds[n].at, kinds[n].bytes, kinds[n].size))
            return kinds[n].type;
    return unknown;
}

bool file_is_shown(const char *type)
{
    for (size_t n = 0; n < KINDS; n++)
        if (!strcmp(kinds[n].type, type))
            return kinds[n].shown;
    return false;
}

static const char *ending_of(const char *type)
{
    for (size_t n = 0; n < KINDS; n++)
        if (!strcmp(kinds[n].type, type))
            return kinds[n].ending;
    return "bin";
}

/* ------------------------------------------------------------------------------- the name */

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

/* So many bytes of whole characters. */
static size_t clip(const char *text, size_t room)
{
    size_t size = strlen(text);
    if (size <= room)
        return size;
    while (room && is_continuation(text[room]))
        room--;
    return room;
}

/* Cut in front of its ending, which tells people what it is. */
static void clip_name(const char *name, char out[FILE_NAME_MAX + 1])
{
    const char *dot = strrchr(name, '.');
    const char *ending = dot && dot != name && strlen(dot) <= ENDING_MAX ? dot : "";
    size_t stem = strlen(name) - strlen(ending);
    size_t room = clip(name, FILE_NAME_MAX - strlen(ending));
    snprintf(out, FILE_NAME_MAX + 1, "%.*s%s", (int)(stem < room ? stem : room), name, ending);
}

/* What a name may consist of on every system, and in a quoted string without an escape. */
static bool is_plain(char c)
{
    return c >= ' ' && c <= '~' && !strchr("\"\\/:*?<>|%;", c);
}

/* RFC 8187: what stands as it is behind filename*=. */
static bool is_attr_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c && strchr("!#$&+-.^_`|~", c));
}

/* A slash is no part of a name, and whatever begins with a dot is hidden. */
static void blunt(char *name)
{
    for (char *at = name; *at; at++)
        if (*at == '/' || *at == '\\' || (at == name && *at == '.'))
            *at = '_';
}

void file_disposition(const char *name, const char *type, char out[DISPOSITION_ROOM])
{
    char clean[FILE_NAME_MAX + 1];
    arena *memory = arena_open();
    const char *line = unicode_name(memory, name ? name : "", NAME_UNITS_MAX);
    if (*line)
        clip_name(line, clean);
    else
        snprintf(clean, sizeof clean, "file.%s", ending_of(type));
    arena_close(&memory);
    blunt(clean);
    int size = snprintf(out, DISPOSITION_ROOM, "%s; filename=\"",
                        file_is_shown(type) ? "inline" : "attachment");
    for (const char *at = clean; *at; at++)
        if (is_plain(*at) || !is_continuation(*at))
            out[size++] = (char)(is_plain(*at) ? *at : '_');
    size += snprintf(out + size, DISPOSITION_ROOM - (size_t)size, "\"; filename*=UTF-8''");
    for (const char *at = clean; *at; at++)
        size += snprintf(out + size, DISPOSITION_ROOM - (size_t)size,
                         is_attr_char(*at) ? "%c" : "%%%02X", (unsigned char)*at);
}
