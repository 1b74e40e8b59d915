/* The protocol as a page for reading. */
#include <inttypes.h>
#include <stdio.h>

#include "shared/emit/emit.h"

static void put_head(void)
{
    printf("# The protocol, version %d\n\n", RS_PROTOCOL_VERSION);
    puts("Written by `refsys-emit docs` from `shared/protocol.def` and `actors/gateway/ops.def`; "
         "not to be edited.\n"
         "How requests travel is in `broker/README.md`, how the admin page asks in "
         "`actors/gateway/README.md`.\n\n"
         "A message is a msgpack map `{field: value}`. A field that may be absent is marked ?; "
         "absent is the same as\n"
         "zero, false or empty. Unknown fields are skipped between processes and refused from "
         "browsers.\n\n"
         "| kind | what it is |\n|---|---|\n"
         "| count | a whole number from 0 |\n"
         "| id | a whole number from 1 |\n"
         "| time | milliseconds since 1970, UTC |\n"
         "| tg | an id of Telegram: a user, a chat |\n"
         "| points | hundredths of a point |\n"
         "| money | kopecks |\n"
         "| rate | basis points: hundredths of a per cent |\n"
         "| bool | true or false |\n"
         "| str | UTF-8 without NUL; the limit counts bytes |\n"
         "| bytes | binary; the limit counts bytes |\n"
         "| ints | whole numbers from 0; the limit counts them |\n"
         "| [message] | a list; the limit counts elements |\n");
}

static void put_errors(void)
{
    puts("## Outcomes\n\n| code | name | meaning |\n|---|---|---|");
#define ERROR_ROW(name, code, text) printf("| %d | %s | %s |\n", code, #name, text);
    RS_ERRORS(ERROR_ROW)
    putchar('\n');
}

static void put_names(const rs_enum *set, uint32_t mask)
{
    const char *between = "";
    for (size_t n = 0; n < set->count; n++)
        if (mask & (uint32_t)set->values[n].value) {
            printf("%s%s", between, set->values[n].name);
            between = ", ";
        }
}

static void put_callers(uint32_t mask)
{
    const char *between = "";
    for (size_t n = 0; n < rs_role_enum.count; n++)
        if (mask >> rs_role_enum.values[n].value & 1) {
            printf("%s%s", between, rs_role_enum.values[n].name);
            between = ", ";
        }
}

static void put_methods(void)
{
    static const char *const kinds[] = {"read", "write", "fact"};
    puts("## Methods\n\n"
         "`read` changes nothing. `write` carries an idempotency key; the same key again gives the "
         "first answer.\n"
         "`fact` is harmless to repeat by its own content. Rights are an administrator's, any of "
         "them is enough;\n"
         "methods with rights that the gateway may call are open to the admin page.\n\n"
         "| id | method | service | argument | result | kind | callers | rights | |\n"
         "|---|---|---|---|---|---|---|---|---|");
    for (size_t n = 0; n < rs_methods_count; n++) {
        const rs_method *method = &rs_methods[n];
        printf("| %d | %s | %s | %s | %s | %s | ", (int)method->id, method->name,
               rs_services[method->service].name, method->argument->name, method->result->name,
               kinds[method->kind]);
        put_callers(method->callers);
        fputs(" | ", stdout);
        put_names(&rs_right_enum, method->rights);
        printf(" | %s |\n", method->doc);
    }
    puts("\n### Of the gateway itself\n\n| id | op | argument | result | |\n|---|---|---|---|---|");
    for (size_t n = 0; n < emit_ops_count; n++)
        printf("| %d | %s | %s | %s | %s |\n", emit_ops[n].number, emit_ops[n].name,
               emit_ops[n].argument->name, emit_ops[n].result->name, emit_ops[n].doc);
    putchar('\n');
}

static void put_limit(const rs_field *field)
{
    int64_t min;
    int64_t max;
    codec_range(field, &min, &max);
    if (emit_kind_is_int(field->kind) && (field->limit || field->kind == RS_KIND_RATE))
        printf("%" PRId64 " .. %" PRId64, min, max);
    else if (field->limit)
        printf("%" PRId64, field->limit);
}

static void put_message(const rs_type *type)
{
    printf("### %s\n\n", type->name);
    if (*type->doc)
        printf("%s\n\n", type->doc);
    puts("| field | kind | limit |\n|---|---|---|");
    for (size_t n = 0; n < type->count; n++) {
        const rs_field *field = &type->fields[n];
        printf("| %s%s | ", field->name, field->required ? "" : " ?");
        if (field->kind == RS_KIND_LIST)
            printf("[%s]", field->type->name);
        else if (field->kind == RS_KIND_MSG)
            fputs(field->type->name, stdout);
        else if (field->kind == RS_KIND_ENUM)
            fputs(field->set->name, stdout);
        else
            fputs(emit_kind(field->kind), stdout);
        fputs(" | ", stdout);
        put_limit(field);
        puts(" |");
    }
    putchar('\n');
}

static void put_enums(void)
{
    puts("## Enumerations\n\n| name | values | |\n|---|---|---|");
    for (size_t n = 0; n < rs_enums_count; n++) {
        printf("| %s | ", rs_enums[n]->name);
        for (size_t i = 0; i < rs_enums[n]->count; i++)
            printf("%s%d %s", i ? ", " : "", rs_enums[n]->values[i].value,
                   rs_enums[n]->values[i].name);
        printf(" | %s |\n", rs_enums[n]->doc);
    }
    putchar('\n');
}

void emit_docs(void)
{
    put_head();
    put_methods();
    put_enums();
    put_errors();
    puts("## Messages\n");
    for (size_t n = 0; emit_type(n); n++)
        put_message(emit_type(n));
}
