// The simulator judged by clients written elsewhere: grammY (JSON) and node-telegram-bot-api (forms).
import assert from "node:assert/strict";
import { test } from "node:test";
import { Bot, GrammyError, InlineKeyboard, InputFile, Keyboard } from "grammy";
import { Bot as FormBot, InputFile as FormFile } from "node-telegram-bot-api";
import { ANNA, fixture, FORUM, SHOP, VERA } from "./testing.ts";

test("a grammY bot lives a whole conversation", async (t) => {
  const sim = await fixture(t);
  const bot = new Bot(SHOP, { client: { apiRoot: sim.url } });
  bot.command("start", async (ctx) => {
    await ctx.reply(`Вас пригласил ${ctx.match}`, { reply_markup: new InlineKeyboard().text("Принять", "v1:ok").url("Магазин", "https://ozon.ru") });
  });
  bot.callbackQuery("v1:ok", async (ctx) => {
    await ctx.answerCallbackQuery("Спасибо");
    await ctx.editMessageText("Принято");
    await ctx.reply("Меню", { reply_markup: new Keyboard().text("Баланс").resized() });
  });
  bot.hears("Баланс", async (ctx) => {
    await ctx.replyWithPhoto(new InputFile(Buffer.from("iVBORw0KGgoAAAANSUhEUgAAADwAAAAoCAAAAACH0MYjAAAALElEQVR42mOowAK2YAHY1DGMah7VPKp5VPMAayZWITZ1o5pHNY9qHtU8wJoByql+jDb0kTsAAAAASUVORK5CYII=", "base64"), "qr.png"),
      { caption: "0 баллов" });
    const topic = await ctx.api.createForumTopic(FORUM, "Вера");
    await ctx.api.copyMessage(FORUM, ctx.chat.id, ctx.msg.message_id, { message_thread_id: topic.message_thread_id });
  });
  bot.on("message:is_topic_message", async (ctx) => {
    if (ctx.msg.text) await ctx.api.copyMessage(VERA, FORUM, ctx.msg.message_id);
  });
  await bot.api.setMyCommands([{ command: "start", description: "Начать" }]);
  const running = bot.start();

  sim.control.start({ person: VERA, bot: "shop_ref_bot", payload: "r_1" });
  await sim.control.wait({ person: VERA, bot: "shop_ref_bot", text: "пригласил r_1", button: "Принять" });
  const { query } = sim.control.press({ person: VERA, bot: "shop_ref_bot", text: "Принять" });
  assert.equal((await sim.control.waitAnswer({ query: query! }))["text"], "Спасибо");
  await sim.control.wait({ person: VERA, bot: "shop_ref_bot", text: "Принято" });
  await sim.control.wait({ person: VERA, bot: "shop_ref_bot", text: "Меню" });
  sim.control.tap({ person: VERA, bot: "shop_ref_bot", text: "Баланс" });
  await sim.control.wait({ person: VERA, bot: "shop_ref_bot", text: "0 баллов" });
  const topic = await sim.control.waitTopic({ forum: FORUM, name: "Вера" });
  await sim.control.wait({ forum: FORUM, thread: topic.thread, text: "Баланс" });
  sim.control.send({ person: ANNA, forum: FORUM, thread: topic.thread, text: "Добрый день!" });
  await sim.control.wait({ person: VERA, bot: "shop_ref_bot", text: "Добрый день!" });
  await bot.stop();
  await running;
  assert.deepEqual(sim.control.violations(), []);
});

test("grammY reads refusals with their code, words and parameters", async (t) => {
  const sim = await fixture(t, { limits: { privateBurst: 1 } });
  const { api } = new Bot(SHOP, { client: { apiRoot: sim.url } });
  sim.control.start({ person: VERA, bot: "shop_ref_bot" });
  await api.sendMessage(VERA, "раз");
  await assert.rejects(api.sendMessage(VERA, "два"), (error: unknown) =>
    error instanceof GrammyError && error.error_code === 429 && error.parameters.retry_after === 1);
  await assert.rejects(api.sendMessage(999, "x"), (error: unknown) => error instanceof GrammyError && error.description === "Bad Request: chat not found");
});

test("a node-telegram-bot-api bot polls, answers and uploads by forms", async (t) => {
  const sim = await fixture(t);
  const bot = new FormBot(SHOP, { apiRoot: sim.url });
  bot.command("start", (ctx) => ctx.reply(`Код <b>${String(ctx.message?.text).slice(7)}</b>`, {
    parse_mode: "HTML", reply_markup: { inline_keyboard: [[{ text: "Да", callback_data: "y" }]] },
  }));
  bot.on("callback_query", async (ctx) => {
    await ctx.answerCallbackQuery({ text: "ага" });
    await ctx.api.sendDocument({ chat_id: VERA, document: new FormFile(new Blob(["отчёт"]), { filename: "report.csv" }), caption: "Отчёт" });
  });
  const running = bot.startPolling(undefined, { timeout: 10 });
  sim.control.start({ person: VERA, bot: "shop_ref_bot", payload: "r_5" });
  await sim.control.wait({ person: VERA, bot: "shop_ref_bot", text: "Код r_5" });
  const { query } = sim.control.press({ person: VERA, bot: "shop_ref_bot", data: "y" });
  assert.equal((await sim.control.waitAnswer({ query: query! }))["text"], "ага");
  assert.equal((await sim.control.wait({ person: VERA, bot: "shop_ref_bot", text: "Отчёт" })).document?.name, "report.csv");
  bot.stop();
  await running;
  assert.deepEqual(sim.control.violations(), []);
});
