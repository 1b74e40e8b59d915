#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <sodium.h>

#include "actors/gateway/assets.h"
#include "shared/clock.h"

/* A folder of its own for each test; files are put in and taken away by name. */
typedef struct {
    char dir[64];
    assets *assets;
} fixture;

static void path_of(const fixture *self, const char *name, char out[256])
{
    snprintf(out, 256, "%s%s", self->dir, name);
}

static void put(const fixture *self, const char *name, const char *text)
{
    char path[256];
    path_of(self, name, path);
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    fclose(file);
}

static int open_folder(void **state)
{
    char path[256];
    fixture *self = calloc(1, sizeof *self);
    assert_non_null(self);
    strcpy(self->dir, "/tmp/assets-test-XXXXXX");
    assert_non_null(mkdtemp(self->dir));
    path_of(self, "/assets", path);
    assert_int_equal(mkdir(path, 0755), 0);
    self->assets = assets_open(self->dir);
    *state = self;
    return 0;
}

static int close_folder(void **state)
{
    static const char *const names[] = {
        "/index.html",
        "/icon.svg",
        "/link.txt",
        "/.hidden",
        "/assets/a.js",
        "/assets/a.js.br",
        "/assets/b.js",
        "/assets/a.js.gz",
        "/assets/a.js.map",
        "/assets",
        "",
    };
    fixture *self = *state;
    assets_close(&self->assets);
    for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
        char path[256];
        path_of(self, names[n], path);
        remove(path);
    }
    free(self);
    return 0;
}

/* As if `later_ms` had passed. */
static bool refresh_later(fixture *self, int64_t later_ms)
{
    bool changed;
    rs_error error;
    assert_int_equal(assets_refresh(self->assets, clock_system_ms() + later_ms, &changed, &error),
                     RS_OK);
    return changed;
}

static rs_err refresh(fixture *self)
{
    bool changed;
    rs_error error;
    return assets_refresh(self->assets, clock_system_ms(), &changed, &error);
}

static void put_page(fixture *self)
{
    put(self, "/index.html", "page");
    put(self, "/assets/a.js", "plain");
    put(self, "/assets/a.js.br", "br");
    put(self, "/assets/a.js.gz", "gz");
}

static bool has(fixture *self, const char *path, const char *text)
{
    asset *found = assets_find(self->assets, path);
    bool same = found && found->body[CODING_NONE].size == strlen(text) &&
                !memcmp(found->body[CODING_NONE].data, text, strlen(text));
    asset_drop(&found);
    return same;
}

static void test_files_are_served_by_their_path(void **state)
{
    fixture *self = *state;
    put_page(self);
    put(self, "/icon.svg", "<svg/>");
    assert_int_equal(refresh(self), RS_OK);
    assert_true(has(self, "/index.html", "page"));
    assert_true(has(self, "/", "page"));
    assert_true(has(self, "/icon.svg", "<svg/>"));
    assert_true(has(self, "/assets/a.js", "plain"));
}

static void test_only_hashed_names_never_change(void **state)
{
    fixture *self = *state;
    put_page(self);
    assert_int_equal(refresh(self), RS_OK);
    asset *script = assets_find(self->assets, "/assets/a.js");
    asset *page = assets_find(self->assets, "/");
    assert_true(script->immutable);
    assert_string_equal(script->mime, "text/javascript; charset=utf-8");
    assert_false(page->immutable);
    assert_string_equal(page->mime, "text/html; charset=utf-8");
    asset_drop(&script);
    asset_drop(&page);
}

static void test_a_place_within_the_page_is_the_page(void **state)
{
    fixture *self = *state;
    put_page(self);
    assert_int_equal(refresh(self), RS_OK);
    assert_true(has(self, "/participants/12", "page"));
    assert_null(assets_find(self->assets, "/missing.js"));
    assert_null(assets_find(self->assets, "/assets/b.js"));
    assert_null(assets_find(self->assets, "/../index.html"));
    assert_null(assets_find(self->assets, "/assets/a.js.br"));
}

static void test_hidden_files_links_and_maps_are_not_served(void **state)
{
    fixture *self = *state;
    char path[256];
    put_page(self);
    put(self, "/.hidden", "secret");
    put(self, "/assets/a.js.map", "map");
    path_of(self, "/link.txt", path);
    assert_int_equal(symlink("/etc/passwd", path), 0);
    assert_int_equal(refresh(self), RS_OK);
    assert_null(assets_find(self->assets, "/.hidden"));
    assert_null(assets_find(self->assets, "/link.txt"));
    assert_null(assets_find(self->assets, "/assets/a.js.map"));
}

static void test_a_folder_without_a_page_is_an_error_until_there_is_one(void **state)
{
    fixture *self = *state;
    assert_int_equal(refresh(self), RS_STORAGE);
    assert_null(assets_find(self->assets, "/"));
    put_page(self);
    assert_int_equal(refresh(self), RS_OK);
    assert_true(has(self, "/", "page"));
}

static void test_a_new_build_is_served_once_it_is_quiet(void **state)
{
    fixture *self = *state;
    put_page(self);
    assert_true(refresh_later(self, 0));
    assert_false(refresh_later(self, 60000));
    /* File times are coarse: it may take some tries until one is later. */
    bool noticed = false;
    for (int n = 0; n < 100000 && !noticed; n++) {
        put(self, "/index.html", "new page");
        assert_false(refresh_later(self, 0)); /* perhaps not all of it is there */
        assert_true(has(self, "/", "page"));
        noticed = refresh_later(self, 60000);
    }
    assert_true(has(self, "/", "new page"));
}

/* A build writes index.html. */
static void finish_build(fixture *self)
{
    bool noticed = false;
    for (int n = 0; n < 100000 && !noticed; n++) {
        put(self, "/index.html", "page");
        noticed = refresh_later(self, 60000);
    }
    assert_true(noticed);
}

static void take_away(const fixture *self, const char *name)
{
    char path[256];
    path_of(self, name, path);
    assert_int_equal(remove(path), 0);
}

static void test_the_hashed_files_of_the_build_before_stay_for_one_build(void **state)
{
    fixture *self = *state;
    put_page(self);
    put(self, "/icon.svg", "<svg/>");
    assert_true(refresh_later(self, 0));
    take_away(self, "/assets/a.js");
    take_away(self, "/icon.svg");
    put(self, "/assets/b.js", "second");
    finish_build(self);
    assert_true(has(self, "/assets/b.js", "second"));
    assert_true(has(self, "/assets/a.js", "plain"));
    assert_null(assets_find(self->assets, "/icon.svg"));
    finish_build(self);
    assert_true(has(self, "/assets/b.js", "second"));
    assert_null(assets_find(self->assets, "/assets/a.js"));
}

static void test_each_coding_has_a_tag_of_its_own(void **state)
{
    fixture *self = *state;
    put_page(self);
    assert_int_equal(refresh(self), RS_OK);
    asset *found = assets_find(self->assets, "/assets/a.js");
    assert_int_equal(found->body[CODING_NONE].etag[0], '"');
    assert_string_not_equal(found->body[CODING_NONE].etag, found->body[CODING_GZIP].etag);
    assert_string_not_equal(found->body[CODING_GZIP].etag, found->body[CODING_BROTLI].etag);
    asset_drop(&found);
}

static void test_the_best_coding_the_browser_takes_is_chosen(void **state)
{
    static const struct {
        const char *header;
        asset_coding wanted;
    } cases[] = {
        {NULL, CODING_NONE},
        {"identity", CODING_NONE},
        {"gzip", CODING_GZIP},
        {"gzip, deflate, br, zstd", CODING_BROTLI},
        {"BR", CODING_BROTLI},
        {"br;q=0, gzip;q=0.5", CODING_GZIP},
        {"br; q=0.000,gzip", CODING_GZIP},
        {"br;q=0.001", CODING_BROTLI},
        {"brotli, xgzip", CODING_NONE},
        {"br;q=0,gzip;q=0", CODING_NONE},
        {",,;", CODING_NONE},
    };
    fixture *self = *state;
    put_page(self);
    assert_int_equal(refresh(self), RS_OK);
    asset *found = assets_find(self->assets, "/assets/a.js");
    asset *page = assets_find(self->assets, "/");
    for (size_t n = 0; n < sizeof cases / sizeof *cases; n++)
        assert_int_equal(asset_negotiate(found, cases[n].header), cases[n].wanted);
    assert_int_equal(asset_negotiate(page, "br, gzip"), CODING_NONE);
    asset_drop(&found);
    asset_drop(&page);
}

static void test_a_tag_is_found_in_a_list(void **state)
{
    (void)state;
    assert_true(asset_matches("\"a\"", "\"a\""));
    assert_true(asset_matches("\"b\", W/\"a\"", "\"a\""));
    assert_true(asset_matches("*", "\"a\""));
    assert_false(asset_matches("", "\"a\""));
    assert_false(asset_matches("\"ab\", a, \"a", "\"a\""));
}

static void test_a_file_in_use_outlives_its_build(void **state)
{
    fixture *self = *state;
    put_page(self);
    assert_int_equal(refresh(self), RS_OK);
    asset *held = assets_find(self->assets, "/");
    assets_close(&self->assets);
    assert_memory_equal(held->body[CODING_NONE].data, "page", 4);
    asset_drop(&held);
}

int main(void)
{
#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, open_folder, close_folder)
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(test_files_are_served_by_their_path),
        IN_A_FOLDER(test_only_hashed_names_never_change),
        IN_A_FOLDER(test_a_place_within_the_page_is_the_page),
        IN_A_FOLDER(test_hidden_files_links_and_maps_are_not_served),
        IN_A_FOLDER(test_a_folder_without_a_page_is_an_error_until_there_is_one),
        IN_A_FOLDER(test_a_new_build_is_served_once_it_is_quiet),
        IN_A_FOLDER(test_the_hashed_files_of_the_build_before_stay_for_one_build),
        IN_A_FOLDER(test_each_coding_has_a_tag_of_its_own),
        IN_A_FOLDER(test_the_best_coding_the_browser_takes_is_chosen),
        cmocka_unit_test(test_a_tag_is_found_in_a_list),
        IN_A_FOLDER(test_a_file_in_use_outlives_its_build),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
