import assert from "node:assert/strict";
import { test } from "node:test";
import { BORIS, fixture, FORUM, VERA } from "./testing.ts";

const LIMITS = { privateBurst: 3, groupBurst: 5, overallBurst: 100, overallPerSecond: 100 };

test("a chat takes a burst, then one message a second; 429 says how long, in the body and in Retry-After", async (t) => {
  const sim = await fixture(t, { limits: LIMITS });
  for (const person of [VERA, BORIS]) sim.control.start({ person, bot: "shop_ref_bot" });
  for (let i = 0; i < 3; i++) await sim.ok("sendMessage", { chat_id: VERA, text: `${i}` });
  const response = await fetch(`${sim.url}/bot7000000001:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/sendMessage?chat_id=${VERA}&text=x`);
  assert.equal(response.status, 429);
  assert.equal(response.headers.get("retry-after"), "1");
  assert.deepEqual(await response.json(), { ok: false, error_code: 429, description: "Too Many Requests: retry after 1", parameters: { retry_after: 1 } });
  await sim.ok("sendMessage", { chat_id: BORIS, text: "другой чат идёт" });
  sim.clock.advance(1100);
  await sim.ok("sendMessage", { chat_id: VERA, text: "снова" });
  assert.equal(sim.control.chat({ person: VERA, bot: "shop_ref_bot" }).messages.length, 5);
});

test("knocking before retry_after is over makes the wait longer and is counted", async (t) => {
  const sim = await fixture(t, { limits: LIMITS });
  sim.control.start({ person: VERA, bot: "shop_ref_bot" });
  for (let i = 0; i < 4; i++) await sim.call("sendMessage", { chat_id: VERA, text: `${i}` });
  assert.equal((await sim.call("sendMessage", { chat_id: VERA, text: "x" })).parameters?.retry_after, 2);
  assert.equal((await sim.call("sendMessage", { chat_id: VERA, text: "x" })).parameters?.retry_after, 3);
  const { refused, early_retries } = sim.control.limits();
  assert.deepEqual([refused, early_retries], [3, 2]);
});

test("a group has its own slow bucket, which edits, topics, pins and copies share", async (t) => {
  const sim = await fixture(t, { limits: LIMITS });
  const topic = await sim.ok("createForumTopic", { chat_id: FORUM, name: "Вера" });
  const sent = await sim.ok("sendMessage", { chat_id: FORUM, message_thread_id: topic.message_thread_id, text: "1" });
  await sim.ok("editMessageText", { chat_id: FORUM, message_id: sent.message_id, text: "2" });
  await sim.ok("pinChatMessage", { chat_id: FORUM, message_id: sent.message_id });
  await sim.ok("copyMessage", { chat_id: FORUM, from_chat_id: FORUM, message_id: sent.message_id });
  const refused = await sim.call("closeForumTopic", { chat_id: FORUM, message_thread_id: topic.message_thread_id });
  assert.equal(refused.parameters?.retry_after, 3);
  assert.equal(sim.control.topics({ forum: FORUM })[0]?.closed, false);
});

test("all chats of a bot share an overall bucket; answers to presses are free", async (t) => {
  const sim = await fixture(t, { limits: { overallBurst: 2, overallPerSecond: 1 } });
  for (const person of [VERA, BORIS]) sim.control.start({ person, bot: "shop_ref_bot" });
  await sim.ok("sendMessage", { chat_id: VERA, text: "x", reply_markup: { inline_keyboard: [[{ text: "y", callback_data: "y" }]] } });
  await sim.ok("sendMessage", { chat_id: BORIS, text: "x" });
  assert.equal((await sim.call("sendMessage", { chat_id: BORIS, text: "x" })).error_code, 429);
  const { query } = sim.control.press({ person: VERA, bot: "shop_ref_bot", data: "y" });
  await sim.ok("answerCallbackQuery", { callback_query_id: query! });
});

test("the limits can be switched off and the buckets filled", async (t) => {
  const sim = await fixture(t, { limits: { privateBurst: 1 } });
  sim.control.start({ person: VERA, bot: "shop_ref_bot" });
  await sim.ok("sendMessage", { chat_id: VERA, text: "1" });
  assert.equal((await sim.call("sendMessage", { chat_id: VERA, text: "2" })).error_code, 429);
  sim.control.limits();
  await sim.ok("sendMessage", { chat_id: VERA, text: "2" });
  sim.control.limits({ enabled: false });
  for (let i = 0; i < 50; i++) await sim.ok("sendMessage", { chat_id: VERA, text: `${i}` });
});
