/* Tables that administrators take away as files: nothing changes, but the journal of actions knows
 * who took what before they have it. */
#include "actors/ledger/rules/rules.h"

/* 0: none, or more than one. The method that gives the table's pages says who may have it. */
static rs_export_table table_of(const rs_export_what *what, const rs_method **method)
{
    rs_export_table found = 0;
    int count = 0;
#define IF_ASKED(A, B, c_name, number, name, argument, method_)                                    \
    if (what->name) {                                                                              \
        found = RS_EXPORT_OF_##c_name;                                                             \
        *method = protocol_method(RS_##method_);                                                   \
        count++;                                                                                   \
    }
    RS_EXPORT_TABLES(IF_ASKED, _, _)
    return count == 1 ? found : 0;
}

rs_err rule_export_record(decision *self, const void *argument)
{
    const rs_export_what *args = argument;
    const rs_method *method = NULL;
    rs_export_table table = table_of(args, &method);
    if (!table)
        return REFUSE(self, RS_BAD_REQUEST, "table: exactly one is wanted");
    if (!((uint32_t)self->rights & method->rights))
        return REFUSE(self, RS_FORBIDDEN, "rights: this administrator may not do that");
    /* What was searched for may be a name, and a fact keeps none that nobody can erase. */
    rs_export_what what = *args;
    rs_export_participants_args people;
    if (what.participants) {
        people = *what.participants;
        people.text = people.text && *people.text ? "…" : NULL;
        people.after_text = NULL;
        what.participants = &people;
    }
    decide(self, FACT_exported,
           &(rs_exported){.admin = self->admin, .table = table, .what = &what});
    return RS_OK;
}
