/* refsysctl explain: what became of an order, and why. */
#include <stdio.h>

#include "actors/ctl/ctl.h"
#include "shared/format.h"

static const char *word(const rs_enum *set, int64_t value)
{
    return value ? codec_enum_name(set, (int)value) : "-";
}

static const char *moment(ctl *self, int64_t at)
{
    return at ? arena_print(self->memory, "%s (%s)", format_moment(self->memory, RS_LANG_EN, at),
                            format_date(self->memory, RS_LANG_EN, at))
              : "never";
}

static const char *points(ctl *self, int64_t value)
{
    return format_points(self->memory, RS_LANG_EN, value);
}

static void print_buyer(ctl *self, const rs_purchase *one)
{
    printf("  ordered %s, recorded %s, first seen delivered %s\n", moment(self, one->created),
           moment(self, one->recorded), moment(self, one->delivered));
    if (one->buyer)
        printf("  buyer: participant %lld, joined %s, Ozon ID %lld bound %s, inviter %lld\n",
               (long long)one->buyer, moment(self, one->joined), (long long)one->ozon,
               moment(self, one->bound), (long long)one->inviter);
    else
        printf("  buyer: nobody here has the Ozon ID %lld\n", (long long)one->ozon);
}

static void print_items(ctl *self, const rs_purchase *one)
{
    for (size_t n = 0; n < one->items.count; n++) {
        const rs_purchase_item *item = &one->items.items[n];
        printf("  SKU %lld: %lld of %s, %lld returned\n", (long long)item->sku,
               (long long)item->qty, format_money(self->memory, RS_LANG_EN, item->price),
               (long long)item->returned);
    }
    printf("  counts with %s, by version %lld of the settings%s\n",
           format_money(self->memory, RS_LANG_EN, one->net), (long long)one->settings,
           one->open_return ? "; a return is undecided" : "");
}

static void print_hold(ctl *self, const rs_purchase *one)
{
    const char *between = "";
    if (!one->hold)
        return;
    printf("  on hold: ");
    for (size_t n = 0; n < rs_hold_reason_enum.count; n++)
        if (one->hold & rs_hold_reason_enum.values[n].value) {
            printf("%s%s", between, rs_hold_reason_enum.values[n].name);
            between = ", ";
        }
    printf("; not before %s\n", moment(self, one->release));
}

static void print_points(ctl *self, const rs_explained *what)
{
    const rs_purchase *one = what->purchase;
    for (size_t n = 0; n < one->shares.count; n++) {
        const rs_purchase_share *share = &one->shares.items[n];
        printf("  participant %lld, level %lld, %lld.%02lld %%: due %s, has %s, of it on hold %s\n",
               (long long)share->participant, (long long)share->level,
               (long long)(share->rate / 100), (long long)(share->rate % 100),
               points(self, share->due), points(self, share->posted), points(self, share->held));
    }
    for (size_t n = 0; n < what->transfers.count; n++) {
        const rs_transfer_line *line = &what->transfers.items[n];
        printf("  %lld  %s  %s of %s, participant %lld, %s to %s\n", (long long)line->seq,
               moment(self, line->at), word(&rs_transfer_kind_enum, line->kind),
               points(self, line->points), (long long)line->participant,
               word(&rs_account_enum, line->debit), word(&rs_account_enum, line->credit));
    }
    if (what->older)
        puts("  ... and older transfers");
    if (one->why)
        printf("  brings nothing: %s\n", word(&rs_no_points_enum, one->why));
}

static void print_posting(ctl *self, const rs_explained *what)
{
    const rs_purchase *one = what->purchase;
    printf("%s: %s (%s), cabinet %lld, %s\n", one->number,
           word(&rs_posting_status_enum, one->status), one->raw_status ? one->raw_status : "-",
           (long long)one->store, word(&rs_scheme_enum, one->scheme));
    print_buyer(self, one);
    print_items(self, one);
    print_hold(self, one);
    print_points(self, what);
}

static void on_explained(void *arg, const actor_reply *reply)
{
    ctl *self = arg;
    if (ctl_refused(self, reply))
        return;
    const rs_explanation *told = reply->result;
    if (self->json)
        ctl_print_json(&rs_explanation_type, told);
    else
        for (size_t n = 0; n < told->postings.count; n++)
            print_posting(self, &told->postings.items[n]);
    if (!self->json && !told->postings.count)
        printf("%s: not seen yet; %s\n", told->number,
               told->buyer ? arena_print(self->memory, "the Ozon ID is that of participant %lld",
                                         (long long)told->buyer)
                           : "nobody here has its Ozon ID");
    ctl_done(self);
}

void ctl_explain(ctl *self)
{
    actor_ask(self->loop, RS_EXPLAIN, &(rs_explain_args){.text = self->args[0]}, NULL, on_explained,
              self);
}
