/* refsys.toml: any text is read or refused with its line, and texts end within their room. */
#include <string.h>

#include "shared/config.h"
#include "tests/fuzz/fuzz.h"

const fuzz_bound fuzz_memory = {.base = 64 << 10, .times = 40};

void fuzz_one(const uint8_t *data, size_t size)
{
    rs_config config;
    rs_error error = {0};
    rs_err rc = config_parse((const char *)data, size, "fuzz.toml", "/folder", &config, &error);
    RS_ASSERT(rc == RS_OK || (rc == RS_CONFIG && !strncmp(error.text, "fuzz.toml:", 10)));
    RS_ASSERT(memchr(config.broker.requests, 0, sizeof config.broker.requests));
    RS_ASSERT(memchr(config.broker.keys, 0, sizeof config.broker.keys));
    RS_ASSERT(config.gateway.port >= 0 && config.gateway.port <= 65535);
}
