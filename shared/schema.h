/* schema - turns field lists (see protocol.def) into C structs, and into tables for the codec.
 *
 * A header with messages says RS_STRUCTS(ITS_MESSAGES); one .c file says RS_TABLES(ITS_MESSAGES).
 * A message list is M(name, FIELDS, doc); a field list is F(S, name, type, limit, presence). */
#ifndef RS_SCHEMA_H
#define RS_SCHEMA_H

#include "shared/codec.h"

#define RS_C_COUNT int64_t
#define RS_C_ID int64_t
#define RS_C_TIME int64_t
#define RS_C_TG int64_t
#define RS_C_POINTS int64_t
#define RS_C_MONEY int64_t
#define RS_C_RATE int64_t
#define RS_C_BOOL bool
#define RS_C_STR const char *
#define RS_C_BYTES rs_bytes
#define RS_C_ENUM(e) rs_##e
#define RS_C_MSG(m) const rs_##m *
#define RS_C_LIST(m) rs_##m##_list
#define RS_C_INTS rs_ints

#define RS_K_COUNT RS_KIND_COUNT
#define RS_K_ID RS_KIND_ID
#define RS_K_TIME RS_KIND_TIME
#define RS_K_TG RS_KIND_TG
#define RS_K_POINTS RS_KIND_POINTS
#define RS_K_MONEY RS_KIND_MONEY
#define RS_K_RATE RS_KIND_RATE
#define RS_K_BOOL RS_KIND_BOOL
#define RS_K_STR RS_KIND_STR
#define RS_K_BYTES RS_KIND_BYTES
#define RS_K_ENUM(e) RS_KIND_ENUM
#define RS_K_MSG(m) RS_KIND_MSG
#define RS_K_LIST(m) RS_KIND_LIST
#define RS_K_INTS RS_KIND_INTS

#define RS_T_COUNT NULL
#define RS_T_ID NULL
#define RS_T_TIME NULL
#define RS_T_TG NULL
#define RS_T_POINTS NULL
#define RS_T_MONEY NULL
#define RS_T_RATE NULL
#define RS_T_BOOL NULL
#define RS_T_STR NULL
#define RS_T_BYTES NULL
#define RS_T_ENUM(e) NULL
#define RS_T_MSG(m) &rs_##m##_type
#define RS_T_LIST(m) &rs_##m##_type
#define RS_T_INTS NULL

#define RS_S_COUNT NULL
#define RS_S_ID NULL
#define RS_S_TIME NULL
#define RS_S_TG NULL
#define RS_S_POINTS NULL
#define RS_S_MONEY NULL
#define RS_S_RATE NULL
#define RS_S_BOOL NULL
#define RS_S_STR NULL
#define RS_S_BYTES NULL
#define RS_S_ENUM(e) &rs_##e##_enum
#define RS_S_MSG(m) NULL
#define RS_S_LIST(m) NULL
#define RS_S_INTS NULL

/* Does a member point to something? */
#define RS_Q_COUNT RS_DROP
#define RS_Q_ID RS_DROP
#define RS_Q_TIME RS_DROP
#define RS_Q_TG RS_DROP
#define RS_Q_POINTS RS_DROP
#define RS_Q_MONEY RS_DROP
#define RS_Q_RATE RS_DROP
#define RS_Q_BOOL RS_DROP
#define RS_Q_STR RS_KEEP
#define RS_Q_BYTES RS_KEEP
#define RS_Q_ENUM(e) RS_DROP
#define RS_Q_MSG(m) RS_KEEP
#define RS_Q_LIST(m) RS_KEEP
#define RS_Q_INTS RS_KEEP
#define RS_DROP(...)
#define RS_KEEP(...) __VA_ARGS__
#define RS_APPLY(which, ...) which(__VA_ARGS__)

#define RS_P_REQ true
#define RS_P_OPT false

#define RS_MEMBER(S, name, type, limit, presence) RS_C_##type name;
#define RS_FORWARD(name, FIELDS, doc)                                                              \
    typedef struct rs_##name rs_##name;                                                            \
    typedef struct {                                                                               \
        rs_##name *items;                                                                          \
        size_t count;                                                                              \
    } rs_##name##_list;                                                                            \
    extern const rs_type rs_##name##_type;
#define RS_STRUCT(name, FIELDS, doc)                                                               \
    struct rs_##name {                                                                             \
        FIELDS(RS_MEMBER, _)                                                                       \
    };
#define RS_STRUCTS(MESSAGES) MESSAGES(RS_FORWARD) MESSAGES(RS_STRUCT)

#define RS_ROW(S, member, kind_, limit_, presence)                                                 \
    {                                                                                              \
        .name = #member,                                                                           \
        .kind = RS_K_##kind_,                                                                      \
        .required = RS_P_##presence,                                                               \
        .limit = (limit_),                                                                         \
        .offset = offsetof(S, member),                                                             \
        .type = RS_T_##kind_,                                                                      \
        .set = RS_S_##kind_,                                                                       \
    },
#define RS_POINTING_ROW(S, member, kind_, limit_, presence)                                        \
    RS_APPLY(RS_Q_##kind_, RS_ROW(S, member, kind_, limit_, presence))
#define RS_TABLE(name_, FIELDS, doc_)                                                              \
    static const rs_field name_##_fields[] = {FIELDS(RS_ROW, rs_##name_)};                         \
    static const rs_field name_##_pointing[] = {FIELDS(RS_POINTING_ROW, rs_##name_){0}};           \
    const rs_type rs_##name_##_type = {                                                            \
        .name = #name_,                                                                            \
        .doc = doc_,                                                                               \
        .fields = name_##_fields,                                                                  \
        .count = sizeof name_##_fields / sizeof *name_##_fields,                                   \
        .pointing = name_##_pointing,                                                              \
        .size = sizeof(rs_##name_),                                                                \
    };
#define RS_TABLES(MESSAGES) MESSAGES(RS_TABLE)

#define RS_VALUE(c_name, value, text) RS_##c_name = (value),
#define RS_ENUM_TYPE(name, VALUES, doc)                                                            \
    typedef enum { VALUES(RS_VALUE) } rs_##name;                                                   \
    extern const rs_enum rs_##name##_enum;
#define RS_VALUE_ROW(c_name, value, text) {text, value},
#define RS_ENUM_TABLE(name_, VALUES, doc_)                                                         \
    static const rs_enum_value name_##_values[] = {VALUES(RS_VALUE_ROW)};                          \
    const rs_enum rs_##name_##_enum = {                                                            \
        .name = #name_,                                                                            \
        .doc = doc_,                                                                               \
        .values = name_##_values,                                                                  \
        .count = sizeof name_##_values / sizeof *name_##_values,                                   \
    };

#endif
