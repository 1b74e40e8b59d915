/* requisites - where the money of a payout is to go: the questions of the form, what may be
 * answered to each, and how the answers are kept.
 *
 * Plain functions: no state, no clock. An answer is checked once, when it is given: a telephone for
 * SBP is a Russian mobile number, a card has the check digit of ISO/IEC 7812, an account fits its
 * BIK, an INN has both of its check digits. What is kept are digits without spaces. Packed, the
 * requisites are one text, to be sealed with the key of the person. */
#ifndef RS_REQUISITES_H
#define RS_REQUISITES_H

#include "shared/protocol.h"

/* The question that comes next; 0: none, the form is complete. A form that is not begun asks for
 * the method. `asked` is the one that was answered last: payee and INN may be left out. */
rs_requisite requisites_want(const rs_requisites *form, rs_requisite asked);

/* Puts an answer into the form; the method begins a new one. RS_BAD_REQUEST with a sentence that
 * begins with the question's name ("number: ...") otherwise, and the form is as it was. */
RS_MUST_USE rs_err requisites_answer(rs_requisites *form, const rs_requisite_args *answer,
                                     arena *memory, rs_error *error);

const char *requisites_pack(const rs_requisites *form, arena *memory);
/* NULL, or a text that is not one of ours, is an empty form. */
rs_requisites requisites_unpack(const char *packed, arena *memory);

/* What everybody may see: the last four digits. */
rs_requisites_mask requisites_mask(const rs_requisites *form, arena *memory);

#endif
