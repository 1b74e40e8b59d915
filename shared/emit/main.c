#include "shared/emit/emit.h"

#include <stdio.h>
#include <string.h>

#include "actors/gateway/ops.def"

RS_STRUCTS(RS_OP_MESSAGES)
RS_TABLES(RS_OP_MESSAGES)

#define OP_ROW(c_name, number_, name_, argument_, result_, doc_)                                   \
    {                                                                                              \
        .number = (number_),                                                                       \
        .name = #name_,                                                                            \
        .argument = &rs_##argument_##_type,                                                        \
        .result = &rs_##result_##_type,                                                            \
        .doc = doc_,                                                                               \
    },
const emit_op emit_ops[] = {RS_OPS(OP_ROW)};
const size_t emit_ops_count = sizeof emit_ops / sizeof *emit_ops;

#define OP_TYPE(name, FIELDS, doc) &rs_##name##_type,
static const rs_type *const op_types[] = {RS_OP_MESSAGES(OP_TYPE)};

const rs_type *emit_type(size_t index)
{
    if (index < rs_types_count)
        return rs_types[index];
    index -= rs_types_count;
    return index < sizeof op_types / sizeof *op_types ? op_types[index] : NULL;
}

const char *emit_kind(rs_kind kind)
{
    static const char *const names[] = {
        [RS_KIND_COUNT] = "count", [RS_KIND_ID] = "id",         [RS_KIND_TIME] = "time",
        [RS_KIND_TG] = "tg",       [RS_KIND_POINTS] = "points", [RS_KIND_MONEY] = "money",
        [RS_KIND_RATE] = "rate",   [RS_KIND_BOOL] = "bool",     [RS_KIND_STR] = "str",
        [RS_KIND_BYTES] = "bytes", [RS_KIND_ENUM] = "enum",     [RS_KIND_MSG] = "msg",
        [RS_KIND_LIST] = "list",   [RS_KIND_INTS] = "ints",
    };
    return names[kind];
}

bool emit_kind_is_int(rs_kind kind)
{
    return kind <= RS_KIND_RATE;
}

int main(int argc, char **argv)
{
    const char *what = argc == 2 ? argv[1] : "";
    if (!strcmp(what, "ts"))
        emit_ts();
    else if (!strcmp(what, "docs"))
        emit_docs();
    else if (!strcmp(what, "toml"))
        emit_toml(false);
    else if (!strcmp(what, "etc"))
        emit_toml(true);
    else if (!strcmp(what, "man"))
        emit_man();
    else {
        fprintf(stderr, "usage: %s ts | docs | toml | etc | man\n", argv[0]);
        return 2;
    }
    if (fflush(stdout) || ferror(stdout)) {
        perror("standard output");
        return 1;
    }
    return 0;
}
