/* The protocol as a TypeScript module: constants and types that vanish when compiled, and tables by
 * which the page checks what it is sent. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "shared/emit/emit.h"

/* Only what a page can come to see is written: the messages of the methods it may ask for, and the
 * gateway's own, with all they hold, and their enumerations. What other processes say to each other
 * would make the page larger for nothing. */
enum { TYPES_MAX = 1000, ENUMS_MAX = 200 };
static bool seen_types[TYPES_MAX];
static bool seen_enums[ENUMS_MAX];

static void see_enum(const rs_enum *set)
{
    for (size_t n = 0; n < rs_enums_count; n++)
        if (rs_enums[n] == set)
            seen_enums[n] = true;
}

static void see_type(const rs_type *type)
{
    size_t n = 0;
    while (emit_type(n) && emit_type(n) != type)
        n++;
    RS_ASSERT(emit_type(n) && n < TYPES_MAX);
    if (seen_types[n])
        return;
    seen_types[n] = true;
    for (size_t i = 0; i < type->count; i++) {
        if (type->fields[i].kind == RS_KIND_ENUM)
            see_enum(type->fields[i].set);
        else if (type->fields[i].type)
            see_type(type->fields[i].type);
    }
}

static void see_all(void)
{
    RS_ASSERT(rs_enums_count <= ENUMS_MAX);
    for (size_t n = 0; n < rs_methods_count; n++) {
        if (!protocol_is_for_browsers(&rs_methods[n]))
            continue;
        see_type(rs_methods[n].argument);
        see_type(rs_methods[n].result);
    }
    for (size_t n = rs_types_count; emit_type(n); n++) /* the gateway's: also what it pushes */
        see_type(emit_type(n));
    for (size_t n = 0; n < emit_ops_count; n++) {
        see_type(emit_ops[n].argument);
        see_type(emit_ops[n].result);
    }
}

/* "payout_row" as "PayoutRow" */
static void put_type_name(const char *name)
{
    bool up = true;
    for (; *name; name++) {
        if (*name != '_')
            putchar(up ? toupper((unsigned char)*name) : *name);
        up = *name == '_';
    }
}

static void put_doc(const char *indent, const char *doc)
{
    if (*doc)
        printf("%s/** %s */\n", indent, doc);
}

static void put_head(void)
{
    puts("// Written by refsys-emit from shared/protocol.def and actors/gateway/ops.def. Not to be "
         "edited:\n"
         "// change those and run `cmake --build <tree> -t regenerate`.\n"
         "//\n"
         "// Fields marked `?` may be absent, which is the same as zero, false or empty.\n");
    printf("export const PROTOCOL_VERSION = %d;\n\n", RS_PROTOCOL_VERSION);
}

static void put_errors(void)
{
    puts("/** Codes of answers; 0 is success. */\nexport const ErrorCode = {");
#define ERROR_ROW(name, code, text) printf("  /** %s */\n  %s: %d,\n", text, #name, code);
    RS_ERRORS(ERROR_ROW)
    puts("} as const;\n"
         "export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode];\n");
}

static void put_enum(const rs_enum *set)
{
    put_doc("", set->doc);
    fputs("export const ", stdout);
    put_type_name(set->name);
    puts(" = {");
    for (size_t n = 0; n < set->count; n++)
        printf("  %s: %d,\n", set->values[n].name, set->values[n].value);
    fputs("} as const;\nexport type ", stdout);
    put_type_name(set->name);
    fputs(" = (typeof ", stdout);
    put_type_name(set->name);
    fputs(")[keyof typeof ", stdout);
    put_type_name(set->name);
    puts("];\n");
}

static void put_field_type(const rs_field *field)
{
    switch (field->kind) {
    case RS_KIND_BOOL: fputs("boolean", stdout); break;
    case RS_KIND_STR: fputs("string", stdout); break;
    case RS_KIND_BYTES: fputs("Uint8Array", stdout); break;
    case RS_KIND_ENUM: put_type_name(field->set->name); break;
    case RS_KIND_MSG: put_type_name(field->type->name); break;
    case RS_KIND_LIST:
        fputs("readonly ", stdout);
        put_type_name(field->type->name);
        fputs("[]", stdout);
        break;
    case RS_KIND_INTS: fputs("readonly number[]", stdout); break;
    default: fputs("number", stdout); break;
    }
}

static void put_interface(const rs_type *type)
{
    put_doc("", type->doc);
    fputs("export interface ", stdout);
    put_type_name(type->name);
    puts(" {");
    for (size_t n = 0; n < type->count; n++) {
        printf("  readonly %s%s: ", type->fields[n].name, type->fields[n].required ? "" : "?");
        put_field_type(&type->fields[n]);
        puts(";");
    }
    puts("}\n");
}

static void put_message_map(void)
{
    puts("/** Every message by its name. */\nexport interface Messages {");
    for (size_t n = 0; emit_type(n); n++) {
        if (!seen_types[n])
            continue;
        printf("  %s: ", emit_type(n)->name);
        put_type_name(emit_type(n)->name);
        puts(";");
    }
    puts("}\n");
}

static void put_field(const rs_field *field)
{
    printf("    { name: \"%s\", kind: \"%s\", required: %s", field->name, emit_kind(field->kind),
           field->required ? "true" : "false");
    if (emit_kind_is_int(field->kind)) {
        int64_t min;
        int64_t max;
        codec_range(field, &min, &max);
        printf(", min: %" PRId64 ", limit: %" PRId64, min, max);
    } else if (field->limit) {
        printf(", limit: %" PRId64, field->limit);
    }
    if (field->kind == RS_KIND_ENUM)
        printf(", type: \"%s\"", field->set->name);
    else if (field->type)
        printf(", type: \"%s\"", field->type->name);
    puts(" },");
}

static void put_field_tables(void)
{
    puts("/**\n"
         " * A field as the wire knows it. Integers (count, id, time, tg, points, money, rate): "
         "min .. limit.\n"
         " * str, bytes: at most `limit` bytes; list, ints: elements. `type` names the message of "
         "msg and list,\n"
         " * and the enumeration of enum.\n"
         " */\n"
         "export interface Field {\n"
         "  readonly name: string;\n"
         "  readonly kind: Kind;\n"
         "  readonly required: boolean;\n"
         "  readonly min?: number;\n"
         "  readonly limit?: number;\n"
         "  readonly type?: string;\n"
         "}");
    fputs("export type Kind =", stdout);
    for (int kind = 0; kind <= RS_KIND_INTS; kind++)
        printf("%s\"%s\"", kind ? " | " : " ", emit_kind((rs_kind)kind));
    puts(";\n\nexport const FIELDS: { readonly [Name in keyof Messages]: readonly Field[] } = {");
    for (size_t n = 0; emit_type(n); n++) {
        const rs_type *type = emit_type(n);
        if (!seen_types[n])
            continue;
        printf("  %s: [\n", type->name);
        for (size_t i = 0; i < type->count; i++)
            put_field(&type->fields[i]);
        puts("  ],");
    }
    puts("};\n\n/** The values of each enumeration. */\n"
         "export const ENUMS: Readonly<Record<string, readonly number[]>> = {");
    for (size_t n = 0; n < rs_enums_count; n++) {
        if (!seen_enums[n])
            continue;
        printf("  %s: [", rs_enums[n]->name);
        for (size_t i = 0; i < rs_enums[n]->count; i++)
            printf("%s%d", i ? ", " : "", rs_enums[n]->values[i].value);
        puts("],");
    }
    puts("};\n");
}

static void put_methods(void)
{
    puts("/**\n"
         " * What the page may ask for. A method of kind \"write\" carries a key in its frame, the "
         "same when it\n"
         " * is sent again. `rights` is a mask of Right: any of them is enough.\n"
         " */\n"
         "export const METHODS = {");
    for (size_t n = 0; n < rs_methods_count; n++) {
        static const char *const kinds[] = {"read", "write", "fact"};
        const rs_method *method = &rs_methods[n];
        if (!protocol_is_for_browsers(method))
            continue;
        put_doc("  ", method->doc);
        printf("  \"%s\": {\n    id: %d,\n    argument: \"%s\",\n    result: \"%s\",\n"
               "    kind: \"%s\",\n    rights: %u,\n  },\n",
               method->name, (int)method->id, method->argument->name, method->result->name,
               kinds[method->kind], method->rights);
    }
    puts("} as const;\n"
         "export type MethodName = keyof typeof METHODS;\n"
         "export type Argument<M extends MethodName> = Messages[(typeof "
         "METHODS)[M][\"argument\"]];\n"
         "export type Result<M extends MethodName> = Messages[(typeof METHODS)[M][\"result\"]];\n\n"
         "/** What the page may ask of the gateway itself. */\n"
         "export const OPS = {");
    for (size_t n = 0; n < emit_ops_count; n++) {
        put_doc("  ", emit_ops[n].doc);
        printf("  %s: { id: %d, argument: \"%s\", result: \"%s\" },\n", emit_ops[n].name,
               emit_ops[n].number, emit_ops[n].argument->name, emit_ops[n].result->name);
    }
    puts("} as const;\n"
         "export type OpName = keyof typeof OPS;\n"
         "export type OpArgument<O extends OpName> = Messages[(typeof OPS)[O][\"argument\"]];\n"
         "export type OpResult<O extends OpName> = Messages[(typeof OPS)[O][\"result\"]];");
}

void emit_ts(void)
{
    see_all();
    put_head();
    put_errors();
    for (size_t n = 0; n < rs_enums_count; n++)
        put_enum(rs_enums[n]);
    for (size_t n = 0; emit_type(n); n++)
        if (seen_types[n])
            put_interface(emit_type(n));
    put_message_map();
    put_field_tables();
    put_methods();
}
