// The one C++ file: toml++ behind a C function. Compiled without exceptions, so none leaves it.
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include "shared/config_toml.h"

#include <cstdio>
#include <string_view>
#include <toml++/toml.h>

namespace
{

void tell(const char *section, const char *key, const toml::node &node, toml_entry_fn *each,
          void *arg)
{
    toml_entry entry{section, key, TOML_VALUE_OTHER, nullptr, 0, 0, node.source().begin.line};
    if (auto *text = node.as_string()) {
        entry.kind = TOML_VALUE_STRING;
        entry.text = text->get().c_str();
        entry.size = text->get().size();
    } else if (auto *integer = node.as_integer()) {
        entry.kind = TOML_VALUE_INT;
        entry.number = integer->get();
    } else if (auto *boolean = node.as_boolean()) {
        entry.kind = TOML_VALUE_BOOL;
        entry.number = boolean->get();
    }
    each(arg, &entry);
}

} // namespace

extern "C" bool toml_read(const char *text, size_t size, toml_entry_fn *each, void *arg,
                          unsigned *line, char *reason, size_t reason_size)
{
    auto parsed = toml::parse(std::string_view(text, size));
    if (!parsed) {
        auto &&error = parsed.error();
        *line = error.source().begin.line;
        std::snprintf(reason, reason_size, "%.*s", static_cast<int>(error.description().size()),
                      error.description().data());
        return false;
    }
    for (auto &&[name, node] : parsed.table())
        if (!node.is_table()) {
            *line = node.source().begin.line;
            std::snprintf(reason, reason_size, "\"%.40s\" stands outside all [sections]",
                          name.str().data());
            return false;
        }
    for (auto &&[name, node] : parsed.table()) {
        const char *section = name.str().data(); // the key keeps a std::string: NUL-terminated
        tell(section, nullptr, node, each, arg);
        for (auto &&[key, value] : *node.as_table())
            tell(section, key.str().data(), value, each, arg);
    }
    return true;
}
