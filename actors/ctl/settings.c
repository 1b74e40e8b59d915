/* refsysctl settings: the settings of the programme, by the field names of the protocol. */
#include <stdio.h>
#include <string.h>

#include "actors/ctl/ctl.h"

static void on_got(void *arg, const actor_reply *reply)
{
    ctl *self = arg;
    if (ctl_refused(self, reply))
        return;
    ctl_print_json(&rs_settings_view_type, reply->result);
    ctl_done(self);
}

void ctl_settings_get(ctl *self)
{
    actor_ask(self->loop, RS_SETTINGS_GET, &(rs_nothing){0}, NULL, on_got, self);
}

static void on_set(void *arg, const actor_reply *reply)
{
    ctl *self = arg;
    if (ctl_refused(self, reply))
        return;
    const rs_settings_view *view = reply->result;
    printf("version %lld of the settings is in force\n", (long long)view->version);
    ctl_done(self);
}

static const rs_field *find_field(const char *name, size_t size)
{
    for (size_t n = 0; n < rs_settings_type.count; n++) {
        const rs_field *field = &rs_settings_type.fields[n];
        if (strlen(field->name) == size && !strncmp(field->name, name, size))
            return field;
    }
    return NULL;
}

static bool parse_bool(ctl *self, const char *text, bool *out)
{
    *out = !strcmp(text, "true");
    if (*out || !strcmp(text, "false"))
        return true;
    ctl_fail(self, "%s: true or false is wanted", text);
    return false;
}

static bool parse_enum(ctl *self, const rs_enum *set, const char *text, int *out)
{
    for (size_t n = 0; n < set->count; n++)
        if (!strcmp(set->values[n].name, text)) {
            *out = set->values[n].value;
            return true;
        }
    ctl_fail(self, "%s: not one of the values of %s", text, set->name);
    return false;
}

static bool parse_ints(ctl *self, const rs_field *field, const char *text, rs_ints *out)
{
    int64_t *items = arena_give(self->memory, (size_t)field->limit * sizeof *items);
    size_t count = 0;
    while (*text) {
        char *word = arena_copy(self->memory, text, strcspn(text, ","));
        if (count == (size_t)field->limit) {
            ctl_fail(self, "%s: at most %lld numbers", field->name, (long long)field->limit);
            return false;
        }
        if (!ctl_number(self, word, field->name, &items[count++]))
            return false;
        text += strcspn(text, ",");
        text += *text == ',';
    }
    *out = (rs_ints){items, count};
    return true;
}

static bool parse_value(ctl *self, const rs_field *field, const char *text, void *at)
{
    switch (field->kind) {
    case RS_KIND_BOOL: return parse_bool(self, text, at);
    case RS_KIND_STR: *(const char **)at = text; return true;
    case RS_KIND_ENUM: return parse_enum(self, field->set, text, at);
    case RS_KIND_INTS: return parse_ints(self, field, text, at);
    default: return ctl_number(self, text, field->name, at);
    }
}

static bool apply(ctl *self, const char *change, rs_settings *settings)
{
    const rs_field *field = find_field(change, strcspn(change, "="));
    const char *value = strchr(change, '=');
    if (!value || !field) {
        ctl_fail(self, "%s: KEY=VALUE is wanted, with a key that `refsysctl settings get` shows",
                 change);
        return false;
    }
    return parse_value(self, field, value + 1, (uint8_t *)settings + field->offset);
}

static void on_got_for_change(void *arg, const actor_reply *reply)
{
    ctl *self = arg;
    if (ctl_refused(self, reply))
        return;
    const rs_settings_view *view = reply->result;
    rs_settings changed = *view->settings;
    for (int n = 0; n < self->count; n++)
        if (!apply(self, self->args[n], &changed))
            return;
    rs_settings_args args = {.version = view->version, .settings = &changed};
    actor_ask(self->loop, RS_SETTINGS_SET, &args, NULL, on_set, self);
}

void ctl_settings_set(ctl *self)
{
    actor_ask(self->loop, RS_SETTINGS_GET, &(rs_nothing){0}, NULL, on_got_for_change, self);
}
