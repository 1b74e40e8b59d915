#include "actors/gateway/sheets/sheet.h"

rs_err sheet_open(sheet *self, rs_export_format format, const char *path, const char *title,
                  rs_lang lang, rs_error *error)
{
    *self = (sheet){.lang = lang};
    switch (format) {
    case RS_EXPORT_CSV: self->format = &csv_format; break;
    case RS_EXPORT_XLSX: self->format = &xlsx_format; break;
    }
    if (!self->format)
        return rs_fail(error, RS_BAD_REQUEST, "format: there is no such");
    return self->format->open(&self->file, path, title, lang, error);
}

rs_err sheet_close(sheet *self, rs_error *error)
{
    return self->format->close(&self->file, error);
}
