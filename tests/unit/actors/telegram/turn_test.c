/* The dialogue with participants, without ledger, Telegram or clock. */
#include "tests/unit/actors/telegram/stage.h"

enum { THIS_BOT = 700000001 };

/* -------------------------------------------------------------------------------- the way in */

static void test_start_with_a_link_hands_its_code_to_the_ledger(void **state)
{
    (void)state;
    now.who = NULL;
    typed("/start bzFA8gF3M");
    assert_string_equal(((const rs_link_key *)argument(RS_LINK_CARD))->code, "bzFA8gF3M");
    looked_up(&no_product);
    const rs_start_args *args = argument(RS_PARTICIPANT_START);
    assert_string_equal(args->code, "bzFA8gF3M");
    assert_int_equal(args->who->tg, VERA);
    answer(RS_OK, "", &(rs_start_result){.participant = 17, .tie = RS_TIE_ATTACHED});
    assert_said("Здравствуйте!");
    assert_said("Вы пришли по приглашению");
    assert_said("Условия участия");
    assert_string_equal(button("Принять и продолжить"), "v1:ok:3");
    assert_false(has_menu());
}

static void test_whoever_writes_without_start_is_welcome_too(void **state)
{
    (void)state;
    now.who = NULL;
    typed("привет");
    assert_string_equal(((const rs_start_args *)argument(RS_PARTICIPANT_START))->code, "");
    typed("bzFA8gF3M");
    looked_up(&no_product);
    assert_string_equal(((const rs_start_args *)argument(RS_PARTICIPANT_START))->code, "bzFA8gF3M");
}

static void test_a_link_says_what_it_did(void **state)
{
    (void)state;
    const struct {
        rs_tie_result tie;
        const char *words;
    } cases[] = {
        {RS_TIE_KNOWN, "Вы уже участвуете"},
        {RS_TIE_SELF, "ничего не меняет"},
        {RS_TIE_DEAD, "уже не действует"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        typed("/start abcdefgh");
        looked_up(NULL);
        answer(RS_OK, "",
               &(rs_start_result){.participant = 17,
                                  .tie = cases[i].tie,
                                  .known = true,
                                  .registered = true,
                                  .consented = true});
        assert_said(cases[i].words);
        assert_said("С возвращением");
        assert_true(has_menu());
    }
    typed("/start");
    answer(RS_OK, "",
           &(rs_start_result){.participant = 17,
                              .tie = RS_TIE_NONE,
                              .known = true,
                              .registered = true,
                              .consented = true});
    assert_int_equal(said(), 1);
}

static void test_the_terms_come_before_everything_else(void **state)
{
    (void)state;
    who.registered = who.consent = 0;
    settings.text_terms = "Наши условия";
    now.terms_link = "https://shop.example/terms";
    typed("12345678-0042");
    assert_int_equal(now.method, 0);
    assert_said("примите, пожалуйста, условия");
    assert_said("Наши условия");
    assert_said("https://shop.example/terms");
    pressed(button("Принять и продолжить"));
    assert_int_equal(((const rs_consent_args *)argument(RS_PARTICIPANT_CONSENT))->terms, 3);
    answer(RS_OK, "", &(rs_nothing){0});
    assert_string_equal(method(0), "editMessageReplyMarkup");
    assert_said("Ozon ID");
    pressed(button("У меня ещё нет заказов"));
    assert_said("место и приглашение сохранены");
}

static void test_terms_that_changed_meanwhile_are_shown_again(void **state)
{
    (void)state;
    who.registered = who.consent = 0;
    pressed("v1:ok:2");
    assert_int_equal(now.method, 0);
    assert_said("обновились");
    assert_string_equal(button("Принять и продолжить"), "v1:ok:3");
}

static void test_each_outcome_of_a_number_has_a_sentence_of_its_own(void **state)
{
    (void)state;
    const char *seen[RS_REGISTER_CONSENT + 1] = {NULL};
    who.registered = 0;
    for (rs_register_outcome outcome = RS_REGISTER_PROVEN; outcome <= RS_REGISTER_CONSENT;
         outcome++) {
        typed("12345678-0042");
        assert_string_equal(((const rs_register_args *)argument(RS_PARTICIPANT_REGISTER))->text,
                            "12345678-0042");
        bool in = outcome == RS_REGISTER_PROVEN || outcome == RS_REGISTER_UNPROVEN;
        answer(RS_OK, "",
               &(rs_register_result){.outcome = outcome, .ozon = "12345678", .fresh = in});
        seen[outcome] = words();
        for (rs_register_outcome other = RS_REGISTER_PROVEN; other < outcome; other++)
            assert_string_not_equal(seen[outcome], seen[other]);
        assert_int_equal(has_menu(), in);
    }
}

static void
test_an_order_that_is_not_seen_yet_is_asked_for_again_not_for_its_whole_number(void **state)
{
    (void)state;
    const rs_register_result unproven = {
        .outcome = RS_REGISTER_UNPROVEN, .ozon = "12345678", .fresh = true};
    who.registered = 0;
    typed("12345678-0042");
    answer(RS_OK, "", &unproven);
    assert_said("пока не видим");
    assert_null(strstr(words(), "полный номер"));
    typed("12345678");
    answer(RS_OK, "", &unproven);
    assert_said("полный номер");
}

static void test_a_lost_invitation_is_told_plainly(void **state)
{
    (void)state;
    who.registered = 0;
    typed("12345678-0042");
    answer(
        RS_OK, "",
        &(rs_register_result){.outcome = RS_REGISTER_PROVEN, .ozon = "12345678", .tie_lost = true});
    assert_said("12345678 подтверждён");
    assert_said("Приглашение засчитать не получилось");
}

static void test_a_code_typed_before_registration_is_a_link(void **state)
{
    (void)state;
    who.registered = 0;
    typed("bzFA8gF3M");
    looked_up(&no_product);
    assert_string_equal(((const rs_start_args *)argument(RS_PARTICIPANT_START))->code, "bzFA8gF3M");
    answer(RS_OK, "",
           &(rs_start_result){
               .participant = 17, .tie = RS_TIE_DEAD, .known = true, .consented = true});
    assert_said("промокод не действует");
    const char *no_codes[] = {"12345678", "привет!!", "abc", "https://ozon.ru/abc",
                              "abcdefghabcdefghx"};
    for (size_t i = 0; i < sizeof no_codes / sizeof *no_codes; i++) {
        typed(no_codes[i]);
        assert_int_equal(now.method, RS_PARTICIPANT_REGISTER);
    }
}

static void test_the_menu_waits_for_registration_but_help_does_not(void **state)
{
    (void)state;
    who.registered = 0;
    typed("Баланс");
    assert_int_equal(now.method, 0);
    assert_said("Ozon ID");
    assert_not_said("Баланс:");
    typed("Инструкция");
    assert_said("Как всё устроено");
    typed("Нужна помощь");
    assert_string_equal(button("Написать в поддержку"), "https://t.me/shop_help_bot?start=help");
}

static void test_the_proof_may_come_later(void **state)
{
    (void)state;
    who.proven = false;
    typed("12345678-0042");
    assert_int_equal(now.method, RS_PARTICIPANT_REGISTER);
    answer(RS_OK, "", &(rs_register_result){.outcome = RS_REGISTER_PROVEN, .ozon = "12345678"});
    assert_said("подтверждён");
    assert_not_said("Добро пожаловать");
    who.proven = true;
    typed("87654321-0042");
    assert_int_equal(now.method, 0);
    typed("12345678-0042"); /* perhaps the message that proved it, once more */
    assert_int_equal(now.method, RS_PARTICIPANT_REGISTER);
    answer(RS_OK, "", &(rs_register_result){.outcome = RS_REGISTER_ALREADY});
    assert_said("уже указан");
}

/* The bot was killed behind the command, before the answer: they take part by now. */
static void test_a_registration_that_comes_again_is_answered_again(void **state)
{
    (void)state;
    const rs_register_result first = {
        .outcome = RS_REGISTER_UNPROVEN, .ozon = "12345678", .fresh = true};
    const char *ways[] = {"12345678", "№ 12345678-0042"};
    who.ozon = "0012345678"; /* as it was typed */
    for (size_t n = 0; n < sizeof ways / sizeof *ways; n++) {
        who.proven = n > 0;
        typed(ways[n]);
        assert_int_equal(now.method, RS_PARTICIPANT_REGISTER);
        answer(RS_OK, "", &first);
        assert_said("12345678 записан");
        assert_said("Добро пожаловать");
        assert_true(has_menu());
    }
}

static void test_the_own_number_may_be_meant_for_the_operators(void **state)
{
    (void)state;
    const rs_register_result known = {.outcome = RS_REGISTER_ALREADY};
    typed("12345678-0042");
    answer(RS_OK, "", &known);
    assert_said("уже указан");
    who.open_payout = 3;
    typed("12345678-0042");
    answer(RS_OK, "", &known);
    assert_string_equal(((const rs_write_args *)argument(RS_CONVERSATION_WRITE))->text,
                        "12345678-0042");
}

/* ---------------------------------------------------------------------------------- screens */

static void test_the_menu_can_be_typed_in_any_case_and_language(void **state)
{
    (void)state;
    const char *ways[] = {
        "Баланс", " баланс ", "БАЛАНС", "Balance", "balance", "/balance", "/balance@shop_ref_bot"};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        typed(ways[i]);
        assert_said("Баланс: 1 250 баллов");
    }
    typed("/balances");
    assert_said("Не получилось понять");
}

static void test_the_lines_of_the_balance_add_up(void **state)
{
    (void)state;
    /* 1110.01 + 99.99 + 50 - 10 = 1250 = 1000 + 250, and after a payout of 200 besides */
    who.reserved = 0;
    typed("Баланс");
    assert_said("Баланс: 1 250 баллов\n• доступно для вывода: 1 000 баллов = 1 000 "
                "₽\n"
                "• в заморозке: 250 баллов\n");
    assert_said("• за свои покупки: 1 110,01 балла\n• за рефералов 1 уровня: 99,99 балла\n"
                "• за рефералов 2 уровня: 50 баллов\n• за рефералов 3 уровня: 0 баллов\n"
                "• корректировки: −10 баллов");
    assert_not_said("выведено");
    assert_not_said("заявках");
    who.paid = 20000;
    who.reserved = 100;
    typed("Баланс");
    assert_said("• выведено: −200 баллов");
    assert_said("• в заявках на вывод: 1 балл\n");
}

static void test_the_balance_says_what_comes_next(void **state)
{
    (void)state;
    who.next_release = (int64_t)MARCH * 1000;
    who.next_points = 5100;
    who.expected = 200;
    typed("Баланс");
    assert_said("Ближайшая разморозка: 51 балл, 06.03.2027");
    assert_said("За заказы в пути ожидается: 2 балла");
    assert_not_said("ниже нуля");
    who.available = -6000;
    who.proven = false;
    typed("Баланс");
    assert_said("доступно для вывода: −60 баллов = −60 ₽");
    assert_said("ниже нуля");
    assert_said("полный номер любого заказа");
}

static void test_levels_beyond_the_programme_are_shown_when_they_earned(void **state)
{
    (void)state;
    settings.levels = 1;
    typed("Баланс");
    assert_said("2 уровня: 50");
    assert_not_said("3 уровня");
}

static void test_the_link_can_be_copied_and_shared(void **state)
{
    (void)state;
    typed("Пригласить");
    assert_said("https://t.me/shop_ref_bot?start=bzFA8gF3M");
    assert_string_equal(button("Скопировать ссылку"), "https://t.me/shop_ref_bot?start=bzFA8gF3M");
    const char *share = button("Поделиться");
    const char *begin = "https://t.me/share/url?url="
                        "https%3A%2F%2Ft.me%2Fshop_ref_bot%3Fstart%3DbzFA8gF3M&text=%D0%A0";
    assert_int_equal(strncmp(share, begin, strlen(begin)), 0);
    assert_null(strchr(share, ' '));
    who.status = RS_PARTICIPANT_BLOCKED;
    typed("Пригласить");
    assert_not_said("bzFA8gF3M");
}

static void test_an_owners_text_takes_the_place_of_ours(void **state)
{
    (void)state;
    settings.text_help = "Своя <b>инструкция</b> {points}";
    typed("Инструкция");
    assert_said("Своя <b>инструкция</b> {points}");
    assert_not_said("Как всё устроено");
}

static void test_what_is_not_understood_is_answered_once_in_a_while(void **state)
{
    (void)state;
    typed("абракадабра");
    assert_said("Не получилось понять");
    assert_true(now.confused);
    now.quiet = true;
    typed("абракадабра");
    assert_int_equal(said(), 0);
    now.quiet = false;
    update.media = MEDIA_PHOTO;
    typed("");
    assert_said("Вложения этот бот не читает");
    update.media = MEDIA_SERVICE;
    typed("");
    assert_int_equal(said(), 0);
}

static void test_an_english_reader_is_answered_in_english(void **state)
{
    (void)state;
    update.from.lang = RS_LANG_EN;
    typed("/balance");
    assert_said("Balance: 1,250 points");
    assert_said("referrals of level 1: 99.99 points");
}

/* ---------------------------------------------------------------------------------- payouts */

static rs_requisites_mask card = {.method = RS_METHOD_CARD, .tail = "0013"};

/* What the ledger has of them: saved. */
static void has_requisites(void)
{
    assert_int_equal(((const rs_requisites_key *)argument(RS_REQUISITES_GET))->tg, VERA);
    answer(RS_OK, "", &(rs_requisites_view){.saved = &card});
}

static void test_a_payout_is_asked_checked_and_confirmed(void **state)
{
    (void)state;
    settings.text_payout = "Выводим по пятницам.";
    typed("Вывести");
    assert_said("Выводим по пятницам.");
    assert_said("Доступно: 1 000 баллов = 1 000 ₽");
    assert_string_equal(button("Все: 1 000"), "v1:pa:100000");
    assert_string_equal(button("500"), "v1:pa:50000");
    assert_string_equal(now.next.step, "amount");
    now.place = now.next;
    typed("250,50");
    has_requisites();
    assert_said("Куда: карта ··0013");
    assert_string_equal(button("Другие реквизиты"), "v1:rn:25050");
    assert_said("Спишем: 250,50 балла\n");
    assert_said("К выплате: 250,50 ₽\n");
    assert_said("Останется доступно: 749,50 балла");
    assert_string_equal(button("Подтвердить"), "v1:py:25050:100");
    pressed("v1:py:25050:100");
    const rs_payout_open_args *args = argument(RS_PAYOUT_OPEN);
    assert_int_equal(args->tg, VERA);
    assert_int_equal(args->points, 25050);
    answer(RS_OK, "",
           &(rs_payout_row){.id = 12,
                            .rev = 1,
                            .participant = 17,
                            .state = RS_PAYOUT_NEW,
                            .created = (int64_t)MARCH * 1000,
                            .points = 25050,
                            .money = 25050,
                            .requisites = &card});
    assert_said("Заявка № 12");
    assert_said("250,50 балла → 250,50 ₽");
    assert_said("Статус: новая");
    assert_said("Создана: 06.03 01:30");
    assert_string_equal(button("Отменить заявку"), "v1:pc:12");
    assert_string_equal(now.next.step, "");
    const rs_write_args *first = argument(RS_CONVERSATION_WRITE);
    assert_int_equal(first->kind, RS_CONVERSATION_PAYOUT);
    assert_non_null(strstr(first->text, "Прошу вывести"));
    assert_non_null(strstr(first->text, "Реквизиты: карта ··0013"));
    size_t before = said();
    answer(RS_OK, "", &(rs_message_row){.conversation = 3, .n = 1});
    assert_int_equal(now.method, 0);
    assert_int_equal(said(), before);
}

static void test_amounts_that_do_not_do_get_their_reason(void **state)
{
    (void)state;
    const struct {
        const char *typed, *words;
    } cases[] = {
        {"много", "разобрать сумму"},
        {"0", "разобрать сумму"},
        {"-5", "разобрать сумму"},
        {"1,234", "не больше двух знаков"},
        {"1000,01", "доступно 1 000 баллов"},
        {"99999999999999999999", "доступно 1 000 баллов"},
    };
    now.place.step = "amount";
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        typed(cases[i].typed);
        assert_said(cases[i].words);
        assert_int_equal(now.method, 0);
        assert_string_equal(now.next.step, "amount");
    }
    who.payout_max = 50000;
    typed("600");
    assert_said("не больше чем 500 баллов");
    typed("все");
    has_requisites();
    assert_said("Спишем: 500 баллов");
}

static void test_when_nothing_can_be_withdrawn_it_says_why(void **state)
{
    (void)state;
    who.available = 0;
    typed("Вывести");
    assert_said("Вывести пока нечего");
    assert_string_equal(now.next.step, "");
    who.available = 10000;
    who.payout_min = 10000; /* must be greater */
    typed("Вывести");
    assert_said("доступно 100 баллов, а нужно больше чем 100");
    who.available = 10001;
    typed("Вывести");
    assert_said("Сколько баллов вывести?");
    who.available = -1;
    typed("Вывести");
    assert_said("ниже нуля");
    who.status = RS_PARTICIPANT_BLOCKED;
    typed("Вывести");
    assert_said("приостановлено");
}

static void test_each_refusal_of_the_ledger_has_its_sentence(void **state)
{
    (void)state;
    const struct {
        rs_err code;
        const char *detail, *words;
    } cases[] = {
        {RS_REFUSED, "open: a request is open already", "уже есть заявка"},
        {RS_REFUSED, "blocked: the participant is blocked", "приостановлено"},
        {RS_REFUSED, "debt: more was taken back", "ниже нуля"},
        {RS_REFUSED, "unproven: ", "подтвердите Ozon ID"},
        {RS_REFUSED, "min: available must be more", "изменились"},
        {RS_REFUSED, "max: at most", "изменились"},
        {RS_INSUFFICIENT, "available: 5", "изменились"},
        {RS_BAD_REQUEST, "points: a kopeck at least is wanted", "разобрать сумму"},
        {RS_REFUSED, "words that nobody knows", "не получится"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pressed("v1:py:25050:100");
        answer(cases[i].code, cases[i].detail, NULL);
        assert_said(cases[i].words);
        assert_int_equal(now.method, 0);
    }
}

static void test_a_rate_that_changed_is_shown_before_anything_happens(void **state)
{
    (void)state;
    pressed("v1:py:25050:90");
    assert_said("изменились");
    has_requisites();
    assert_string_equal(button("Подтвердить"), "v1:py:25050:100");
}

static void test_an_open_request_shows_its_card_instead(void **state)
{
    (void)state;
    who.open_payout = 12;
    typed("Вывести");
    assert_int_equal(((const rs_payout_key *)argument(RS_PAYOUT_ROW))->payout, 12);
    answer(RS_OK, "",
           &(rs_payout_row){.id = 12, .state = RS_PAYOUT_NEGOTIATION, .points = 100, .money = 100});
    assert_said(
        "Заявка № 12\n1 балл → 1 ₽\nСтатус: согласование");
    pressed("v1:pa:5000");
    assert_int_equal(now.method, RS_PAYOUT_ROW);
}

static void test_a_request_can_be_taken_back(void **state)
{
    (void)state;
    who.open_payout = 12;
    pressed("v1:pc:12");
    assert_int_equal(((const rs_payout_cancel_args *)argument(RS_PAYOUT_CANCEL))->payout, 12);
    answer(RS_OK, "", &(rs_payout_row){.id = 12, .state = RS_PAYOUT_CANCELLED, .points = 500});
    assert_said("Заявка № 12 отменена. Вернулось на баланс: 5 баллов");
    pressed("v1:pc:12");
    answer(RS_CONFLICT, "state: the request is negotiation by now", NULL);
    assert_said("Отменить эту заявку уже нельзя");
    pressed("v1:pc:12"); /* the same button twice */
    answer(RS_CONFLICT, "state: the request is cancelled by now", NULL);
    assert_said("Эта заявка уже отменена");
    pressed("v1:pc:99");
    answer(RS_NOT_FOUND, "", NULL);
    assert_said("устарела");
}

/* ------------------------------------------------------------------------------- operators */

static void test_while_a_request_is_open_words_go_to_the_operators(void **state)
{
    (void)state;
    who.open_payout = 12;
    typed("На карту, пожалуйста");
    const rs_write_args *args = argument(RS_CONVERSATION_WRITE);
    assert_string_equal(args->text, "На карту, пожалуйста");
    assert_int_equal(args->place->message, 41);
    assert_int_equal(args->place->bot, RS_BOT_PARTICIPANTS);
    answer(RS_OK, "", &(rs_message_row){.conversation = 3, .n = 2});
    assert_int_equal(said(), 0);
    typed("Баланс");
    assert_int_equal(now.method, 0);
    assert_said("Баланс:");
    update.media = MEDIA_PHOTO;
    typed("чек");
    const rs_write_args *photo = argument(RS_CONVERSATION_WRITE);
    assert_string_equal(photo->text, "чек");
    assert_int_equal(photo->attachment->kind, RS_ATTACHMENT_PHOTO);
    typed("чек ещё раз");
    answer(RS_REFUSED, "banned: what this person writes is not taken", NULL);
    assert_said("не принимают сообщения");
}

static void test_a_flood_is_answered_once_with_a_pointer_to_what_was_not_passed_on(void **state)
{
    (void)state;
    who.open_payout = 12;
    typed("двадцать первое");
    answer(RS_LIMIT, "flood: over 20 messages within a minute", NULL);
    assert_said("это сообщение и те, что придут в ближайшую минуту, не передаются");
    assert_int_equal(
        json_integer_value(json_object_get(param(0, "reply_parameters"), "message_id")), 41);
    assert_true(now.flooded);
    now.warned = true;
    typed("двадцать второе");
    answer(RS_LIMIT, "flood: over 20 messages within a minute", NULL);
    assert_int_equal(said(), 0);
    assert_true(now.flooded);
    assert_false(now.heard);
    typed("отдышалась");
    answer(RS_OK, "", &(rs_message_row){.conversation = 3, .n = 21});
    assert_true(now.heard);
    assert_false(now.flooded);
}

static void test_when_a_request_is_settled_words_still_go_to_the_operators_for_a_while(void **state)
{
    (void)state;
    who.talking = true;
    typed("Деньги не пришли");
    assert_string_equal(((const rs_write_args *)argument(RS_CONVERSATION_WRITE))->text,
                        "Деньги не пришли");
    typed("Баланс");
    assert_int_equal(now.method, 0);
    assert_said("Баланс:");
    who.talking = false;
    typed("Деньги не пришли");
    assert_int_equal(now.method, 0);
    assert_said("Не получилось понять");
    assert_said("нажмите «Нужна помощь»");
    assert_true(has_menu());
}

static void test_an_operator_can_be_answered_when_the_request_is_over(void **state)
{
    (void)state;
    update.reply = "Оператор Ольга: деньги дошли?";
    typed("да");
    assert_int_equal(now.method, RS_CONVERSATION_WRITE);
    update.reply = "Баланс: 5 баллов";
    typed("да");
    assert_int_equal(now.method, 0);
}

static void test_a_reply_to_an_operator_is_theirs_whatever_the_bot_was_asking(void **state)
{
    (void)state;
    who.available = 50000;
    now.place = (turn_place){"amount", ""};
    update.reply = "Оператор Ольга: на какую карту?";
    typed("500");
    assert_string_equal(((const rs_write_args *)argument(RS_CONVERSATION_WRITE))->text, "500");
    answer(RS_OK, "", &(rs_message_row){.conversation = 3, .n = 2});
    assert_string_equal(now.next.step, "amount");
}

/* ----------------------------------------------------------------------------------- others */

static void test_a_login_shows_numbers_and_passes_on_the_one_pressed(void **state)
{
    (void)state;
    const int64_t numbers[] = {7, 42, 99};
    now.who = NULL;
    typed("/start l_Ab3dEf");
    assert_string_equal(((const rs_login_open_args *)argument(RS_LOGIN_OPEN))->attempt, "Ab3dEf");
    answer(RS_OK, "",
           &(rs_login_question){.agent = "Firefox\u202e", .address = "", .numbers = {numbers, 3}});
    assert_said("Браузер: Firefox\nАдрес: не указан");
    assert_string_equal(button("07"), "v1:li:Ab3dEf:7");
    pressed(button("42"));
    const rs_login_choose_args *args = argument(RS_LOGIN_CHOOSE);
    assert_string_equal(args->attempt, "Ab3dEf");
    assert_int_equal(args->number, 42);
    answer(RS_OK, "", &(rs_login_result){.state = RS_LOGIN_DONE});
    assert_said("Вход подтверждён");
    pressed("v1:li:Ab3dEf:42");
    answer(RS_OK, "", &(rs_login_result){.state = RS_LOGIN_REFUSED});
    assert_said("Вход отклонён");
    typed("/start l_Ab3dEf");
    answer(RS_FORBIDDEN, "", NULL);
    assert_said("для администраторов");
    typed("/start l_Ab3dEf");
    answer(RS_EXPIRED, "", NULL);
    assert_said("устарела");
}

static void test_forged_and_old_buttons_do_nothing(void **state)
{
    (void)state;
    const char *forged[] = {
        "",        "v0:pay",  "v1:",      "v1:pa",       "v1:pa:",    "v1:pa:x",  "v1:pa:1:2",
        "v1:py:5", "v1:pc:0", "v1:pay:1", "v1:li:",      "v1:li:a",   "v1:li::5", "v1:li:a:100",
        "v1:ok",   "v1:payx", "v1:pa:-5", "v1:py:1:2:3", "v1:later:1"};
    for (size_t i = 0; i < sizeof forged / sizeof *forged; i++) {
        pressed(forged[i]);
        if (now.method || !strstr(words(), "устарела"))
            fail_msg("\"%s\" says: %s", forged[i], words());
    }
}

static void test_a_stopped_bot_is_told_to_the_ledger(void **state)
{
    (void)state;
    update.kind = UPDATE_MEMBER;
    update.stopped = true;
    begin();
    assert_true(((const rs_reach_args *)argument(RS_PARTICIPANT_REACH))->unreachable);
    answer(RS_OK, "", &(rs_nothing){0});
    assert_int_equal(said(), 0);
}

static void test_the_same_update_again_starts_from_the_same_place(void **state)
{
    (void)state;
    turn_place before = {"", ""};
    const char *kept = place_pack(memory, THIS_BOT, UPDATE, false, before, "12", 1000);
    turn_place later = place_unpack(memory, UPDATE + 1, "amount", kept);
    assert_string_equal(later.step, "amount");
    assert_string_equal(later.data, "12");
    turn_place again = place_unpack(memory, UPDATE, "amount", kept);
    assert_string_equal(again.step, "");
    assert_string_equal(again.data, "");
    turn_place none = place_unpack(memory, UPDATE, NULL, NULL);
    assert_string_equal(none.step, "");
    turn_place broken = place_unpack(memory, UPDATE, "amount", "{\"u\":");
    assert_string_equal(broken.step, "");
}

static void test_the_place_in_another_bot_is_none_of_this_ones(void **state)
{
    (void)state;
    const char *kept = place_pack(memory, THIS_BOT, UPDATE, true, (turn_place){"", ""}, "", 1000);
    assert_true(place_is_of(THIS_BOT, kept));
    assert_false(place_is_of(THIS_BOT + 1, kept));
    assert_true(place_is_of(THIS_BOT + 1, NULL));
}

static void test_an_update_from_before_the_place_is_over(void **state)
{
    (void)state;
    const char *kept = place_pack(memory, THIS_BOT, UPDATE, false, (turn_place){"", ""}, "", 1000);
    assert_true(place_is_past(UPDATE - 1, kept, 2000));
    assert_false(place_is_past(UPDATE, kept, 2000));
    assert_false(place_is_past(UPDATE + 1, kept, 2000));
    /* after a quiet week ids begin anew */
    assert_false(place_is_past(UPDATE - 1, kept, 1000 + 8 * INT64_C(86400000)));
    assert_false(place_is_past(UPDATE - 1, NULL, 2000));
    assert_false(place_is_past(UPDATE - 1, "[", 2000));
    kept = place_pack(memory, THIS_BOT, UPDATE, true, (turn_place){"", ""}, "", 1000);
    assert_true(place_is_past(UPDATE, kept, 2000));
    assert_false(place_is_past(UPDATE + 1, kept, 2000));
}

static void test_the_same_turn_says_the_same(void **state)
{
    (void)state;
    typed("Вывести");
    char *first = json_dumps(now.out, JSON_COMPACT);
    typed("Вывести");
    char *second = json_dumps(now.out, JSON_COMPACT);
    assert_string_equal(first, second);
    free(first);
    free(second);
}

/* ------------------------------------------------------------------------------------- news */

static void news(rs_notice notice)
{
    static const rs_tg_user vera = {.tg = VERA, .lang = RS_LANG_RU};
    const rs_event event = {.seq = 5, .topic = RS_TOPIC_PAYOUTS, .who = &vera, .notice = &notice};
    turn_end(&now);
    now.out = json_array();
    turn_news(&event, memory, now.out);
}

static void test_news_of_a_payout_carry_its_figures(void **state)
{
    (void)state;
    rs_notice notice = {.payout = 12,
                        .points = 1000000,
                        .money = 1000000,
                        .total = 33444200,
                        .available = 7756800,
                        .held = 25687400};
    notice.state = RS_PAYOUT_PAID;
    news(notice);
    assert_said("Заявка № 12: выдано успешно\n\nВыведено: 10 000 баллов = 10 000 "
                "₽\n"
                "Осталось на балансе: 334 442 балла\n• доступно для вывода: 77 568 баллов\n"
                "• в заморозке: 256 874 балла");
    assert_int_equal(json_integer_value(param(0, "chat_id")), VERA);
    notice.state = RS_PAYOUT_REJECTED;
    notice.reason = RS_REJECT_RETURN_PENDING;
    notice.comment = "до 5 числа\u202e";
    news(notice);
    assert_said("отказ\n\nПричина: по одному из заказов оформлен возврат.\n");
    assert_said("Что делать: подайте новую заявку, когда возврат закончится.");
    assert_said("Вернулось на баланс: 10 000 баллов. Теперь доступно: 77 568 баллов.");
    assert_said("Комментарий оператора: до 5 числа\n");
    notice.state = RS_PAYOUT_NEGOTIATION;
    notice.comment = NULL;
    news(notice);
    assert_said("согласование");
    assert_not_said("Комментарий");
}

static void test_the_owners_own_text_for_a_refusal_takes_the_place_of_ours(void **state)
{
    (void)state;
    news((rs_notice){.payout = 12,
                     .state = RS_PAYOUT_REJECTED,
                     .reason = RS_REJECT_TAX_DATA,
                     .points = 100,
                     .advice = "Пришлите справку."});
    assert_said("Причина: не хватает данных для налогового учёта.");
    assert_said("Пришлите справку.");
    assert_not_said("Что делать");
}

static void test_a_corrected_request_tells_before_and_after(void **state)
{
    (void)state;
    news((rs_notice){.payout = 12,
                     .state = RS_PAYOUT_NEGOTIATION,
                     .points = 5000,
                     .money = 4950,
                     .points_before = 6000,
                     .money_before = 6000,
                     .available = 1000,
                     .comment = "комиссия банка"});
    assert_said("Заявка № 12 изменена\n\n"
                "Было: 60 баллов = 60 ₽\n"
                "Стало: 50 баллов = 49,50 ₽\n"
                "Доступно: 10 баллов");
    assert_said("Комментарий оператора: комиссия банка");
}

static void test_what_a_person_has_just_done_is_no_news_to_them(void **state)
{
    (void)state;
    news((rs_notice){.payout = 1, .state = RS_PAYOUT_NEW});
    assert_int_equal(said(), 0);
    news((rs_notice){.payout = 1, .state = RS_PAYOUT_CANCELLED});
    assert_int_equal(said(), 0);
}

static void test_the_commands_are_set_in_both_languages(void **state)
{
    (void)state;
    now.out = turn_commands();
    assert_int_equal(said(), 2);
    assert_string_equal(method(0), "setMyCommands");
    assert_int_equal(json_array_size(param(0, "commands")), 8);
    assert_string_equal(json_string_value(param(1, "language_code")), "en");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_set_up, stage_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_start_with_a_link_hands_its_code_to_the_ledger),
        TEST(test_whoever_writes_without_start_is_welcome_too),
        TEST(test_a_link_says_what_it_did),
        TEST(test_the_terms_come_before_everything_else),
        TEST(test_terms_that_changed_meanwhile_are_shown_again),
        TEST(test_each_outcome_of_a_number_has_a_sentence_of_its_own),
        TEST(test_an_order_that_is_not_seen_yet_is_asked_for_again_not_for_its_whole_number),
        TEST(test_a_lost_invitation_is_told_plainly),
        TEST(test_a_code_typed_before_registration_is_a_link),
        TEST(test_the_menu_waits_for_registration_but_help_does_not),
        TEST(test_the_proof_may_come_later),
        TEST(test_a_registration_that_comes_again_is_answered_again),
        TEST(test_the_own_number_may_be_meant_for_the_operators),
        TEST(test_the_menu_can_be_typed_in_any_case_and_language),
        TEST(test_the_lines_of_the_balance_add_up),
        TEST(test_the_balance_says_what_comes_next),
        TEST(test_levels_beyond_the_programme_are_shown_when_they_earned),
        TEST(test_the_link_can_be_copied_and_shared),
        TEST(test_an_owners_text_takes_the_place_of_ours),
        TEST(test_what_is_not_understood_is_answered_once_in_a_while),
        TEST(test_an_english_reader_is_answered_in_english),
        TEST(test_a_payout_is_asked_checked_and_confirmed),
        TEST(test_amounts_that_do_not_do_get_their_reason),
        TEST(test_when_nothing_can_be_withdrawn_it_says_why),
        TEST(test_each_refusal_of_the_ledger_has_its_sentence),
        TEST(test_a_rate_that_changed_is_shown_before_anything_happens),
        TEST(test_an_open_request_shows_its_card_instead),
        TEST(test_a_request_can_be_taken_back),
        TEST(test_while_a_request_is_open_words_go_to_the_operators),
        TEST(test_a_reply_to_an_operator_is_theirs_whatever_the_bot_was_asking),
        TEST(test_an_operator_can_be_answered_when_the_request_is_over),
        TEST(test_a_flood_is_answered_once_with_a_pointer_to_what_was_not_passed_on),
        TEST(test_when_a_request_is_settled_words_still_go_to_the_operators_for_a_while),
        TEST(test_a_login_shows_numbers_and_passes_on_the_one_pressed),
        TEST(test_forged_and_old_buttons_do_nothing),
        TEST(test_a_stopped_bot_is_told_to_the_ledger),
        TEST(test_the_same_update_again_starts_from_the_same_place),
        TEST(test_the_place_in_another_bot_is_none_of_this_ones),
        TEST(test_an_update_from_before_the_place_is_over),
        TEST(test_the_same_turn_says_the_same),
        TEST(test_news_of_a_payout_carry_its_figures),
        TEST(test_the_owners_own_text_for_a_refusal_takes_the_place_of_ours),
        TEST(test_a_corrected_request_tells_before_and_after),
        TEST(test_what_a_person_has_just_done_is_no_news_to_them),
        TEST(test_the_commands_are_set_in_both_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
