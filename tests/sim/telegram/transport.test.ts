import assert from "node:assert/strict";
import { test } from "node:test";
import { fixture, SHOP, VERA } from "./testing.ts";

test("a wrong token is 401, a malformed one and a wrong path 404, an unknown method 404 with its own words", async (t) => {
  const sim = await fixture(t);
  assert.deepEqual(await sim.call("getMe", {}, "1:wrong"), { ok: false, error_code: 401, description: "Unauthorized" });
  assert.deepEqual(await sim.call("getMe", {}, "nonsense"), { ok: false, error_code: 404, description: "Not Found" });
  assert.equal((await sim.call("getMee")).description, "Not Found: method not found");
  assert.equal(sim.control.violations()[0]?.kind, "unknown_method");
});

test("the HTTP status is the error code, and method names ignore case", async (t) => {
  const sim = await fixture(t);
  const response = await fetch(`${sim.url}/bot${SHOP}/SENDmessage`, { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
  assert.equal(response.status, 400);
  assert.equal((await fetch(`${sim.url}/bot${SHOP}/GETME`)).status, 200);
});

test("the same parameters come as JSON, form, query and multipart", async (t) => {
  const sim = await fixture(t);
  sim.control.start({ person: VERA, bot: "shop_ref_bot" });
  const url = `${sim.url}/bot${SHOP}/sendMessage`;
  const markup = JSON.stringify({ inline_keyboard: [[{ text: "Да", callback_data: "y" }]] });
  const form = new FormData();
  form.append("chat_id", String(VERA));
  form.append("text", "части");
  form.append("reply_markup", markup);
  form.append("protect_content", "true");
  const requests: RequestInit[] = [
    { method: "POST", body: JSON.stringify({ chat_id: VERA, text: "json" }), headers: { "Content-Type": "application/json" } },
    { method: "POST", body: new URLSearchParams({ chat_id: String(VERA), text: "форма", reply_markup: markup }) },
    { method: "POST", body: form },
  ];
  for (const request of requests) assert.equal((await fetch(url, request)).status, 200);
  assert.equal((await fetch(`${url}?chat_id=${VERA}&text=query`)).status, 200);
  const { messages } = sim.control.chat({ person: VERA, bot: "shop_ref_bot" });
  assert.deepEqual(messages.slice(1).map((m) => m.text), ["json", "форма", "части", "query"]);
  assert.equal(messages[2]?.buttons[0]?.[0]?.callback_data, "y");
  assert.equal(messages[3]?.protected, true);
  assert.deepEqual(sim.control.violations(), []);
});

test("an unknown, missing, null or wrongly typed parameter is refused and recorded", async (t) => {
  const sim = await fixture(t);
  sim.control.start({ person: VERA, bot: "shop_ref_bot" });
  const bad: [object, string, RegExp][] = [
    [{ chat_id: VERA, text: "x", parse_mod: "HTML" }, "unknown", /parse_mod/],
    [{ chat_id: VERA }, "missing", /message text is empty/],
    [{ text: "x" }, "missing", /chat_id is empty/],
    [{ chat_id: VERA, text: null }, "null", /null/],
    [{ chat_id: VERA, text: 7 }, "wrong_type", /text must be String/],
    [{ chat_id: 1.5, text: "x" }, "wrong_type", /fraction/],
    [{ chat_id: VERA, text: "x", reply_markup: { inline_keyboard: [[{ text: "y", calback_data: "z" }]] } }, "unknown", /calback_data/],
    [{ chat_id: VERA, text: "x", reply_parameters: { message: 1 } }, "missing", /message_id/],
  ];
  for (const [params, kind, words] of bad) {
    sim.control.clearViolations();
    const answer = await sim.call("sendMessage", params as never);
    assert.equal(answer.error_code, 400);
    assert.match(answer.description ?? "", words);
    assert.ok(sim.control.violations().some((v) => v.kind === kind), `${kind}: ${JSON.stringify(sim.control.violations())}`);
  }
});

test("not strict, it ignores what the real server ignores, and records it all the same", async (t) => {
  const sim = await fixture(t, { strict: false });
  sim.control.start({ person: VERA, bot: "shop_ref_bot" });
  assert.equal((await sim.call("sendMessage", { chat_id: VERA, text: "x", nonsense: 1 })).ok, true);
  assert.equal((await sim.call("sendMessage", { chat_id: VERA, text: null })).result.text, "null");
  assert.equal(sim.control.violations().length, 2);
});

test("malformed JSON reads as if nothing was sent", async (t) => {
  const sim = await fixture(t);
  const response = await fetch(`${sim.url}/bot${SHOP}/sendMessage`, { method: "POST", headers: { "Content-Type": "application/json" }, body: '{"chat_id":60' });
  assert.equal((await response.json() as { description: string }).description, "Bad Request: chat_id is empty");
  assert.equal(sim.control.violations()[0]?.kind, "malformed");
});

test("more than 1 MiB of parameters is 413", async (t) => {
  const sim = await fixture(t);
  const answer = await sim.call("sendMessage", { chat_id: VERA, text: "x".repeat(1 << 20) });
  assert.equal(answer.error_code, 413);
});

test("a picture goes up as multipart and comes down by getFile", async (t) => {
  const sim = await fixture(t);
  sim.control.start({ person: VERA, bot: "shop_ref_bot" });
  const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAADwAAAAoCAAAAACH0MYjAAAALElEQVR42mOowAK2YAHY1DGMah7VPKp5VPMAayZWITZ1o5pHNY9qHtU8wJoByql+jDb0kTsAAAAASUVORK5CYII=", "base64");
  const form = new FormData();
  form.append("chat_id", String(VERA));
  form.append("caption", "Ваш <b>QR</b>");
  form.append("parse_mode", "HTML");
  form.append("photo", new Blob([png], { type: "image/png" }), "qr.png");
  const sent = await (await fetch(`${sim.url}/bot${SHOP}/sendPhoto`, { method: "POST", body: form })).json() as { result: { caption: string; photo: { file_id: string; width: number }[] } };
  assert.equal(sent.result.caption, "Ваш QR");
  assert.equal(sent.result.photo.at(-1)?.width, 60);
  const file = await sim.ok("getFile", { file_id: sent.result.photo.at(-1)!.file_id });
  const bytes = Buffer.from(await (await fetch(`${sim.url}/file/bot${SHOP}/${file.file_path}`)).arrayBuffer());
  assert.deepEqual(bytes, png);
  // By file_id again; neither text nor a foreign id is a photo.
  assert.equal((await sim.call("sendPhoto", { chat_id: VERA, photo: sent.result.photo[0]!.file_id })).ok, true);
  assert.match((await sim.call("sendPhoto", { chat_id: VERA, photo: "nonsense" })).description ?? "", /wrong file identifier/);
  assert.deepEqual(sim.control.violations(), []);
});

test("the control API answers JSON posts only, and says what it does not know", async (t) => {
  const sim = await fixture(t);
  assert.equal((await fetch(`${sim.url}/control/people`)).status, 405);
  assert.equal((await fetch(`${sim.url}/control/people`, { method: "POST", headers: { "Content-Type": "text/plain" }, body: "{}" })).status, 405);
  assert.equal((await fetch(`${sim.url}/control/constructor`, { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" })).status, 404);
  const answer = await fetch(`${sim.url}/control/start`, { method: "POST", headers: { "Content-Type": "application/json" }, body: '{"person":1,"bot":"shop_ref_bot"}' });
  assert.equal(answer.status, 400);
  assert.equal((await answer.json() as { error: string }).error, "no person 1");
});
