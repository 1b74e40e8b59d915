/* What people type: a number of theirs or of an order, an amount, a name, a long text. Whatever it
 * is, it gets one reading; what is shown of it is clean, and no longer than Telegram takes. */
#include <stdlib.h>
#include <string.h>

#include "shared/codec.h"
#include "shared/format.h"
#include "shared/ozon_id.h"
#include "shared/unicode.h"
#include "tests/fuzz/fuzz.h"

enum { NAME_UNITS = 64, PIECE_UNITS = 40 };

const fuzz_bound fuzz_memory = {.base = 64 << 10, .times = 10};

static void check_number(const char *typed)
{
    ozon_id id = ozon_id_parse(typed);
    bool known = id.kind == OZON_ID_WHOLE || id.kind == OZON_ID_BARE;

    RS_ASSERT(known == (id.account > 0));
    RS_ASSERT(memchr(id.number, 0, sizeof id.number));
    if (!known)
        return;
    ozon_id again = ozon_id_parse(id.number); /* what was tidied stays as it is */
    RS_ASSERT(again.kind == id.kind && again.account == id.account);
    RS_ASSERT(!strcmp(again.number, id.number));
    if (id.kind == OZON_ID_WHOLE) {
        RS_ASSERT(ozon_number_account(id.number) == id.account);
        RS_ASSERT(ozon_number_matches(id.number, id.number));
    }
}

static void check_pieces(const char *text)
{
    while (*text) {
        size_t piece = unicode_piece(text, PIECE_UNITS);
        RS_ASSERT(piece && piece <= strlen(text));
        RS_ASSERT(codec_utf8(text, piece) && codec_utf8(text + piece, strlen(text + piece)));
        text += piece;
    }
}

static void check_words(const char *text, size_t size, arena *memory)
{
    const char *name = unicode_name(memory, text, NAME_UNITS);
    const char *clean = unicode_text(memory, text);
    char *folded = arena_give(memory, size + 1);

    RS_ASSERT(codec_utf8(name, strlen(name)) && unicode_utf16(name) <= NAME_UNITS);
    RS_ASSERT(!strpbrk(name, "\n\r\t\x1b"));
    RS_ASSERT(!strcmp(unicode_name(memory, name, NAME_UNITS), name));
    RS_ASSERT(codec_utf8(clean, strlen(clean)));
    RS_ASSERT(unicode_fold(text, folded, size + 1) <= size);
    RS_ASSERT(codec_utf8(folded, strlen(folded)));
    RS_ASSERT(unicode_same(text, text) && unicode_holds(text, ""));
    check_pieces(text);
}

void fuzz_one(const uint8_t *data, size_t size)
{
    arena *memory = arena_open();
    char *text = arena_copy(memory, data, size);
    int64_t amount;

    size = strlen(text);
    if (codec_utf8(text, size)) {
        check_number(text);
        (void)format_parse_amount(text, &amount);
        check_words(text, size, memory);
    }
    arena_close(&memory);
}
