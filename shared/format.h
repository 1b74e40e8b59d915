/* format - figures and times as people write them, and back.
 *
 * Nothing depends on the host's locale. Russian: "1 234,50 ₽", "05.03.2027"; English: "1,234.50
 * ₽", "5 Mar 2027". Groups, and the sign behind them, are held together by no-break spaces
 * (U+00A0). Times are Moscow's, which is three hours ahead of UTC all the year round. */
#ifndef RS_FORMAT_H
#define RS_FORMAT_H

#include "shared/protocol.h"

enum {
    FORMAT_DECIMALS = 2,
    FORMAT_TYPED_MAX = 64 /* bytes of an amount somebody typed; longer is not an amount */
};

/* Whole roubles without kopecks: "1 234 ₽", "1 234,50 ₽". */
const char *format_money(arena *memory, rs_lang lang, int64_t kopecks);
/* Hundredths only when there are any: "1 234", "1 234,50". */
const char *format_points(arena *memory, rs_lang lang, int64_t centipoints);
const char *format_count(arena *memory, rs_lang lang, int64_t count);
const char *format_date(arena *memory, rs_lang lang, int64_t ms);   /* "05.03.2027" */
const char *format_moment(arena *memory, rs_lang lang, int64_t ms); /* "05.03 14:05" */

typedef enum { PLURAL_ONE, PLURAL_FEW, PLURAL_MANY } format_plural_form;
/* CLDR's categories of a whole number; English knows ONE and MANY (CLDR: other). */
format_plural_form format_plural(rs_lang lang, int64_t count);

typedef enum {
    AMOUNT_OK,
    AMOUNT_ALL,    /* "все", "всё", "all" */
    AMOUNT_FINE,   /* a number, with more than two decimals */
    AMOUNT_LARGE,  /* a number beyond all points there can be */
    AMOUNT_UNCLEAR /* not a positive amount */
} format_amount;
/* What somebody typed as an amount of points: "1 234,56", "1234.5", "500 баллов", "все". Spaces may
 * group thousands; a comma or a full stop begins the decimals; exact, never through a float.
 * `centipoints` is set with AMOUNT_OK. */
format_amount format_parse_amount(const char *text, int64_t *centipoints);

#endif
