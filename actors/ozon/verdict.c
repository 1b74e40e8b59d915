#include "actors/ozon/verdict.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "actors/ozon/decode.h"

/* gRPC codes that Ozon writes into its refusals. */
enum { GRPC_NOT_FOUND = 5, GRPC_EXHAUSTED = 8 };

/* Doubles with every failure in a row, half of it by chance: many pollers must not march in step.
 */
static int64_t pause_ms(int failures, uint32_t chance)
{
    int64_t longest = VERDICT_FIRST_MS;
    for (int n = 0; n < failures && longest < VERDICT_LONGEST_MS; n++)
        longest *= 2;
    if (longest > VERDICT_LONGEST_MS)
        longest = VERDICT_LONGEST_MS;
    return longest / 2 + (int64_t)(chance % (uint32_t)(longest / 2));
}

static verdict give(verdict_kind kind, int64_t wait_ms, const char *format, ...) RS_PRINTF(3, 4);
static verdict give(verdict_kind kind, int64_t wait_ms, const char *format, ...)
{
    verdict self = {.kind = kind, .wait_ms = wait_ms};
    va_list args;
    va_start(args, format);
    vsnprintf(self.text, sizeof self.text, format, args);
    va_end(args);
    return self;
}

static bool holds(const char *text, const char *part)
{
    return strcasestr(text, part) != NULL;
}

static verdict refused_404(const char *path, int64_t code, const char *message)
{
    if (code == GRPC_NOT_FOUND && holds(message, "Api-Key"))
        return give(VERDICT_KEY, VERDICT_PERSON_MS,
                    "Ozon does not know the Api-Key (it is wrong, or has expired): make a new one "
                    "in the seller's cabinet and put it into the file of api_key_file");
    return give(VERDICT_METHOD, VERDICT_PERSON_MS,
                "Ozon does not offer %s any more (404, %s): a newer release is needed", path,
                *message ? message : "no reason given");
}

static verdict refused_403(const char *path, const char *message)
{
    if (holds(message, "role"))
        return give(VERDICT_METHOD, VERDICT_PERSON_MS,
                    "the Api-Key may not use %s: give it that role in the seller's cabinet", path);
    if (holds(message, "Offer not signed"))
        return give(VERDICT_KEY, VERDICT_PERSON_MS,
                    "Ozon wants its offer accepted in the seller's cabinet first");
    if (holds(message, "IP"))
        return give(VERDICT_KEY, VERDICT_PERSON_MS,
                    "the Api-Key may not be used from this machine's address: allow it in the "
                    "seller's cabinet");
    return give(VERDICT_KEY, VERDICT_PERSON_MS, "Ozon refuses the Api-Key (403, %s)",
                *message ? message : "no reason given");
}

static verdict refused_400(const char *path, const char *message)
{
    if (holds(message, "PERIOD_IS_TOO_LONG"))
        return give(VERDICT_TOO_LONG, 0, "Ozon finds the period too long");
    if (holds(message, "Client-Id"))
        return give(VERDICT_KEY, VERDICT_PERSON_MS,
                    "Ozon does not take the client_id of [ozon]: %s", message);
    return give(VERDICT_METHOD, VERDICT_PERSON_MS, "Ozon does not understand what %s was asked: %s",
                path, *message ? message : "no reason given");
}

static verdict answered(const http_answer *answer, const char *path, int64_t pause)
{
    arena *memory = arena_open();
    const char *message = "";
    int64_t code = 0;
    bool told = decode_refusal(answer->body, memory, &code, &message);
    verdict self;
    if (holds(message, "Circle is open"))
        self = give(VERDICT_LATER, VERDICT_CIRCLE_MS + pause, "%s is overloaded at Ozon's", path);
    else if (holds(message, "key is deactivated"))
        self = give(VERDICT_KEY, VERDICT_PERSON_MS,
                    "the Api-Key is deactivated: make a new one in the seller's cabinet and put it "
                    "into the file of api_key_file");
    else if (answer->status == 429 || code == GRPC_EXHAUSTED)
        self = give(VERDICT_AWAY, answer->retry_after_ms > pause ? answer->retry_after_ms : pause,
                    "Ozon finds the requests too frequent");
    else if (answer->status == 404 && told)
        self = refused_404(path, code, message);
    else if (answer->status == 401 && told)
        self = give(VERDICT_KEY, VERDICT_PERSON_MS, "Ozon asks for client_id and Api-Key: %s",
                    message);
    else if (answer->status == 403 && told)
        self = refused_403(path, message);
    else if (answer->status == 400 && told)
        self = refused_400(path, message);
    else
        self = give(VERDICT_LATER, pause, "%s: status %d of Ozon%s%s", path, answer->status,
                    *message ? ": " : "", message);
    arena_close(&memory);
    return self;
}

verdict verdict_of(const http_answer *answer, const char *path, int failures, uint32_t chance)
{
    int64_t pause = pause_ms(failures, chance);
    if (answer->outcome == HTTP_TOO_LARGE)
        return give(VERDICT_LATER, pause, "%s: an answer that is far too large", path);
    if (answer->outcome != HTTP_ANSWERED)
        return give(VERDICT_AWAY, pause, "no answer of Ozon: %s", answer->error);
    if (answer->status != 200)
        return answered(answer, path, pause);
    if (strncasecmp(answer->content_type, "application/json", strlen("application/json")) != 0)
        return give(VERDICT_LATER, pause, "%s: an answer that is not JSON", path);
    return (verdict){.kind = VERDICT_DONE};
}

verdict verdict_unreadable(const char *path, const char *why, int failures, uint32_t chance)
{
    return give(VERDICT_LATER, pause_ms(failures, chance), "%s: %s", path, why);
}
