// The peer of `bots`: a bot of the same programme with grammY, its runner and PostgreSQL, as its manuals say. An update is
// durable before it is confirmed to Telegram, its effect is one transaction, and that it was answered is durable, too.
//
//     node bot_peer.ts API TOKEN SOCKETS      (of the Bot API, of the bot, the folder of PostgreSQL's socket)
import { autoRetry } from "@grammyjs/auto-retry";
import { createConcurrentSink, createRunner, createSource, createUpdateFetcher, sequentialize } from "@grammyjs/runner";
import { Bot, type Context, InlineKeyboard, Keyboard } from "grammy";
import type { Update } from "grammy/types";
import pg from "pg";

const [api = "", token = "", host = ""] = process.argv.slice(2);
const CONNECTIONS = 20;
const TERMS = 1;
const RATE = 100; // kopecks for a point
const pool = new pg.Pool({ host, user: "bench", database: "postgres", max: CONNECTIONS });
const bot = new Bot(token, { client: { apiRoot: api } });
bot.api.config.use(autoRetry());

/** A prepared statement by its name. */
async function ask<Row extends pg.QueryResultRow>(name: string, text: string, values: unknown[]): Promise<Row[]> {
  return (await pool.query<Row>({ name, text, values })).rows;
}

// ---------------------------------------------------------------------------- words

const count = new Intl.NumberFormat("ru-RU");
const plural = new Intl.PluralRules("ru-RU");
const WORDS: Partial<Record<Intl.LDMLPluralRule, string>> = { one: "балл", few: "балла" };
const day = new Intl.DateTimeFormat("ru-RU", { timeZone: "Europe/Moscow", day: "2-digit", month: "2-digit", year: "numeric" });
const minute = new Intl.DateTimeFormat("ru-RU", { timeZone: "Europe/Moscow", day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit" });

const points = (hundredths: number): string => `${count.format(hundredths / 100)} ${WORDS[plural.select(hundredths / 100)] ?? "баллов"}`;
const money = (hundredths: number): string => `${count.format((hundredths * RATE) / 10_000)} ₽`;
const bold = (text: string): string => `<b>${text}</b>`;
const escaped = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

const ENTRY = `Здравствуйте! Это реферальная программа нашего магазина на Ozon.

Приглашайте друзей: за их покупки вам начисляются баллы, а баллы можно вывести деньгами.`;
const TERMS_TEXT = `<b>Условия участия</b>

• Баллы начисляются за товары нашего магазина, которые куплены на Ozon после вступления в программу и уже получены.
• Новые баллы остаются в заморозке, пока товар ещё можно вернуть. За возвращённые товары баллы списываются.
• Доступные баллы можно вывести деньгами по курсу, который действует в день заявки.
• Чтобы узнавать ваши заказы и отвечать вам, мы храним ваш Ozon ID, имя и ник в Telegram.`;
const OZON_TEXT = `<b>Остался один шаг: ваш Ozon ID</b>

Пришлите номер любого вашего заказа на Ozon. Где его найти: приложение или сайт Ozon → «Заказы» → откройте заказ → номер вида <code>12345678-0042</code>.

Цифры до дефиса и есть Ozon ID, по нему мы узнаём ваши покупки. Но лучше прислать номер целиком: так мы сразу убедимся, что он ваш.`;
const WELCOME = `<b>Добро пожаловать!</b>

Теперь баллы будут приходить сами. Нажмите «Пригласить», чтобы получить свою ссылку, или «Баланс», чтобы увидеть начисления.`;
const PAYOUT = `Укажите сумму и реквизиты, потом подтвердите заявку. Дальше здесь же, в этом чате, оператор напишет, если что-то нужно уточнить, и сообщит о выплате.`;
const MENU = new Keyboard().text("Баланс").text("Мои рефералы").row().text("Мои ссылки").text("Пригласить").row()
  .text("Вывести").text("Уведомления").row().text("Инструкция").text("Нужна помощь").resized().persistent().placeholder("Выберите действие");

// ---------------------------------------------------------------------------- who it is, and that it is answered

type Who = {
  registered: Date | null; consent: number | null; step: string | null;
  available: number; held: number; reserved: number; own: number; level1: number; level2: number; level3: number; corrected: number; paid: number;
};
type Chat = Context & { who: Who | undefined; id: number };

async function say(ctx: Chat, text: string, keyboard?: InlineKeyboard | Keyboard): Promise<void> {
  await ctx.reply(text, { parse_mode: "HTML", link_preview_options: { is_disabled: true }, ...(keyboard && { reply_markup: keyboard }) });
}

async function stands(ctx: Chat, step: string): Promise<void> {
  await ask("stands", "insert into dialogues values ($1, $2) on conflict (tg) do update set step = excluded.step", [ctx.id, step]);
}

const router = bot as unknown as Bot<Chat>;
router.use(sequentialize((ctx) => String(ctx.chat?.id)));
router.use(async (ctx, next) => {
  ctx.id = ctx.from!.id;
  const answering = ctx.callbackQuery ? ctx.answerCallbackQuery() : undefined;
  [ctx.who] = await ask<Who>("who", `select p.registered, p.consent, b.*, d.step
    from people p join balances b using (tg) left join dialogues d using (tg) where tg = $1`, [ctx.id]);
  await next();
  await answering;
  await ask("answered", "update updates set answered = true where id = $1", [ctx.update.update_id]);
});

// ---------------------------------------------------------------------------- the way in

router.command("start", async (ctx) => {
  const own = `n${ctx.id.toString(36)}`;
  await ask("join", "select join_by($1, $2, $3, $4)", [ctx.id, ctx.from!.first_name, ctx.match, own]);
  await say(ctx, `${ENTRY}\n\nВы пришли по приглашению, оно учтено.`);
  await say(ctx, TERMS_TEXT, new InlineKeyboard().text("Принять и продолжить", `v1:ok:${TERMS}`));
});

router.callbackQuery(/^v1:ok:(\d+)$/, async (ctx) => {
  await ask("consent", "update people set consent = $2 where tg = $1", [ctx.id, Number(ctx.match[1])]);
  await ctx.editMessageReplyMarkup();
  await say(ctx, OZON_TEXT, new InlineKeyboard().text("У меня ещё нет заказов", "v1:later"));
});

router.filter((ctx) => !ctx.who?.registered).hears(/^(\d{5,12})(-\d{4}(-\d+)?)?$/, async (ctx) => {
  const ozon = ctx.match[1]!;
  await ask("register", "update people set ozon = $2, registered = now() where tg = $1 and ozon is null and consent is not null", [ctx.id, ozon]);
  await say(ctx, `Готово! Ozon ID ${ozon} подтверждён.`);
  await say(ctx, WELCOME, MENU);
});

// ---------------------------------------------------------------------------- what there is to see

const members = router.filter((ctx) => Boolean(ctx.who?.registered));

members.hears("Баланс", async (ctx) => {
  const who = ctx.who!;
  const total = who.available + who.held + who.reserved;
  const lines = [
    bold(`Баланс: ${points(total)}`), `• доступно для вывода: ${bold(points(who.available))} = ${money(who.available)}`, `• в заморозке: ${points(who.held)}`,
    ...(who.reserved ? [`• в заявках на вывод: ${points(who.reserved)}`] : []),
    "", bold("Из чего он складывается"), `• за свои покупки: ${points(who.own)}`,
    ...[who.level1, who.level2, who.level3].map((earned, n) => `• за рефералов ${n + 1} уровня: ${points(earned)}`),
    ...(who.corrected ? [`• корректировки: ${points(who.corrected)}`] : []), ...(who.paid ? [`• выведено: ${points(-who.paid)}`] : []),
  ];
  await say(ctx, lines.join("\n"));
});

type Referral = { name: string; joined: Date; orders: number; spent: string; total: number };
type Level = { level: number; people: number; buyers: number };

members.hears("Мои рефералы", async (ctx) => {
  const [rows, levels] = await Promise.all([
    ask<Referral>("direct", `select name, joined, orders, spent, count(*) over ()::int as total
      from people where inviter = $1 order by joined desc, tg desc limit 8`, [ctx.id]),
    ask<Level>("levels", `with recursive below as (
        select tg, orders, 1 as level from people where inviter = $1
        union all select p.tg, p.orders, b.level + 1 from people p join below b on p.inviter = b.tg where b.level < 3)
      select level, count(*)::int as people, count(*) filter (where orders > 0)::int as buyers from below where level > 1 group by level order by level`, [ctx.id]),
  ]);
  const total = rows[0]?.total ?? 0;
  const lines = [bold(`Мои рефералы: ${count.format(total)}`), total ? "Первый уровень, сначала новые:" : NOBODY];
  for (const [n, one] of rows.entries()) {
    const bought = one.orders ? `заказов: ${one.orders} на ${money(Number(one.spent))}` : "заказов пока нет";
    lines.push(`${n + 1}. ${escaped(one.name)}`, `с ${day.format(one.joined)} · ${bought}`);
  }
  for (const one of levels) lines.push("", `${bold(`${one.level} уровень:`)} людей ${count.format(one.people)}, из них покупали ${count.format(one.buyers)}`);
  const sorts = new InlineKeyboard().text("По заказам", "v1:rd:2:0").text("По сумме", "v1:rd:3:0");
  await say(ctx, lines.join("\n"), total > 1 ? sorts : undefined);
});
const NOBODY = "Пока никого. Нажмите «Пригласить» и отправьте свою ссылку друзьям.";

// ---------------------------------------------------------------------------- payouts

const SUMS = [10_000_000, 5_000_000, 1_000_000, 500_000, 100_000, 50_000, 10_000];

members.hears("Вывести", async (ctx) => {
  const { available } = ctx.who!;
  const keyboard = new InlineKeyboard().text(`Все: ${count.format(available / 100)}`, `v1:pa:${available}`).row();
  for (const sum of SUMS.filter((one) => one < available).slice(0, 3)) keyboard.text(count.format(sum / 100), `v1:pa:${sum}`);
  await stands(ctx, "amount");
  await say(ctx, `${PAYOUT}\n\nДоступно: ${bold(points(available))} = ${money(available)}.\nСколько баллов вывести? Выберите или напишите.`, keyboard);
});

members.filter((ctx) => ctx.who!.step === "amount").hears(/^\d{1,7}$/, async (ctx) => {
  const sum = Number(ctx.match[0]) * 100;
  const { available } = ctx.who!;
  const [where] = await ask<{ number: string }>("where", "select number from requisites where tg = $1", [ctx.id]);
  if (sum > available || !where) return await say(ctx, "Так вывести нельзя.");
  const keyboard = new InlineKeyboard().text("Подтвердить", `v1:py:${sum}:${RATE}`).text("Отмена", "v1:pn").row().text("Другие реквизиты", `v1:rn:${sum}`);
  await say(ctx, `${bold("Проверьте заявку")}\n\nСпишем: ${points(sum)}\nК выплате: ${money(sum)}\nОстанется доступно: ${points(available - sum)}\nКуда: карта ··${where.number.slice(-4)}`, keyboard);
});

type Payout = { id: number; points: number; created: Date };

members.callbackQuery(/^v1:py:(\d+):\d+$/, async (ctx) => {
  const [one] = await ask<Payout & { number: string }>("open",
    "select o.*, r.number from payout_open($1, $2, $3) o join requisites r using (tg)", [ctx.update.update_id, ctx.id, Number(ctx.match[1])]);
  await ctx.editMessageReplyMarkup();
  if (!one) return await say(ctx, "Так вывести нельзя.");
  const created = minute.format(one.created).replace(",", "");
  await say(ctx, `${bold(`Заявка № ${one.id}`)}\n${points(one.points)} → ${money(one.points)}\nСтатус: новая\nСоздана: ${created}\nКуда: карта ··${one.number.slice(-4)}

Оператор увидит заявку и ответит здесь. Всё, что вы напишете в этот чат, он получит.`, new InlineKeyboard().text("Отменить заявку", `v1:pc:${one.id}`));
});

members.callbackQuery(/^v1:pc:(\d+)$/, async (ctx) => {
  const [one] = await ask<Payout>("cancel", "select * from payout_cancel($1, $2)", [Number(ctx.match[1]), ctx.id]);
  await ctx.editMessageReplyMarkup();
  await say(ctx, one ? `Заявка № ${one.id} отменена. Вернулось на баланс: ${points(one.points)}.` : "Заявку уже не отменить.");
});

// ---------------------------------------------------------------------------- where updates come from

const fetchUpdates = createUpdateFetcher(bot, { fetch: { timeout: 5, allowed_updates: ["message", "callback_query", "my_chat_member"] } });
const left = (await pool.query<{ body: Update }>("select body from updates where not answered order by id")).rows.map(({ body }) => body);

const supplier = {
  async supply(size: number, signal: AbortSignal): Promise<Update[]> {
    const before = left.splice(0); // of the life before this one
    if (before.length > 0) return before;
    const updates = await fetchUpdates(size, signal as never);
    if (updates.length === 0) return updates;
    await ask("record", "insert into updates (id, body) select (u->>'update_id')::bigint, u from unnest($1::jsonb[]) u on conflict do nothing",
      [updates.map((one) => JSON.stringify(one))]);
    return updates;
  },
};

await bot.init();
await bot.api.deleteWebhook();
const sink = createConcurrentSink({ consume: (update: Update) => bot.handleUpdate(update) }, async (error: unknown) => { console.error(error); process.exit(1); });
createRunner(createSource<Update>(supplier as never), sink as never).start();
console.log("ready");
