#include "actors/ledger/requisites.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum {
    PHONE_DIGITS = 11,
    CARD_DIGITS_MIN = 16,
    CARD_DIGITS_MAX = 19,
    ACCOUNT_DIGITS = 20,
    BIK_DIGITS = 9,
    INN_DIGITS = 12,
    NUMBER_MAX = 32,
    NAME_BYTES_MAX = 240,
    BANK_BYTES_MAX = 160,
    TAIL_DIGITS = 4,
};

/* ------------------------------------------------------------------------------ the order */

static rs_requisite after_method(rs_payout_method method)
{
    return method == RS_METHOD_CARD  ? RS_REQUISITE_NAME
           : method == RS_METHOD_SBP ? RS_REQUISITE_BANK
                                     : RS_REQUISITE_BIK;
}

rs_requisite requisites_want(const rs_requisites *form, rs_requisite asked)
{
    switch (asked) {
    case RS_REQUISITE_METHOD: return RS_REQUISITE_NUMBER;
    case RS_REQUISITE_NUMBER: return after_method(form->method);
    case RS_REQUISITE_BANK:
    case RS_REQUISITE_BIK: return RS_REQUISITE_NAME;
    case RS_REQUISITE_NAME: return RS_REQUISITE_PAYEE;
    case RS_REQUISITE_PAYEE:
        return form->payee == RS_PAYEE_SELF_EMPLOYED || form->payee == RS_PAYEE_ENTREPRENEUR
                   ? RS_REQUISITE_INN
                   : (rs_requisite)0;
    case RS_REQUISITE_INN: return (rs_requisite)0;
    default: return RS_REQUISITE_METHOD;
    }
}

/* ---------------------------------------------------------------------------- check digits */

/* The digits of a number as people type it, with spaces, dashes, brackets and a plus sign; false:
 * something else stands there, or there are more than `max`. */
static bool digits_of(const char *typed, size_t max, char *out)
{
    size_t count = 0;
    for (; *typed; typed++) {
        if (isdigit((unsigned char)*typed)) {
            if (count == max)
                return false;
            out[count++] = *typed;
        } else if (!strncmp(typed, "\u00a0", strlen("\u00a0"))) {
            typed += strlen("\u00a0") - 1;
        } else if (!strchr(" -()+", *typed)) {
            return false;
        }
    }
    out[count] = 0;
    return count > 0;
}

static bool fits_luhn(const char *digits)
{
    int sum = 0;
    bool twice = false;
    for (size_t n = strlen(digits); n-- > 0; twice = !twice) {
        int value = (digits[n] - '0') * (twice ? 2 : 1);
        sum += value > 9 ? value - 9 : value;
    }
    return sum % 10 == 0;
}

/* Of a bank's account: three digits of the BIK and the account's own, weighted 7, 1, 3. */
static bool fits_bik(const char *account, const char *bik)
{
    static const int weights[] = {7, 1, 3};
    const char *bank = bik + BIK_DIGITS - 3;
    char whole[3 + ACCOUNT_DIGITS + 1];
    int sum = 0;
    /* A settlement office of the Bank of Russia itself counts by its region. */
    bool office = !strcmp(bank, "000") || !strcmp(bank, "001") || !strcmp(bank, "002");
    snprintf(whole, sizeof whole, "%c%c%c%s", office ? '0' : bank[0], office ? bik[4] : bank[1],
             office ? bik[5] : bank[2], account);
    for (size_t n = 0; whole[n]; n++)
        sum += (whole[n] - '0') * weights[n % 3] % 10;
    return sum % 10 == 0;
}

static bool fits_inn(const char *inn)
{
    static const int weights[] = {3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8};
    int eleventh = 0;
    int twelfth = 0;
    for (size_t n = 0; n < INN_DIGITS - 1; n++) {
        if (n < INN_DIGITS - 2)
            eleventh += (inn[n] - '0') * weights[n + 1];
        twelfth += (inn[n] - '0') * weights[n];
    }
    return eleventh % 11 % 10 == inn[10] - '0' && twelfth % 11 % 10 == inn[11] - '0';
}

/* --------------------------------------------------------------------------- the questions */

#define WRONG(...) rs_fail(error, RS_BAD_REQUEST, __VA_ARGS__)

static rs_err take_phone(const char *typed, char *out, rs_error *error)
{
    char digits[NUMBER_MAX + 1];
    if (!digits_of(typed, NUMBER_MAX, digits))
        return WRONG("number: digits of a telephone are wanted");
    const char *own = digits;
    if (strlen(digits) == PHONE_DIGITS && (digits[0] == '7' || digits[0] == '8'))
        own++;
    if (strlen(own) != PHONE_DIGITS - 1 || own[0] != '9')
        return WRONG("number: not a Russian mobile telephone");
    snprintf(out, NUMBER_MAX + 1, "7%.*s", PHONE_DIGITS - 1, own);
    return RS_OK;
}

static rs_err take_card(const char *typed, char *out, rs_error *error)
{
    if (!digits_of(typed, CARD_DIGITS_MAX, out) || strlen(out) < CARD_DIGITS_MIN)
        return WRONG("number: a card has %d to %d digits", CARD_DIGITS_MIN, CARD_DIGITS_MAX);
    if (out[0] == '0' || !fits_luhn(out))
        return WRONG("number: there is no such card, its check digit is another");
    return RS_OK;
}

static rs_err take_account(const char *typed, char *out, rs_error *error)
{
    if (!digits_of(typed, ACCOUNT_DIGITS, out) || strlen(out) != ACCOUNT_DIGITS)
        return WRONG("number: an account has %d digits", ACCOUNT_DIGITS);
    return RS_OK;
}

static rs_err take_number(rs_requisites *form, const char *typed, arena *memory, rs_error *error)
{
    char digits[NUMBER_MAX + 1] = "";
    rs_err rc = form->method == RS_METHOD_SBP    ? take_phone(typed, digits, error)
                : form->method == RS_METHOD_CARD ? take_card(typed, digits, error)
                                                 : take_account(typed, digits, error);
    if (rc == RS_OK)
        form->number = arena_print(memory, "%s", digits);
    return rc;
}

static rs_err take_bik(rs_requisites *form, const char *typed, arena *memory, rs_error *error)
{
    char digits[BIK_DIGITS + 1] = "";
    if (!digits_of(typed, BIK_DIGITS, digits) || strlen(digits) != BIK_DIGITS || digits[0] != '0')
        return WRONG("bik: nine digits, the first a zero");
    if (!form->number || !fits_bik(form->number, digits))
        return WRONG("bik: the account does not belong to this bank; one of the two is wrong");
    form->bik = arena_print(memory, "%s", digits);
    return RS_OK;
}

static rs_err take_inn(rs_requisites *form, const char *typed, arena *memory, rs_error *error)
{
    char digits[INN_DIGITS + 1] = "";
    form->inn = NULL;
    if (!*typed) /* rather not said */
        return RS_OK;
    if (!digits_of(typed, INN_DIGITS, digits) || strlen(digits) != INN_DIGITS)
        return WRONG("inn: a person's INN has %d digits", INN_DIGITS);
    if (!fits_inn(digits))
        return WRONG("inn: there is no such INN, its check digits are others");
    form->inn = arena_print(memory, "%s", digits);
    return RS_OK;
}

/* One line of words with at least `words` of them, spaces at the ends taken off. */
static const char *line_of(const char *typed, size_t bytes_max, int words, arena *memory)
{
    size_t size;
    int count = 0;
    typed += strspn(typed, " ");
    for (size = strlen(typed); size && typed[size - 1] == ' '; size--)
        ;
    for (size_t n = 0; n < size; n++) {
        if ((unsigned char)typed[n] < ' ')
            return NULL;
        count += typed[n] != ' ' && (n == 0 || typed[n - 1] == ' ');
    }
    return size > 1 && size <= bytes_max && count >= words ? arena_copy(memory, typed, size) : NULL;
}

static rs_err take_name(rs_requisites *form, const char *typed, arena *memory, rs_error *error)
{
    const char *name =
        strpbrk(typed, "0123456789@/") ? NULL : line_of(typed, NAME_BYTES_MAX, 2, memory);
    if (!name)
        return WRONG("name: first and last name, as the bank has them");
    form->name = name;
    return RS_OK;
}

static rs_err take_bank(rs_requisites *form, const char *typed, arena *memory, rs_error *error)
{
    const char *bank = line_of(typed, BANK_BYTES_MAX, 1, memory);
    if (!bank)
        return WRONG("bank: its name is wanted");
    form->bank = bank;
    return RS_OK;
}

static rs_err take_method(rs_requisites *form, int64_t choice, rs_error *error)
{
    if (choice < RS_METHOD_SBP || choice > RS_METHOD_ACCOUNT)
        return WRONG("method: one of three");
    *form = (rs_requisites){.method = (rs_payout_method)choice};
    return RS_OK;
}

static rs_err take_payee(rs_requisites *form, int64_t choice, rs_error *error)
{
    if (choice > RS_PAYEE_ENTREPRENEUR)
        return WRONG("payee: one of three, or none");
    form->payee = (rs_payee)choice;
    form->inn = NULL;
    return RS_OK;
}

rs_err requisites_answer(rs_requisites *form, const rs_requisite_args *answer, arena *memory,
                         rs_error *error)
{
    const char *typed = answer->text ? answer->text : "";
    switch (answer->field) {
    case RS_REQUISITE_METHOD: return take_method(form, answer->choice, error);
    case RS_REQUISITE_NUMBER: return take_number(form, typed, memory, error);
    case RS_REQUISITE_BANK: return take_bank(form, typed, memory, error);
    case RS_REQUISITE_BIK: return take_bik(form, typed, memory, error);
    case RS_REQUISITE_NAME: return take_name(form, typed, memory, error);
    case RS_REQUISITE_PAYEE: return take_payee(form, answer->choice, error);
    case RS_REQUISITE_INN: return take_inn(form, typed, memory, error);
    }
    return WRONG("field: no such question");
}

/* -------------------------------------------------------------------------------- keeping */

/* One line each: no answer holds a line's end. */
const char *requisites_pack(const rs_requisites *form, arena *memory)
{
    return arena_print(memory, "%d\n%s\n%s\n%s\n%s\n%d\n%s\n", (int)form->method,
                       form->number ? form->number : "", form->bank ? form->bank : "",
                       form->bik ? form->bik : "", form->name ? form->name : "", (int)form->payee,
                       form->inn ? form->inn : "");
}

static const char *next_line(const char **at, arena *memory)
{
    size_t size = strcspn(*at, "\n");
    const char *line = size ? arena_copy(memory, *at, size) : NULL;
    *at += size + ((*at)[size] == '\n');
    return line;
}

static int number_of(const char *line)
{
    return line ? line[0] - '0' : 0;
}

rs_requisites requisites_unpack(const char *packed, arena *memory)
{
    const char *at = packed ? packed : "";
    rs_requisites out = {0};
    out.method = (rs_payout_method)number_of(next_line(&at, memory));
    out.number = next_line(&at, memory);
    out.bank = next_line(&at, memory);
    out.bik = next_line(&at, memory);
    out.name = next_line(&at, memory);
    out.payee = (rs_payee)number_of(next_line(&at, memory));
    out.inn = next_line(&at, memory);
    return out;
}

rs_requisites_mask requisites_mask(const rs_requisites *form, arena *memory)
{
    size_t size = form->number ? strlen(form->number) : 0;
    size_t shown = size < TAIL_DIGITS ? size : TAIL_DIGITS;
    return (rs_requisites_mask){
        .method = form->method,
        .tail = size ? arena_print(memory, "%s", form->number + size - shown) : NULL,
        .bank = form->bank,
        .payee = form->payee,
    };
}
