/* Inviting, links, the network and notifications, without ledger, Telegram or clock. */
#include "tests/unit/actors/telegram/stage.h"

#include "actors/telegram/qr.h"

static const rs_link_product iron = {.store = 77,
                                     .product = 5,
                                     .sku = 50,
                                     .name = "Плойка <b>",
                                     .picture = "https://cdn1.ozone.ru/5.jpg"};

static void place_again(void)
{
    now.place = now.next;
}

/* --------------------------------------------------------------------------------- inviting */

static void test_what_is_passed_on_carries_the_mark_of_advertising(void **state)
{
    (void)state;
    settings.text_share = "Наши слова";
    settings.ad_line = "Реклама. erid: 2Vt";
    typed("Пригласить");
    const char *end = "%0A%D0%A0%D0%B5%D0%BA%D0%BB%D0%B0%D0%BC%D0%B0.%20erid%3A%202Vt";
    const char *share = button("Поделиться");
    assert_non_null(strstr(share, "&text=%D0%9D%D0%B0%D1%88%D0%B8"));
    assert_string_equal(share + strlen(share) - strlen(end), end);
}

static void test_the_code_comes_as_a_picture(void **state)
{
    (void)state;
    typed("Пригласить");
    pressed(button("QR-код"));
    assert_string_equal(method(0), "sendPhoto");
    assert_said("https://t.me/shop_ref_bot?start=bzFA8gF3M");
    assert_true(json_is_object(param(0, "photo")));
    pressed("v1:qr:https://evil.example/");
    assert_said("устарела");
}

/* -------------------------------------------------------------------------------- products */

static const rs_product_seen products[] = {
    {.product = 5, .sku = 50, .name = "Плойка"},
    {.product = 6, .sku = 60, .offer = "AB-1"},
};
static rs_product_found found[] = {
    {.store = 77, .asked = 1, .product = &products[0]},
    {.store = 78, .asked = 1, .product = &products[1]},
};

static const rs_products_find_args *search(const char *query)
{
    typed("Пригласить");
    pressed(button("Ссылка на товар"));
    assert_said("Напишите название товара или артикул");
    assert_string_equal(now.next.step, "product");
    place_again();
    typed(query);
    return argument(RS_PRODUCTS_FIND);
}

static void test_a_product_is_searched_picked_and_gets_its_link(void **state)
{
    (void)state;
    assert_string_equal(search("  плой ")->text, "плой");
    answer(RS_OK, "",
           &(rs_products_page){.products = {found, 2}, .more = true, .next_store = 78, .next = 6});
    assert_said("«плой»");
    assert_string_equal(button("AB-1"), "v1:pk:78:6");
    place_again();
    pressed(button("Показать ещё"));
    const rs_products_find_args *more = argument(RS_PRODUCTS_FIND);
    assert_string_equal(more->text, "плой");
    assert_int_equal(more->after_store, 78);
    assert_int_equal(more->after, 6);
    answer(RS_OK, "", &(rs_products_page){.products = {found, 1}});
    assert_string_equal(method(0), "editMessageText");
    pressed(button("Плойка"));
    const rs_link_make_args *make = argument(RS_LINK_MAKE);
    assert_int_equal(make->tg, VERA);
    assert_int_equal(make->store, 77);
    assert_int_equal(make->product, 5);
    answer(RS_OK, "", &(rs_link_view){.n = 2, .code = "Kq7RmPx2Z", .created = 1, .product = &iron});
    assert_string_equal(method(0), "sendMessage");
    assert_said("Плойка <b>\nhttps://t.me/shop_ref_bot?start=Kq7RmPx2Z");
    assert_string_equal(button("Скопировать ссылку"), "https://t.me/shop_ref_bot?start=Kq7RmPx2Z");
    assert_non_null(strstr(button("Поделиться"), "&text=%D0%9F%D0%BB%D0%BE%D0%B9%D0%BA%D0%B0"));
    assert_string_equal(button("QR-код"), "v1:qr:Kq7RmPx2Z");
    assert_string_equal(now.next.step, "");
}

static void test_digits_are_an_sku_first_and_words_then(void **state)
{
    (void)state;
    assert_int_equal(search("1234567")->sku, 1234567);
    answer(RS_OK, "", &(rs_products_page){0});
    const rs_products_find_args *again = argument(RS_PRODUCTS_FIND);
    assert_int_equal(again->sku, 0);
    assert_string_equal(again->text, "1234567");
    answer(RS_OK, "", &(rs_products_page){0});
    assert_said("По запросу «1234567» ничего не нашлось");
    assert_string_equal(now.next.step, "product"); /* another word may follow */
}

static void test_a_search_goes_on_while_a_payout_is_open(void **state)
{
    (void)state;
    who.open_payout = 3; /* other words go to the operators */
    assert_string_equal(search("фен")->text, "фен");
}

static void test_each_refusal_of_a_link_has_its_sentence(void **state)
{
    (void)state;
    const struct {
        rs_err code;
        const char *detail, *words;
    } cases[] = {
        {RS_LIMIT, "limit: 50 links at most", "У вас уже 50 ссылок"},
        {RS_LIMIT, "ever: 2000 links at most", "слишком много ссылок"},
        {RS_NOT_FOUND, "product: is not on sale", "больше не продаётся"},
        {RS_REFUSED, "blocked: this participant is blocked", "приостановлено"},
        {RS_REFUSED, "unregistered: ", "не получится"},
    };
    settings.links_max = 50;
    for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
        pressed("v1:pk:77:5");
        answer(cases[n].code, cases[n].detail, NULL);
        assert_said(cases[n].words);
    }
}

static void test_a_label_of_ones_own(void **state)
{
    (void)state;
    typed("Пригласить");
    pressed(button("Ссылка с подписью"));
    place_again();
    typed("  канал\nпро волосы ");
    assert_string_equal(((const rs_link_make_args *)argument(RS_LINK_MAKE))->label,
                        "канал про волосы");
    answer(RS_OK, "", &(rs_link_view){.n = 3, .code = "Kq7RmPx2Z", .created = 1, .label = "канал"});
    assert_said("канал\nhttps://t.me/");
    now.place = (turn_place){"label", ""};
    char *much = arena_give(memory, 200);
    memset(much, 'x', 65);
    typed(much);
    assert_int_equal(now.method, 0);
    assert_said("64 знака");
    typed("Баланс"); /* a word of the menu ends the question */
    assert_said("Баланс:");
    assert_string_equal(now.next.step, "");
}

/* ------------------------------------------------------------------------------ opening a link */

static void test_a_link_for_a_product_shows_it_before_the_terms(void **state)
{
    (void)state;
    now.who = NULL;
    typed("/start Kq7RmPx2Z");
    looked_up(&(rs_link_card){.product = &iron});
    assert_string_equal(((const rs_start_args *)argument(RS_PARTICIPANT_START))->code, "Kq7RmPx2Z");
    answer(RS_OK, "", &(rs_start_result){.participant = 17, .tie = RS_TIE_ATTACHED});
    assert_string_equal(button("Открыть на Ozon"),
                        "https://www.ozon.ru/product/50/?utm_source=telegram&"
                        "utm_medium=referral&utm_campaign=Kq7RmPx2Z");
    assert_int_equal(said(), 3);
    const json_t *preview = param(1, "link_preview_options");
    assert_string_equal(json_string_value(json_object_get(preview, "url")), iron.picture);
    const char *all = words();
    assert_true(strstr(all, "приглашению") < strstr(all, "Плойка <b>"));
    assert_true(strstr(all, "Плойка <b>") < strstr(all, "Условия участия"));
}

static void test_whoever_takes_part_sees_the_product_too(void **state)
{
    (void)state;
    const rs_start_result known = {.participant = 17,
                                   .tie = RS_TIE_KNOWN,
                                   .known = true,
                                   .registered = true,
                                   .consented = true};
    const char *ways[] = {"/start Kq7RmPx2Z", "Kq7RmPx2Z"};
    for (size_t n = 0; n < 2; n++) {
        typed(ways[n]);
        looked_up(&(rs_link_card){.product = &iron});
        answer(RS_OK, "", &known);
        assert_said("Вы уже участвуете");
        assert_true(has_button("Открыть на Ozon"));
        assert_true(has_menu());
    }
}

static void test_a_word_that_only_looks_like_a_code_is_a_word(void **state)
{
    (void)state;
    typed("password1");
    looked_up(NULL);
    assert_int_equal(now.method, 0);
    assert_said("Не получилось понять");
    who.open_payout = 3;
    typed("password1");
    assert_int_equal(now.method, RS_CONVERSATION_WRITE);
}

/* ---------------------------------------------------------------------------------- my links */

static rs_link_view links[] = {
    {.n = 7,
     .code = "Kq7RmPx2Z",
     .created = (int64_t)MARCH * 1000,
     .product = &iron,
     .label = "мой канал",
     .opened = 1234,
     .registered = 2,
     .bought = 1},
    {.n = 1, .code = "bzFA8gF3M", .created = (int64_t)MARCH * 1000},
};

static void listed(size_t count, int64_t total)
{
    assert_int_equal(now.method, RS_LINKS_LIST);
    answer(RS_OK, "", &(rs_links_page){.links = {links, count}, .total = total});
}

static void test_links_are_listed_with_what_they_brought(void **state)
{
    (void)state;
    typed("Мои ссылки");
    listed(2, 2);
    assert_said("Мои ссылки (2)");
    assert_said("7. мой канал · Плойка <b>\nhttps://t.me/shop_ref_bot?start=Kq7RmPx2Z\n"
                "с 06.03.2027 · открыли 1 234, зарегистрировались 2, купили 1");
    assert_said("1. Общая ссылка\n");
    assert_false(has_button("Отключить № 1"));
    assert_false(has_button("Дальше ›"));
}

static void test_the_list_is_turned_by_editing_one_message(void **state)
{
    (void)state;
    typed("/links");
    listed(2, 12);
    assert_string_equal(button("Дальше ›"), "v1:lp:5");
    assert_false(has_button("‹ Назад"));
    pressed("v1:lp:5");
    assert_int_equal(((const rs_links_args *)argument(RS_LINKS_LIST))->skip, 5);
    listed(2, 7);
    assert_string_equal(method(0), "editMessageText");
    assert_int_equal(json_integer_value(param(0, "message_id")), 41);
    assert_string_equal(button("‹ Назад"), "v1:lp:0");
    assert_false(has_button("Дальше ›"));
}

static void test_a_link_is_switched_off_after_a_question(void **state)
{
    (void)state;
    typed("Мои ссылки");
    listed(2, 6);
    pressed(button("Отключить № 7"));
    listed(2, 6);
    assert_string_equal(method(0), "editMessageText");
    assert_said("Отключить ссылку «мой канал · Плойка <b>»?");
    assert_string_equal(button("Не надо"), "v1:lp:0");
    pressed(button("Отключить"));
    const rs_link_switch_args *off = argument(RS_LINK_SWITCH);
    assert_int_equal(off->tg, VERA);
    assert_int_equal(off->n, 7);
    answer(RS_OK, "", &links[0]);
    listed(1, 5);
    assert_said("Мои ссылки (5)");
}

static void test_a_page_that_is_gone_shows_the_one_before(void **state)
{
    (void)state;
    pressed("v1:lx:7:5");
    answer(RS_OK, "", &links[0]);
    listed(0, 5);
    assert_int_equal(((const rs_links_args *)argument(RS_LINKS_LIST))->skip, 0);
    listed(2, 5);
    assert_said("Мои ссылки (5)");
    pressed("v1:lx:1:0");
    answer(RS_REFUSED, "general: the general link stays", NULL);
    assert_said("устарела");
}

static void test_a_page_that_somebody_made_up_leads_to_the_last_one_and_no_further(void **state)
{
    (void)state;
    pressed("v1:lp:1000000000000");
    listed(0, 12);
    assert_int_equal(((const rs_links_args *)argument(RS_LINKS_LIST))->skip, 10);
    listed(0, 12); /* and now there is nothing there, either */
    assert_int_equal(now.method, 0);
    assert_said("Мои ссылки (12)");
}

/* --------------------------------------------------------------------------------- referrals */

static rs_direct_row referrals[] = {
    {.participant = 3,
     .first = "Анна",
     .last = "Смирнова",
     .nick = "anna",
     .invited = (int64_t)MARCH * 1000,
     .registered = 1,
     .orders = 3,
     .sum = 500050,
     .last_order = (int64_t)MARCH * 1000},
    {.participant = 4, .invited = (int64_t)MARCH * 1000},
};

static rs_level_line below[] = {
    {.level = 1, .people = 2},
    {.level = 2,
     .people = 1200,
     .buyers = 30,
     .orders = 41,
     .sum = 123450,
     .last_order = (int64_t)MARCH * 1000},
    {.level = 3, .people = 5},
};

static void counted(void)
{
    if (now.method == RS_TREE_LEVELS)
        answer(RS_OK, "", &(rs_tree_levels){.levels = {below, 3}});
}

static void shown(rs_direct_sort sort, int64_t total)
{
    counted();
    assert_int_equal(now.method, RS_NETWORK_DIRECT);
    answer(RS_OK, "", &(rs_direct_page){.rows = {referrals, 2}, .total = total, .sort = sort});
}

static void test_referrals_are_shown_with_their_orders(void **state)
{
    (void)state;
    typed("Мои рефералы");
    shown(RS_DIRECT_BY_DATE, 2);
    assert_said(
        "Мои рефералы: 2\nПервый уровень, сначала новые:\n"
        "1. Анна Смирнова (@anna)\nс 06.03.2027 · 3 заказа на 5 000,50 ₽, "
        "последний "
        "06.03.2027\n2. Без имени\nс 06.03.2027 · ещё не указал Ozon ID");
    assert_said("\n\n2 уровень: людей 1 200, из них покупали 30\n41 заказ на 1 234,50 "
                "₽, "
                "последний 06.03.2027\n\n3 уровень: людей 5, из них покупали 0");
    typed("/referrals");
    answer(RS_NOT_FOUND, "", NULL); /* the totals are not known just now */
    answer(RS_OK, "", &(rs_direct_page){.sort = RS_DIRECT_BY_DATE});
    assert_said("Пока никого");
}

static void test_referrals_are_sorted_and_turned_by_editing(void **state)
{
    (void)state;
    typed("Мои рефералы");
    shown(RS_DIRECT_BY_DATE, 20);
    assert_string_equal(button("Дальше ›"), "v1:rd:1:8");
    assert_false(has_button("По дате"));
    pressed(button("По сумме"));
    counted();
    const rs_direct_args *args = argument(RS_NETWORK_DIRECT);
    assert_int_equal(args->sort, RS_DIRECT_BY_SUM);
    assert_int_equal(args->skip, 0);
    shown(RS_DIRECT_BY_SUM, 20);
    assert_string_equal(method(0), "editMessageText");
    pressed(button("Дальше ›"));
    assert_int_equal(now.method, RS_NETWORK_DIRECT); /* totals stand on the first page */
    shown(RS_DIRECT_BY_SUM, 20);
    assert_said("9. Анна");
    assert_not_said("2 уровень");
    pressed("v1:rd:9:0");
    assert_said("устарела");
}

/* ----------------------------------------------------------------------------- notifications */

static void test_each_topic_is_chosen_by_itself(void **state)
{
    (void)state;
    rs_subscriptions chosen = {RS_FREQUENCY_WEEKLY, RS_FREQUENCY_WEEKLY, RS_FREQUENCY_OFF};
    settings.digest_hour = 10;
    typed("Уведомления");
    assert_int_equal(((const rs_who *)argument(RS_SUBSCRIPTIONS_GET))->tg, VERA);
    answer(RS_OK, "", &chosen);
    assert_said("1. Начисленные баллы: раз в неделю\n2. Рост сети: раз в неделю\n"
                "3. Покупки рефералов: не присылать");
    assert_said("в 10:00 по Москве");
    assert_true(has_button("✓ 3. Выкл"));
    pressed(button("2. День"));
    const rs_subscribe_args *args = argument(RS_PARTICIPANT_SUBSCRIBE);
    assert_int_equal(args->topics, RS_NOTICE_NETWORK);
    assert_int_equal(args->frequency, RS_FREQUENCY_DAILY);
    chosen.network = RS_FREQUENCY_DAILY;
    answer(RS_OK, "", &chosen);
    assert_string_equal(method(0), "editMessageText");
    assert_said("2. Рост сети: каждый день");
    pressed("v1:nf:8:2"); /* forged */
    assert_said("устарела");
    pressed("v1:nf:1:4");
    assert_said("устарела");
}

static void test_one_press_below_a_digest_ends_them_all(void **state)
{
    (void)state;
    rs_subscriptions off = {RS_FREQUENCY_OFF, RS_FREQUENCY_OFF, RS_FREQUENCY_OFF};
    pressed("v1:nu");
    const rs_subscribe_args *args = argument(RS_PARTICIPANT_SUBSCRIBE);
    assert_int_equal(args->topics, 7);
    assert_int_equal(args->frequency, RS_FREQUENCY_OFF);
    answer(RS_OK, "", &off);
    assert_string_equal(method(0), "editMessageReplyMarkup");
    assert_said("Итоги больше присылать не будем");
}

static void told(rs_digest *list, size_t count)
{
    static const rs_tg_user vera = {.tg = VERA, .lang = RS_LANG_RU};
    const rs_event event = {
        .seq = 5, .topic = RS_TOPIC_DIGESTS, .who = &vera, .digests = {list, count}};
    turn_end(&now);
    now.out = json_array();
    turn_digests(&event, memory, now.out);
}

static void test_a_digest_says_what_happened_and_how_to_stop_it(void **state)
{
    (void)state;
    const int64_t levels[] = {2500, 0, 150};
    const int64_t joined[] = {2, 1};
    rs_digest both[] = {
        {.frequency = RS_FREQUENCY_DAILY,
         .topics = 1,
         .since = (int64_t)MARCH * 1000,
         .until = (int64_t)(MARCH + 86400) * 1000,
         .own = 100,
         .levels = {levels, 3},
         .taken = 50},
        {.frequency = RS_FREQUENCY_WEEKLY,
         .topics = 6,
         .since = (int64_t)MARCH * 1000,
         .until = (int64_t)(MARCH + 7 * 86400) * 1000,
         .joined = {joined, 2},
         .orders = 5,
         .sum = 150000,
         .returned = 50000},
    };
    told(both, 2);
    assert_int_equal(said(), 1); /* one message for both periods */
    assert_said("Итоги дня, 06.03.2027 – 07.03.2027\n\nНачислено: 27,50 балла\n"
                "• за свои покупки: 1 балл\n• за рефералов 1 уровня: 25 баллов\n"
                "• за рефералов 3 уровня: 1,50 балла\n\nСписано за возвраты: 0,50 балла");
    assert_said("Итоги недели, 06.03.2027 – 13.03.2027\n\nВ вашей сети 3 новых участника\n"
                "• 1 уровень: 2\n• 2 уровень: 1\n\nВаши рефералы получили 5 заказов на 1 500 "
                "₽\n\n"
                "Вернули товаров на 500 ₽");
    assert_string_equal(button("Отписаться"), "v1:nu");
    assert_string_equal(button("Настроить"), "v1:ns");
    assert_false(has_button("Вывести"));
}

static void test_news_of_points_come_without_a_period(void **state)
{
    (void)state;
    rs_digest news = {.frequency = RS_FREQUENCY_AT_ONCE, .topics = 24, .released = 20000};
    told(&news, 1);
    assert_said("Разморожено: 200 баллов. Теперь доступно для вывода.");
    assert_string_equal(button("Вывести"), "v1:pay");
    assert_false(has_button("Отписаться"));
    news = (rs_digest){.frequency = RS_FREQUENCY_AT_ONCE, .topics = 24, .taken = 5000};
    told(&news, 1);
    assert_said("Списано за возврат: 50 баллов.");
    assert_false(has_button("Вывести"));
    news.taken = 0;
    told(&news, 1);
    assert_int_equal(said(), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_set_up, stage_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_what_is_passed_on_carries_the_mark_of_advertising),
        TEST(test_the_code_comes_as_a_picture),
        TEST(test_a_product_is_searched_picked_and_gets_its_link),
        TEST(test_digits_are_an_sku_first_and_words_then),
        TEST(test_a_search_goes_on_while_a_payout_is_open),
        TEST(test_each_refusal_of_a_link_has_its_sentence),
        TEST(test_a_label_of_ones_own),
        TEST(test_a_link_for_a_product_shows_it_before_the_terms),
        TEST(test_whoever_takes_part_sees_the_product_too),
        TEST(test_a_word_that_only_looks_like_a_code_is_a_word),
        TEST(test_links_are_listed_with_what_they_brought),
        TEST(test_the_list_is_turned_by_editing_one_message),
        TEST(test_a_link_is_switched_off_after_a_question),
        TEST(test_a_page_that_is_gone_shows_the_one_before),
        TEST(test_a_page_that_somebody_made_up_leads_to_the_last_one_and_no_further),
        TEST(test_referrals_are_shown_with_their_orders),
        TEST(test_referrals_are_sorted_and_turned_by_editing),
        TEST(test_each_topic_is_chosen_by_itself),
        TEST(test_one_press_below_a_digest_ends_them_all),
        TEST(test_a_digest_says_what_happened_and_how_to_stop_it),
        TEST(test_news_of_points_come_without_a_period),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
