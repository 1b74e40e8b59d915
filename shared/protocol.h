/* protocol - what protocol.def lists, as C: structs, enumerations, methods and who may call them.
 */
#ifndef RS_PROTOCOL_H
#define RS_PROTOCOL_H

#include "shared/protocol.def"
#include "shared/schema.h"

enum { RS_PROTOCOL_VERSION = 1 };

RS_ENUMS(RS_ENUM_TYPE)
RS_STRUCTS(RS_MESSAGES)

typedef enum { RS_READ, RS_WRITE, RS_FACT } rs_method_kind;

#define RS_SERVICE_ENUM(c_name, name, role) RS_SERVICE_##c_name,
typedef enum { RS_SERVICES(RS_SERVICE_ENUM) RS_SERVICES_COUNT } rs_service_id;

typedef struct {
    const char *name;
    rs_role role; /* who may offer it */
} rs_service;

#define RS_METHOD_ENUM(c_name, number, ...) RS_##c_name = (number),
typedef enum { RS_METHODS(RS_METHOD_ENUM) } rs_method_id;

typedef struct {
    rs_method_id id;
    const char *name;
    rs_service_id service;
    const rs_type *argument;
    const rs_type *result;
    rs_method_kind kind;
    uint32_t callers; /* mask of 1 << rs_role */
    uint32_t rights;  /* mask of rs_right; 0: none needed */
    const char *doc;
} rs_method;

extern const rs_method rs_methods[];
extern const size_t rs_methods_count;
extern const rs_service rs_services[RS_SERVICES_COUNT];
extern const rs_enum *const rs_enums[];
extern const size_t rs_enums_count;
extern const rs_type *const rs_types[];
extern const size_t rs_types_count;

const rs_method *protocol_method(int64_t id); /* NULL: no such method */
bool protocol_may_call(const rs_method *method, rs_role role);
/* May the admin page ask for it (with a session that has one of the rights)? */
bool protocol_is_for_browsers(const rs_method *method);
/* The role of an actor by its name: "gateway", or an instance "gateway@2". 0: none. */
rs_role protocol_role(const char *actor_name);
/* First eight bytes of a hash over names, types, limits: equal where both sides agree. */
uint64_t protocol_fingerprint(void);

#endif
