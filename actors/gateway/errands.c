/* What a page asks the gateway to go on doing: exports and deeds. */
#include "actors/gateway/deeds.h"
#include "actors/gateway/exports.h"
#include "actors/gateway/request.h"

/* Of something that the gateway does: it has begun, unless there is an error. */
static void answer_begun(request *self, const rs_type *type, const void *begun, rs_err rc,
                         const rs_error *error)
{
    if (rc == RS_OK)
        request_answer(self, type, begun);
    else
        request_refuse(self, rc, error->text);
}

static void answer_ended(request *self, bool found)
{
    if (found)
        request_answer_done(self);
    else
        request_refuse(self, RS_NOT_FOUND, "no such job");
}

/* ------------------------------------------------------------------------------- exports */

static void on_recorded(void *arg, const actor_reply *reply)
{
    request *self = arg;
    rs_export_job begun;
    rs_error error;
    self->ticket = 0;
    session_saw(self->page, reply->seq);
    if (reply->code) {
        request_refuse(self, reply->code, reply->detail);
        return;
    }
    const void *args = request_decode(self, &rs_export_begin_args_type,
                                      (rs_bytes){self->argument.data, self->argument.size});
    if (!args)
        return;
    rs_err rc = exports_begin(self->page->gateway->exports, self->page, args, &begun, &error);
    answer_begun(self, &rs_export_job_type, &begun, rc, &error);
}

/* Who takes what away is in the journal of actions before anything is. */
void op_export(request *self, const void *argument)
{
    const rs_export_begin_args *args = argument;
    rs_error error;
    rs_err rc = exports_check(self->page->gateway->exports, self->page, args, &error);
    if (rc != RS_OK) {
        request_refuse(self, rc, error.text);
        return;
    }
    actor_call call = {.timeout_ms = REQUEST_ASK_MS,
                       .session = secret_hash_bytes(&self->page->hash)};
    codec_encode(&rs_export_begin_args_type, args, &self->argument);
    self->ticket = actor_ask(self->page->gateway->loop, RS_EXPORT_RECORD, args->what, &call,
                             on_recorded, self);
}

void op_cancel_export(request *self, const void *argument)
{
    const rs_export_key *args = argument;
    answer_ended(self,
                 exports_cancel(self->page->gateway->exports, self->page->me.admin, args->id));
}

void op_exports(request *self, const void *argument)
{
    rs_export_job own[EXPORT_OWN_MAX];
    rs_export_list list = {.exports = {.items = own}};
    (void)argument;
    list.exports.count = exports_list(self->page->gateway->exports, self->page->me.admin, own);
    request_answer(self, &rs_export_list_type, &list);
}

/* ------------------------------------------------------------------------------- deeds */

void op_deed(request *self, const void *argument)
{
    rs_deed_job begun;
    rs_error error;
    rs_err rc = deeds_begin(self->page->gateway->deeds, self->page, argument, &begun, &error);
    answer_begun(self, &rs_deed_job_type, &begun, rc, &error);
}

void op_end_deed(request *self, const void *argument)
{
    const rs_deed_key *args = argument;
    answer_ended(self, deeds_end(self->page->gateway->deeds, self->page->me.admin, args->id));
}

void op_deeds(request *self, const void *argument)
{
    rs_deed_job own[DEED_OWN_MAX];
    rs_deed_list list = {.deeds = {.items = own}};
    (void)argument;
    list.deeds.count = deeds_list(self->page->gateway->deeds, self->page->me.admin, own);
    request_answer(self, &rs_deed_list_type, &list);
}

job *errand_find(const session *page, topic which)
{
    return which.kind == TOPIC_DEED
               ? deeds_find(page->gateway->deeds, page->me.admin, which.id)
               : exports_find(page->gateway->exports, page->me.admin, which.id);
}
