/* ozon_id - reads what people send as their Ozon ID, and Ozon's own order and posting numbers.
 *
 * An order number is A-B, a posting number A-B-C; A, read as an integer, is the buyer's account:
 * the Ozon ID. A may have zeros in front ("0132112277-0102"); the integer is the key. People send
 * it bare, whole, with spaces or a number sign, and now and then send something else: each wrong
 * kind has its own outcome, so that the answer can say what to send instead. */
#ifndef RS_OZON_ID_H
#define RS_OZON_ID_H

#include <stdbool.h>
#include <stdint.h>

enum { OZON_ID_TEXT_MAX = 64 };

typedef enum {
    OZON_ID_WHOLE,     /* A-B or A-B-C */
    OZON_ID_BARE,      /* A alone */
    OZON_ID_AMBIGUOUS, /* digits that could be something else: ask for the whole order number */
    OZON_ID_PHONE,
    OZON_ID_LINK,
    OZON_ID_WORDS,
} ozon_id_kind;

typedef struct {
    ozon_id_kind kind;
    int64_t account;               /* A; 0 unless WHOLE or BARE */
    char number[OZON_ID_TEXT_MAX]; /* as typed, tidied: digits and dashes only */
} ozon_id;

ozon_id ozon_id_parse(const char *typed);

/* A of "A-B" or "A-B-C" in Ozon's own data; 0 if the number has another form. */
int64_t ozon_number_account(const char *number);

/* Is `posting` ("A-B-C") a posting of, or equal to, the order or posting `named`? */
bool ozon_number_matches(const char *posting, const char *named);

#endif
