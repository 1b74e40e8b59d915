import assert from "node:assert/strict";
import { test } from "node:test";
import { ANNA, FORUM, fixture, SHOP, VERA } from "./testing.ts";

test("an update comes again until a later offset confirms it", async (t) => {
  const sim = await fixture(t);
  sim.control.start({ person: VERA, bot: "shop_ref_bot", payload: "r_7Gk2Qp" });
  const [first] = await sim.ok("getUpdates", { timeout: 0 });
  assert.equal(first.message.text, "/start r_7Gk2Qp");
  assert.deepEqual(first.message.entities, [{ type: "bot_command", offset: 0, length: 6 }]);
  assert.ok(Number.isInteger(first.update_id) && first.update_id > 0 && first.update_id < 2 ** 31);
  const [again] = await sim.ok("getUpdates", { offset: first.update_id, timeout: 0 });
  assert.deepEqual(again, first);
  sim.control.send({ person: VERA, bot: "shop_ref_bot", text: "привет" });
  const [second] = await sim.ok("getUpdates", { offset: first.update_id + 1, timeout: 0 });
  assert.equal(second.update_id, first.update_id + 1);
  // The server has forgotten the first: even an old offset does not bring it back.
  assert.equal((await sim.ok("getUpdates", { offset: first.update_id, timeout: 0 }))[0].update_id, second.update_id);
});

test("a long poll ends as soon as something happens", async (t) => {
  const sim = await fixture(t);
  const poll = sim.ok("getUpdates", { timeout: 50 });
  const started = Date.now();
  await waitPolling(sim.control);
  sim.control.start({ person: VERA, bot: "shop_ref_bot" });
  assert.equal((await poll)[0].message.text, "/start");
  assert.ok(Date.now() - started < 5000);
});

test("updates that come at once go together", async (t) => {
  const sim = await fixture(t);
  const poll = sim.ok("getUpdates", { timeout: 50 });
  await waitPolling(sim.control);
  sim.control.start({ person: VERA, bot: "shop_ref_bot" });
  sim.control.send({ person: VERA, bot: "shop_ref_bot", text: "сразу" });
  assert.equal((await poll).length, 2);
});

test("of two pollers the waiting one gets 409 and the newcomer stays", async (t) => {
  const sim = await fixture(t);
  const old = sim.call("getUpdates", { timeout: 50 });
  await waitPolling(sim.control);
  const fresh = sim.call("getUpdates", { timeout: 50, offset: 1 });
  assert.deepEqual(await old, {
    ok: false, error_code: 409, description: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
  });
  sim.control.start({ person: VERA, bot: "shop_ref_bot" });
  assert.equal((await fresh).result.length, 1);
  assert.equal(sim.control.queue({ bot: "shop_ref_bot" }).conflicts, 1);
});

test("pollers that fight over the queue are slowed down", async (t) => {
  const sim = await fixture(t);
  const polls = [sim.call("getUpdates", { timeout: 50 })];
  for (let offset = 1; offset < 3; offset++) {
    await waitPolling(sim.control);
    polls.push(sim.call("getUpdates", { timeout: 50, offset }));
    while (sim.control.queue({ bot: "shop_ref_bot" }).conflicts < offset) await new Promise((done) => setImmediate(done));
  }
  const before = performance.now();
  assert.equal((await polls[0]!).error_code, 409);
  assert.equal((await polls[1]!).error_code, 409);
  assert.ok(performance.now() - before > 2500);
  sim.control.start({ person: VERA, bot: "shop_ref_bot" });
  assert.equal((await polls[2]!).result.length, 1);
});

test("a poller that hung up leaves the update to the next one", async (t) => {
  const sim = await fixture(t);
  const hung = new AbortController();
  const lost = fetch(`${sim.url}/bot${SHOP}/getUpdates?timeout=50`, { signal: hung.signal }).catch(() => undefined);
  await waitPolling(sim.control);
  hung.abort();
  await lost;
  sim.control.start({ person: VERA, bot: "shop_ref_bot" });
  assert.equal((await sim.call("getUpdates", { timeout: 10 })).result.length, 1);
});

test("negative offsets keep the tail; absurd ones are ignored", async (t) => {
  const sim = await fixture(t);
  for (const text of ["1", "2", "3", "4"]) sim.control.send({ person: VERA, bot: "shop_ref_bot", text });
  const all = await sim.ok("getUpdates", { offset: 2_000_000_000, timeout: 0 });
  assert.equal(all.length, 4);
  assert.deepEqual((await sim.ok("getUpdates", { offset: -2, timeout: 0 })).map((u: any) => u.message.text), ["3", "4"]);
  assert.equal((await sim.ok("getUpdates", { offset: 0, timeout: 0 }))[0].message.text, "3");
});

test("polling the same offset at once again gets one update at most", async (t) => {
  const sim = await fixture(t);
  for (const text of ["1", "2"]) sim.control.send({ person: VERA, bot: "shop_ref_bot", text });
  assert.equal((await sim.ok("getUpdates", { timeout: 0 })).length, 2);
  assert.equal((await sim.ok("getUpdates", { timeout: 0 })).length, 1);
});

test("an update lives 24 hours, a button press 150 seconds", async (t) => {
  const sim = await fixture(t);
  sim.control.start({ person: VERA, bot: "shop_ref_bot" });
  await sim.ok("sendMessage", { chat_id: VERA, text: "Да?", reply_markup: { inline_keyboard: [[{ text: "Да", callback_data: "y" }]] } });
  sim.control.press({ person: VERA, bot: "shop_ref_bot", text: "Да" });
  sim.clock.advance(151_000);
  assert.deepEqual((await sim.ok("getUpdates", { timeout: 0 })).map((u: any) => Object.keys(u)[1]), ["message"]);
  sim.clock.advance(24 * 3_600_000);
  sim.control.send({ person: VERA, bot: "shop_ref_bot", text: "новое" });
  assert.deepEqual((await sim.ok("getUpdates", { timeout: 0, offset: 1 })).map((u: any) => u.message.text), ["новое"]);
});

test("allowed_updates filters when an update is made, is remembered, and reactions must be asked for", async (t) => {
  const sim = await fixture(t);
  const post = sim.control.start({ person: VERA, bot: "shop_ref_bot" });
  sim.control.react({ person: VERA, bot: "shop_ref_bot", message_id: post.id, emoji: "👍" });
  assert.equal((await sim.updates()).length, 1);
  await sim.ok("getUpdates", { timeout: 0, offset: 5, allowed_updates: ["message_reaction", "my_chat_member"] });
  sim.control.send({ person: VERA, bot: "shop_ref_bot", text: "не дойдёт" });
  sim.control.react({ person: VERA, bot: "shop_ref_bot", message_id: post.id });
  sim.control.block({ person: VERA, bot: "shop_ref_bot" });
  const seen = await sim.updates();
  assert.deepEqual(seen.map((u) => Object.keys(u)[1]), ["message_reaction", "my_chat_member"]);
  assert.deepEqual(seen[0].message_reaction.old_reaction, [{ type: "emoji", emoji: "👍" }]);
  assert.equal(seen[1].my_chat_member.new_chat_member.status, "kicked");
  await sim.ok("getUpdates", { timeout: 0, offset: 6, allowed_updates: [] });
  assert.deepEqual(sim.control.queue({ bot: "shop_ref_bot" }).allowed, []);
});

test("confirmed updates can be delivered once more, with their ids", async (t) => {
  const sim = await fixture(t);
  sim.control.start({ person: VERA, bot: "shop_ref_bot" });
  const [first] = await sim.updates();
  sim.control.redeliver({ bot: "shop_ref_bot" });
  const [again] = await sim.ok("getUpdates", { offset: first.update_id + 1, timeout: 5 });
  assert.deepEqual(again, first);
  assert.deepEqual(await sim.ok("getUpdates", { offset: first.update_id + 2, timeout: 0 }), []);
});

test("an update that expired is not delivered once more", async (t) => {
  const sim = await fixture(t);
  sim.control.start({ person: VERA, bot: "shop_ref_bot" });
  const [first] = await sim.updates();
  sim.control.send({ person: VERA, bot: "shop_ref_bot", text: "новое" });
  const [next] = await sim.ok("getUpdates", { offset: first.update_id + 1, timeout: 5 });
  assert.equal(next.message.text, "новое");
  sim.control.redeliver({ bot: "shop_ref_bot" });
  sim.clock.advance(24 * 3_600_000);
  assert.deepEqual(await sim.ok("getUpdates", { offset: first.update_id + 2, timeout: 0 }), []);
});

test("after a jump of the ids nothing is lost to a stale offset", async (t) => {
  const sim = await fixture(t);
  sim.control.start({ person: VERA, bot: "shop_ref_bot" });
  const [first] = await sim.updates();
  sim.control.jumpUpdateIds({ bot: "shop_ref_bot", id: 1000 });
  sim.control.send({ person: VERA, bot: "shop_ref_bot", text: "после недели" });
  const [next] = await sim.ok("getUpdates", { offset: first.update_id + 1, timeout: 0 });
  assert.equal(next.update_id, 1000);
});

test("a webhook shuts getUpdates until it is deleted", async (t) => {
  const sim = await fixture(t);
  await sim.ok("setWebhook", { url: "https://example.com/hook" });
  assert.match((await sim.call("getUpdates", { timeout: 0 })).description ?? "", /^Conflict: can't use getUpdates method while webhook is active/);
  assert.equal((await sim.ok("getWebhookInfo")).url, "https://example.com/hook");
  await sim.ok("deleteWebhook", { drop_pending_updates: true });
  assert.deepEqual(await sim.ok("getUpdates", { timeout: 0 }), []);
});

test("a bot is not told what it wrote, nor of deletions", async (t) => {
  const sim = await fixture(t);
  const post = sim.control.start({ person: VERA, bot: "shop_ref_bot" });
  await sim.ok("sendMessage", { chat_id: VERA, text: "ответ" });
  await sim.ok("sendMessage", { chat_id: FORUM, text: "в общий" });
  const operator = sim.control.send({ person: ANNA, forum: FORUM, text: "коллеги" });
  sim.control.remove({ person: ANNA, forum: FORUM, message_id: operator.id });
  sim.control.remove({ person: VERA, bot: "shop_ref_bot", message_id: post.id });
  assert.deepEqual((await sim.updates()).map((u) => u.message.text), ["/start", "коллеги"]);
});

async function waitPolling(control: { queue(o: { bot: string }): { polling: boolean } }): Promise<void> {
  while (!control.queue({ bot: "shop_ref_bot" }).polling) await new Promise((done) => setImmediate(done));
}
