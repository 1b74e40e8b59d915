#include "actors/gateway/sheets/tables.h"

#include <string.h>

#include "actors/gateway/sheets/columns.def"

#define COLUMN_ROW(field, kind, ru, en) {#field, SHEET_##kind, {ru, en}},
#define COLUMNS_OF(A, B, c_name, number, name, argument, method)                                   \
    static const sheet_column name##_columns[] = {SHEET_##c_name(COLUMN_ROW)};
RS_EXPORT_TABLES(COLUMNS_OF, _, _)

#define NAME_ROW(c_name, ru, en) [RS_EXPORT_OF_##c_name] = {ru, en},
static const char *const sheet_names[][2] = {SHEET_NAMES(NAME_ROW)};

#define TABLE_ROW(A, B, c_name, number, name_, argument, method_)                                  \
    {                                                                                              \
        .id = RS_EXPORT_OF_##c_name,                                                               \
        .name = #name_,                                                                            \
        .method = RS_##method_,                                                                    \
        .what = offsetof(rs_export_what, name_),                                                   \
        .columns = name_##_columns,                                                                \
        .count = sizeof name_##_columns / sizeof *name_##_columns,                                 \
    },
static const sheet_table tables[] = {RS_EXPORT_TABLES(TABLE_ROW, _, _)};
enum { TABLES = sizeof tables / sizeof *tables };

const sheet_table *table_by_id(int64_t id)
{
    for (size_t n = 0; n < TABLES; n++)
        if (tables[n].id == (rs_export_table)id)
            return &tables[n];
    return NULL;
}

const char *table_title(const sheet_table *self, rs_lang lang)
{
    return sheet_names[self->id][sheet_lang_of(lang)];
}

const rs_type *table_argument(const sheet_table *self)
{
    return protocol_method(self->method)->argument;
}

const rs_type *table_page(const sheet_table *self)
{
    return protocol_method(self->method)->result;
}

const rs_field *table_field(const rs_type *type, const char *name)
{
    for (size_t n = 0; n < type->count; n++)
        if (!strcmp(type->fields[n].name, name))
            return &type->fields[n];
    return NULL;
}

const rs_type *table_row(const sheet_table *self)
{
    return table_field(table_page(self), "rows")->type;
}

const sheet_table *table_asked(const rs_export_what *what, const void **argument)
{
    const sheet_table *found = NULL;
    int count = 0;
    for (size_t n = 0; n < TABLES; n++) {
        const void *one = *(const void *const *)((const char *)what + tables[n].what);
        if (!one)
            continue;
        found = &tables[n];
        *argument = one;
        count++;
    }
    return count == 1 ? found : NULL;
}

/* ------------------------------------------------------------------------------- choosing */

static const sheet_column *find_column(const sheet_table *self, const char *name, size_t size)
{
    for (size_t n = 0; n < self->count; n++)
        if (strlen(self->columns[n].field) == size && !memcmp(self->columns[n].field, name, size))
            return &self->columns[n];
    return NULL;
}

static rs_err choose_one(const sheet_table *self, const sheet_column *column, table_choice *out,
                         rs_error *error)
{
    if (!column)
        return rs_fail(error, RS_BAD_REQUEST, "columns: %s has no such column", self->name);
    for (size_t n = 0; n < out->count; n++)
        if (out->columns[n] == column)
            return rs_fail(error, RS_BAD_REQUEST, "columns: %s stands there twice", column->field);
    out->fields[out->count] = table_field(table_row(self), column->field);
    out->columns[out->count++] = column;
    return RS_OK;
}

rs_err table_choose(const sheet_table *self, const char *names, table_choice *out, rs_error *error)
{
    rs_err rc = RS_OK;
    RS_ASSERT(self->count <= TABLE_COLUMNS_MAX);
    *out = (table_choice){0};
    if (!names || !*names)
        for (size_t n = 0; n < self->count && rc == RS_OK; n++)
            rc = choose_one(self, &self->columns[n], out, error);
    for (const char *at = names; at && *at && rc == RS_OK;) {
        size_t size = strcspn(at, ",");
        rc = choose_one(self, find_column(self, at, size), out, error);
        at += size + (at[size] == ',');
    }
    return rc;
}

/* ------------------------------------------------------------------------------- writing */

typedef struct {
    const rs_enum *set;
    int value;
    const char *text[2];
} word;

const char *table_word(const rs_enum *set, int value, rs_lang lang)
{
#define WORD_ROW(set, c_name, ru, en) {&rs_##set##_enum, RS_##c_name, {ru, en}},
    static const word words[] = {SHEET_WORDS(WORD_ROW)};
    for (size_t n = 0; n < sizeof words / sizeof *words; n++)
        if (words[n].set == set && words[n].value == value)
            return words[n].text[sheet_lang_of(lang)];
    return codec_enum_name(set, value);
}

void table_write_titles(const table_choice *choice, sheet *to)
{
    for (size_t n = 0; n < choice->count; n++)
        to->format->title(to->file, choice->columns[n]->title[sheet_lang_of(to->lang)]);
    to->format->end_row(to->file);
}

static const char *flag_text(bool value, rs_lang lang)
{
    static const char *const texts[2][2] = {{"нет", "no"}, {"да", "yes"}};
    return texts[value][sheet_lang_of(lang)];
}

static void write_figure(sheet_kind kind, int64_t value, sheet *to)
{
    switch (kind) {
    case SHEET_MOMENT: to->format->moment(to->file, value); break;
    case SHEET_REFERENCE:
        if (value)
            to->format->number(to->file, value);
        else
            to->format->text(to->file, NULL);
        break;
    case SHEET_POINTS:
    case SHEET_PERCENT: to->format->hundredths(to->file, value, false); break;
    case SHEET_MONEY: to->format->hundredths(to->file, value, true); break;
    default: to->format->number(to->file, value); break;
    }
}

static void write_cell(const sheet_column *column, const rs_field *field, const void *row,
                       sheet *to)
{
    const void *at = (const char *)row + field->offset;
    switch (column->kind) {
    case SHEET_TEXT: to->format->text(to->file, *(const char *const *)at); break;
    case SHEET_FLAG: to->format->text(to->file, flag_text(*(const bool *)at, to->lang)); break;
    case SHEET_WORD: {
        int value = *(const int *)at;
        to->format->text(to->file, value ? table_word(field->set, value, to->lang) : NULL);
        break;
    }
    case SHEET_PLATFORM: to->format->text(to->file, "Ozon"); break;
    default: write_figure(column->kind, *(const int64_t *)at, to); break;
    }
}

void table_write_rows(const sheet_table *self, const table_choice *choice, const void *page,
                      sheet *to)
{
    const rs_field *field = table_field(table_page(self), "rows");
    const rs_list *rows = (const void *)((const char *)page + field->offset);
    for (size_t n = 0; n < rows->count; n++) {
        const void *row = (const char *)rows->items + n * field->type->size;
        for (size_t m = 0; m < choice->count; m++)
            write_cell(choice->columns[m], choice->fields[m], row, to);
        to->format->end_row(to->file);
    }
}
