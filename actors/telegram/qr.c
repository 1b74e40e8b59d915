#include "actors/telegram/qr.h"

#include <png.h>
#include <qrencode.h>
#include <string.h>

#include "shared/err.h"

enum { WHITE = 255 };

/* libqrencode: the lowest bit of a module says black. */
static void paint(const QRcode *code, uint8_t *pixels, size_t side)
{
    memset(pixels, WHITE, side * side);
    for (int y = 0; y < code->width * QR_MODULE; y++)
        for (int x = 0; x < code->width * QR_MODULE; x++)
            if (code->data[y / QR_MODULE * code->width + x / QR_MODULE] & 1)
                pixels[(size_t)(y + QR_MARGIN * QR_MODULE) * side +
                       (size_t)(x + QR_MARGIN * QR_MODULE)] = 0;
}

static rs_bytes as_png(arena *memory, const uint8_t *pixels, size_t side)
{
    png_image image = {
        .version = PNG_IMAGE_VERSION,
        .width = (png_uint_32)side,
        .height = (png_uint_32)side,
        .format = PNG_FORMAT_GRAY,
    };
    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
    uint8_t *data = arena_give(memory, size);
    int ok = png_image_write_to_memory(&image, data, &size, 0, pixels, 0, NULL);
    RS_ASSERT(ok);
    return (rs_bytes){data, size};
}

rs_bytes qr_png(arena *memory, const char *text)
{
    if (strlen(text) > QR_TEXT_MAX)
        return (rs_bytes){0};
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    RS_ASSERT(code);
    size_t side = (size_t)(code->width + 2 * QR_MARGIN) * QR_MODULE;
    uint8_t *pixels = arena_give(memory, side * side);
    paint(code, pixels, side);
    rs_bytes out = as_png(memory, pixels, side);
    QRcode_free(code);
    return out;
}
