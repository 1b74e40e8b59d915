/* refsysctl admins, login: who may log in. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "actors/ctl/ctl.h"

static void print_rights(int64_t rights)
{
    const char *between = "";
    for (size_t n = 0; n < rs_right_enum.count; n++)
        if (rights & rs_right_enum.values[n].value) {
            printf("%s%s", between, rs_right_enum.values[n].name);
            between = ",";
        }
}

static void print_admin(const rs_admin_row *row)
{
    printf("%lld\t%lld\t%s\t", (long long)row->id, (long long)row->tg, row->name ? row->name : "");
    print_rights(row->rights);
    puts(row->blocked ? "\tblocked" : "");
}

static void on_list(void *arg, const actor_reply *reply)
{
    ctl *self = arg;
    if (ctl_refused(self, reply))
        return;
    const rs_admins_page *page = reply->result;
    if (self->json)
        ctl_print_json(&rs_admins_page_type, page);
    else
        for (size_t n = 0; n < page->admins.count; n++)
            print_admin(&page->admins.items[n]);
    ctl_done(self);
}

void ctl_admins_list(ctl *self)
{
    actor_ask(self->loop, RS_ADMINS_LIST, &(rs_nothing){0}, NULL, on_list, self);
}

static void on_set(void *arg, const actor_reply *reply)
{
    ctl *self = arg;
    if (ctl_refused(self, reply))
        return;
    if (self->json)
        ctl_print_json(&rs_admin_row_type, reply->result);
    else
        print_admin(reply->result);
    ctl_done(self);
}

static bool parse_rights(ctl *self, const char *text, int64_t *out)
{
    *out = 0;
    while (*text) {
        size_t size = strcspn(text, ",");
        int found = 0;
        for (size_t n = 0; n < rs_right_enum.count; n++)
            if (strlen(rs_right_enum.values[n].name) == size &&
                !strncmp(rs_right_enum.values[n].name, text, size))
                found = rs_right_enum.values[n].value;
        if (!found) {
            ctl_fail(self, "RIGHTS: %.*s is none of owner, admin, payout, support, analyst",
                     (int)size, text);
            return false;
        }
        *out |= found;
        text += size + (text[size] == ',');
    }
    return true;
}

void ctl_admins_add(ctl *self)
{
    rs_admin_args args = {.name = self->args[1]};
    if (ctl_number(self, self->args[0], "TG", &args.tg) &&
        parse_rights(self, self->args[2], &args.rights))
        actor_ask(self->loop, RS_ADMIN_SET, &args, NULL, on_set, self);
}

/* A change of one administrator: the row as it stands, changed, and sent back. */
static void on_list_for_change(void *arg, const actor_reply *reply)
{
    ctl *self = arg;
    int64_t id;
    if (ctl_refused(self, reply) || !ctl_number(self, self->args[0], "ID", &id))
        return;
    const rs_admins_page *page = reply->result;
    for (size_t n = 0; n < page->admins.count; n++) {
        const rs_admin_row *row = &page->admins.items[n];
        if (row->id != id)
            continue;
        rs_admin_args args = {.id = id, .tg = row->tg, .nick = row->nick, .name = row->name};
        args.rights = strstr(self->command->name, "remove") ? 0 : row->rights;
        args.blocked = !strcmp(self->command->name, "admins block");
        actor_ask(self->loop, RS_ADMIN_SET, &args, NULL, on_set, self);
        return;
    }
    ctl_fail(self, "ID: there is no administrator %lld", (long long)id);
}

static void change(ctl *self)
{
    actor_ask(self->loop, RS_ADMINS_LIST, &(rs_nothing){0}, NULL, on_list_for_change, self);
}

void ctl_admins_block(ctl *self)
{
    change(self);
}

void ctl_admins_unblock(ctl *self)
{
    change(self);
}

void ctl_admins_remove(ctl *self)
{
    change(self);
}

static void on_granted(void *arg, const actor_reply *reply)
{
    ctl *self = arg;
    if (ctl_refused(self, reply))
        return;
    puts(self->args[1]);
    ctl_done(self);
}

/* The ledger knows the ticket's hash only; the ticket stands behind the # of the link, which no
 * browser sends to a server or writes to a log. */
void ctl_login(ctl *self)
{
    uint8_t ticket[32];
    uint8_t hash[crypto_hash_sha256_BYTES];
    char text[64];
    rs_login_grant_args args = {.ticket = {hash, sizeof hash}};
    if (!ctl_number(self, self->args[0], "ID", &args.admin))
        return;
    randombytes_buf(ticket, sizeof ticket);
    crypto_hash_sha256(hash, ticket, sizeof ticket);
    sodium_bin2base64(text, sizeof text, ticket, sizeof ticket,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    self->args[1] = arena_print(self->memory, "%s/login/ticket#%s",
                                actor_config(self->loop)->gateway.origin, text);
    actor_ask(self->loop, RS_LOGIN_GRANT, &args, NULL, on_granted, self);
}
