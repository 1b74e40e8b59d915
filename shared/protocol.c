#include "shared/protocol.h"

#include <sodium.h>
#include <string.h>

RS_ENUMS(RS_ENUM_TABLE)
RS_TABLES(RS_MESSAGES)

#define RS_ENUM_REF(name, VALUES, doc) &rs_##name##_enum,
const rs_enum *const rs_enums[] = {RS_ENUMS(RS_ENUM_REF)};
const size_t rs_enums_count = sizeof rs_enums / sizeof *rs_enums;

#define RS_TYPE_REF(name, FIELDS, doc) &rs_##name##_type,
const rs_type *const rs_types[] = {RS_MESSAGES(RS_TYPE_REF)};
const size_t rs_types_count = sizeof rs_types / sizeof *rs_types;

#define FROM(role) (1U << RS_ROLE_##role)
#define RS_METHOD_ROW(c_name, number, name_, service_, argument_, result_, kind_, callers_,        \
                      rights_, doc_)                                                               \
    {                                                                                              \
        .id = RS_##c_name,                                                                         \
        .name = name_,                                                                             \
        .service = RS_SERVICE_##service_,                                                          \
        .argument = &rs_##argument_##_type,                                                        \
        .result = &rs_##result_##_type,                                                            \
        .kind = RS_##kind_,                                                                        \
        .callers = callers_,                                                                       \
        .rights = rights_,                                                                         \
        .doc = doc_,                                                                               \
    },
const rs_method rs_methods[] = {RS_METHODS(RS_METHOD_ROW)};
const size_t rs_methods_count = sizeof rs_methods / sizeof *rs_methods;

#define RS_SERVICE_ROW(c_name, name_, role_) [RS_SERVICE_##c_name] = {name_, RS_ROLE_##role_},
const rs_service rs_services[RS_SERVICES_COUNT] = {RS_SERVICES(RS_SERVICE_ROW)};

/* Where a method of a number stands in the list, from 1 on. */
#define RS_METHOD_PLACE(c_name, number, name, service, argument, result, kind, callers, rights,    \
                        doc)                                                                       \
    PLACE_##c_name,
enum { RS_METHODS(RS_METHOD_PLACE) };
#define RS_METHOD_BY_NUMBER(c_name, number, name, service, argument, result, kind, callers,        \
                            rights, doc)                                                           \
    [RS_##c_name] = PLACE_##c_name + 1,
static const uint16_t places[] = {RS_METHODS(RS_METHOD_BY_NUMBER)};

const rs_method *protocol_method(int64_t id)
{
    bool known = id >= 0 && id < (int64_t)(sizeof places / sizeof *places) && places[id];
    return known ? &rs_methods[places[id] - 1] : NULL;
}

bool protocol_may_call(const rs_method *method, rs_role role)
{
    return method->callers >> role & 1U;
}

bool protocol_is_for_browsers(const rs_method *method)
{
    return protocol_may_call(method, RS_ROLE_GATEWAY) && method->rights;
}

rs_role protocol_role(const char *actor_name)
{
    size_t size = strcspn(actor_name, "@");
    for (size_t n = 0; n < rs_role_enum.count; n++) {
        const rs_enum_value *role = &rs_role_enum.values[n];
        if (strlen(role->name) == size && !memcmp(role->name, actor_name, size))
            return (rs_role)role->value;
    }
    return (rs_role)0;
}

static void hash_text(crypto_hash_sha256_state *hash, const char *text)
{
    crypto_hash_sha256_update(hash, (const uint8_t *)text, strlen(text) + 1);
}

static void hash_number(crypto_hash_sha256_state *hash, int64_t number)
{
    uint8_t bytes[8];
    put_be64(bytes, (uint64_t)number);
    crypto_hash_sha256_update(hash, bytes, sizeof bytes);
}

static void hash_type(crypto_hash_sha256_state *hash, const rs_type *type)
{
    hash_text(hash, type->name);
    for (size_t n = 0; n < type->count; n++) {
        const rs_field *field = &type->fields[n];
        hash_text(hash, field->name);
        hash_number(hash, (int64_t)field->kind);
        hash_number(hash, field->required);
        hash_number(hash, field->limit);
    }
}

uint64_t protocol_fingerprint(void)
{
    crypto_hash_sha256_state hash;
    crypto_hash_sha256_init(&hash);
    for (size_t n = 0; n < rs_types_count; n++)
        hash_type(&hash, rs_types[n]);
    for (size_t n = 0; n < rs_methods_count; n++) {
        hash_number(&hash, rs_methods[n].id);
        hash_text(&hash, rs_methods[n].name);
    }
    uint8_t digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_final(&hash, digest);
    return get_be64(digest);
}
