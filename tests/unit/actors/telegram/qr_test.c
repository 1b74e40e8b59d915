/* The picture of a QR code has every module where the encoder put it, and white around. */
#include "actors/telegram/qr.h"

#include <png.h>
#include <qrencode.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char link[] = "https://t.me/shop_ref_bot?start=bzFA8gF3M";

typedef struct {
    uint8_t *pixels;
    int side;
} picture;

static picture read_png(rs_bytes png)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    assert_true(png_image_begin_read_from_memory(&image, png.data, png.size));
    image.format = PNG_FORMAT_GRAY;
    picture out = {.pixels = malloc(PNG_IMAGE_SIZE(image)), .side = (int)image.width};
    assert_non_null(out.pixels);
    assert_int_equal(image.width, image.height);
    assert_true(png_image_finish_read(&image, NULL, out.pixels, 0, NULL));
    return out;
}

static bool is_black(const picture *self, int x, int y)
{
    return self->pixels[(y + QR_MARGIN) * QR_MODULE * self->side + QR_MODULE / 2 * self->side +
                        (x + QR_MARGIN) * QR_MODULE + QR_MODULE / 2] == 0;
}

static void test_every_module_is_where_it_belongs(void **state)
{
    (void)state;
    arena *memory = arena_open();
    QRcode *code = QRcode_encodeString8bit(link, 0, QR_ECLEVEL_M);
    picture shown = read_png(qr_png(memory, link));
    assert_int_equal(shown.side, (code->width + 2 * QR_MARGIN) * QR_MODULE);
    for (int y = -QR_MARGIN; y < code->width + QR_MARGIN; y++)
        for (int x = -QR_MARGIN; x < code->width + QR_MARGIN; x++) {
            bool inside = x >= 0 && y >= 0 && x < code->width && y < code->width;
            bool black = inside && (code->data[y * code->width + x] & 1);
            assert_int_equal(is_black(&shown, x, y), black);
        }
    free(shown.pixels);
    QRcode_free(code);
    arena_close(&memory);
}

static void test_what_is_too_long_has_no_picture(void **state)
{
    (void)state;
    char text[QR_TEXT_MAX + 2];
    arena *memory = arena_open();
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = 0;
    assert_int_equal(qr_png(memory, text).size, 0);
    text[QR_TEXT_MAX] = 0;
    assert_true(qr_png(memory, text).size > 0);
    arena_close(&memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_module_is_where_it_belongs),
        cmocka_unit_test(test_what_is_too_long_has_no_picture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
