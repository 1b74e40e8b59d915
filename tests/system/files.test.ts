// What hangs on messages of dialogues, on its way from Telegram to a browser, on real processes without a browser: every
// byte comes, to whoever may read the dialogue and to nobody else, a stranger's file is never run, and of the largest
// one no process holds more than a few pieces.
import assert from "node:assert/strict";
import { createHash, randomFillSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { after, before, describe, test } from "node:test";
import { Person } from "../harness/people.ts";
import { addReaderOfThePast, READER_OF_THE_PAST } from "../harness/past.ts";
import { BOT, HELP_BOT, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { ConversationState, ErrorCode, type MessageRow } from "../../ui/src/wire/protocol.ts";
import { type Page, type Posted, Visitor } from "./gateway-client.ts";

const VERA = 701; // asks for help ...
const BORIS = 801; // ... as does he, later
const GLEB = 802; // ... and he
const ANNA = 702; // asks for a payout
const MB = 1 << 20;
const PIECE = 256 << 10;
const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==", "base64");

let system: System;
let owner: Visitor;
let support: Visitor;
let page: Page;
let sender: number; // who asks for help ...
let help: number; // ... and their conversation
let payout: number; // ... and of Anna

async function visitor(n: number): Promise<Visitor> {
  const one = new Visitor(system.adminUrl);
  assert.equal((await one.useTicket(await system.ctlOk("login", String(n)))).state, "done");
  return one;
}

/** The newest message of a conversation that fits. */
async function said(conversation: number, what: string, fits: (row: MessageRow) => boolean): Promise<MessageRow> {
  return await until(what, async () => {
    const { messages = [] } = await page.call("conversation.messages", { id: conversation, limit: 50 });
    return messages.filter(fits).at(-1);
  });
}

/** From now on this one asks for help: of one person the bot passes on twenty messages a minute. */
async function guest(person: number, name: string): Promise<void> {
  sender = person;
  system.telegram.control.addPerson({ id: person, first_name: name, language_code: "ru" });
  system.telegram.control.send({ person, bot: HELP_BOT, text: "Помогите" });
  help = await until("the conversation", async () => {
    const { rows = [] } = await page.call("conversations.list", { state: ConversationState.open, limit: 10 });
    return rows.find((room) => room.name === name)?.id;
  });
}

type Sent = { name?: string; mime?: string; bytes: Buffer };
let captions = 0;

/** Sent to the support bot; the address on the page. */
async function sends(kind: "photo" | "document" | "voice", { name, mime, bytes }: Sent): Promise<string> {
  const text = `файл ${++captions}`;
  const file = { base64: bytes.toString("base64"), ...(name !== undefined && { name }), ...(mime !== undefined && { mime }) };
  system.telegram.control.send({ person: sender, bot: HELP_BOT, caption: text, [kind]: file });
  const { n } = await said(help, text, (row) => row.text === text && row.attachment !== undefined);
  return `/files/${help}/${n}`;
}

function noise(size: number): Buffer {
  return randomFillSync(Buffer.alloc(size), 4); // no known beginning but zeros
}

const digest = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
const code = (answer: Posted) => (JSON.parse(answer.text) as { error: number }).error;
const downloads = () => system.telegram.control.calls().filter((call) => call.method === "download").length;

function peak(name: string): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${system.process(name).pid}/status`, "utf8"))?.[1]) * 1024;
}

/** The address sanitizer does, so that a late use of it is found: memory says nothing then. */
function keepsWhatIsFreed(name: string): boolean {
  return readFileSync(`/proc/${system.process(name).pid}/maps`, "latin1").includes("libasan");
}

/** Began, and nobody reads on. */
async function begin(path: string): Promise<IncomingMessage> {
  return await new Promise((done, failed) => {
    const asked = request(system.adminUrl + path, { headers: { Cookie: owner.cookie } }, (got) => {
      got.pause();
      done(got);
    });
    asked.on("error", failed);
    asked.end();
  });
}

async function rest(got: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of got) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

before(async () => {
  system = await System.start();
  await system.ready();
  await system.ctlOk("settings", "set", "own_rate=500");
  const anna = await Person.withPoints(system, ANNA, "Анна"); // a month passes: no session lasts so long
  anna.say("Вывести");
  anna.press(await anna.hear("Сколько баллов вывести?", "Все"), "Все");
  anna.press(await anna.check(), "Подтвердить");
  await anna.hear("/Заявка №.1/");
  await system.ctlOk("admins", "add", "501", "Ольга", "owner");
  await system.ctlOk("admins", "add", "502", "Инна", "support");
  owner = await visitor(1);
  support = await visitor(2);
  page = await owner.openPage();
  payout = (await page.call("payout.card", { payout: 1 })).room?.id ?? 0;
  await guest(VERA, "Вера");
});

after(async () => {
  (page as Page | undefined)?.close();
  await system.finish();
});

describe("a file of a dialogue", () => {
  test("comes byte by byte as it was sent, in pieces, to be saved", async () => {
    const bytes = noise(3 * PIECE + 1);
    const path = await sends("document", { name: "договор.html", mime: "text/html", bytes });
    const before = downloads();
    const got = await support.get(path);
    assert.equal(got.status, 200);
    assert.equal(digest(got.body), digest(bytes));
    assert.equal(downloads() - before, 4);
    assert.equal(got.headers["content-length"], String(bytes.length));
    assert.equal(got.headers["content-type"], "application/octet-stream");
    assert.equal(got.headers["x-content-type-options"], "nosniff");
    assert.equal(got.headers["cache-control"], "no-store");
    assert.match(String(got.headers["content-security-policy"]), /sandbox; default-src 'none'/);
    assert.equal(got.headers["content-disposition"],
      "attachment; filename=\"_______.html\"; filename*=UTF-8''%D0%B4%D0%BE%D0%B3%D0%BE%D0%B2%D0%BE%D1%80.html");
  });

  test("is a picture or a sound if its bytes are, whatever its sender says", async () => {
    const photo = await owner.get(await sends("photo", { bytes: PNG }));
    assert.deepEqual([photo.headers["content-type"], digest(photo.body)], ["image/png", digest(PNG)]);
    assert.match(String(photo.headers["content-disposition"]), /^inline; filename="file.png"/);
    const voice = await owner.get(await sends("voice", { bytes: Buffer.concat([Buffer.from("OggS\0\x02"), noise(2000)]) }));
    assert.equal(voice.headers["content-type"], "audio/ogg");
    const page = await owner.get(await sends("document", { name: "a.png", mime: "image/png", bytes: Buffer.from("<script>alert(1)</script>") }));
    assert.deepEqual([page.status, page.headers["content-type"]], [200, "application/octet-stream"]);
    assert.match(String(page.headers["content-disposition"]), /^attachment/);
  });

  test("of a payout is the other bot's, and nothing that an operator of support gets", async () => {
    system.telegram.control.send({ person: ANNA, bot: BOT, caption: "карта", photo: { base64: PNG.toString("base64") } });
    const { n } = await said(payout, "the photo", (row) => row.text === "карта");
    const path = `/files/${payout}/${n}`;
    assert.equal(digest((await owner.get(path)).body), digest(PNG));
    const refused = await support.get(path);
    assert.deepEqual([refused.status, code(refused)], [403, ErrorCode.FORBIDDEN]);
  });

  test("that another one has replaced is had by the moment it was there, and by no other", async () => {
    const post = system.telegram.control.send({ person: sender, bot: HELP_BOT, caption: "чек", photo: { base64: PNG.toString("base64") } });
    await said(help, "the photo", (row) => row.text === "чек");
    const whole = Buffer.from("%PDF-1.7 чек целиком");
    system.telegram.control.edit({
      person: sender, bot: HELP_BOT, message_id: post.id, text: "чек целиком",
      document: { name: "чек.pdf", mime: "application/pdf", base64: whole.toString("base64") },
    });
    const { n } = await said(help, "the edit", (row) => row.text === "чек целиком" && row.replaced === true);
    const { wordings = [] } = await page.call("conversation.message", { conversation: help, n });
    assert.equal(wordings.length, 1);
    const path = `/files/${help}/${n}`;
    assert.equal(digest((await support.get(path)).body), digest(whole));
    const before = await support.get(`${path}/${wordings[0]?.at}`);
    assert.deepEqual([before.headers["content-type"], digest(before.body)], ["image/png", digest(PNG)]);
    const never = await support.get(`${path}/${(wordings[0]?.at ?? 0) + 1}`);
    assert.deepEqual([never.status, code(never)], [404, ErrorCode.NOT_FOUND]);
    for (const wrong of [`${path}/`, `${path}/0`, `${path}/1/2`, `${path}/x`]) assert.equal((await support.get(wrong)).status, 404, wrong);
  });

  test("is not for whoever has no session, or comes from another site's page", async () => {
    const path = await sends("photo", { bytes: PNG });
    for (const headers of [
      { Cookie: "" }, { Cookie: `__Host-sid=${"A".repeat(43)}` }, { "Sec-Fetch-Site": "cross-site" }, { "Sec-Fetch-Site": "same-site" },
      { Origin: "https://evil.example" },
    ] as Record<string, string>[]) {
      const got = await owner.get(path, headers);
      assert.deepEqual([got.status, code(got)], [403, ErrorCode.FORBIDDEN], JSON.stringify(headers));
    }
    for (const headers of [{ "Sec-Fetch-Site": "same-origin" }, { "Sec-Fetch-Site": "none" }, { Origin: system.adminUrl }] as Record<string, string>[])
      assert.equal((await owner.get(path, headers)).status, 200, JSON.stringify(headers));
    assert.equal((await owner.post(path, {})).status, 405);
  });

  test("is not found where there is none", async () => {
    const words = await said(help, "the first words", (row) => row.text === "Помогите");
    for (const path of [
      `/files/${help}/${words.n}`, `/files/${help}/999999`, "/files/999999/1", "/files/", "/files/1", "/files/1/", "/files/0/1", "/files/1/2/3",
      "/files/1/-1", "/files/99999999999999999999/1", "/files/a/b", `/files/${help}/${"1".repeat(100)}`,
    ]) {
      const got = await owner.get(path);
      assert.deepEqual([got.status, code(got) === ErrorCode.NOT_FOUND || code(got) === ErrorCode.BAD_REQUEST], [404, true], path);
    }
  });

  test("has a name that neither ends the header nor lies about its ending", async () => {
    const names: [string, RegExp][] = [
      ["\"; filename=x", /^attachment; filename="__ filename=x"; filename\*=UTF-8''%22%3B%20filename%3Dx$/],
      ["invoice\u202egpj.exe", /^attachment; filename="invoicegpj\.exe"; filename\*=UTF-8''invoicegpj\.exe$/],
      ["a\r\nSet-Cookie: b=c.pdf", /^attachment; filename="a Set-Cookie_ b=c\.pdf"; filename\*=UTF-8''a%20Set-Cookie%3A%20b%3Dc\.pdf$/],
      [`${"ы".repeat(255)}.pdf`, /^attachment; filename="_{100}"; filename\*=UTF-8''(%D1%8B){100}$/], // the bot has cut it
      ["../../etc/passwd", /^attachment; filename="[^/"]+passwd"; filename\*=UTF-8''[^/]+passwd$/],
    ];
    for (const [name, header] of names) {
      const got = await owner.get(await sends("document", { name, bytes: noise(10) }));
      assert.equal(got.status, 200);
      assert.match(String(got.headers["content-disposition"]), header);
      assert.equal(got.headers["set-cookie"], undefined);
    }
  });

  test("that Telegram gives to no bot, or has no more, is said so", async () => {
    const large = await owner.get(await sends("document", { bytes: Buffer.alloc(20 * MB + 1) }));
    assert.deepEqual([large.status, code(large)], [413, ErrorCode.LIMIT]);
    const path = await sends("document", { bytes: noise(100) });
    system.telegram.control.fault({ kind: "gone", bot: HELP_BOT, method: "download" });
    const gone = await owner.get(path);
    assert.deepEqual([gone.status, code(gone)], [404, ErrorCode.NOT_FOUND]);
    assert.equal((await owner.get(path)).status, 200);
    // A path that was good once is asked for anew.
    system.telegram.control.fault({ kind: "gone", bot: HELP_BOT, method: "download" });
    assert.equal((await owner.get(path)).status, 200);
  });

  test("comes whole, whatever goes wrong on Telegram's side meanwhile", async () => {
    const bytes = noise(6 * PIECE);
    const path = await sends("document", { bytes });
    for (const kind of ["no_ranges", "truncated", "bad_gateway", "reset_before", "no_ranges"] as const)
      system.telegram.control.fault({ kind, bot: HELP_BOT, method: "download" });
    system.telegram.control.fault({ kind: "server_error", bot: HELP_BOT, method: "getFile" });
    assert.equal(digest((await owner.get(path)).body), digest(bytes));
  });

  test("goes on when its bot is killed in the middle and comes back", async () => {
    const bytes = noise(20 * MB);
    const path = await sends("document", { bytes });
    const got = await begin(path);
    await system.kill("support");
    assert.equal(digest(await rest(got)), digest(bytes));
  });

  test("breaks off when its bot stays away, is said to be unavailable then, and comes at the next try", async () => {
    const bytes = noise(20 * MB);
    const path = await sends("document", { bytes });
    const got = await begin(path);
    await system.process("support").stop("SIGKILL");
    await assert.rejects(rest(got), /aborted/);
    const refused = await owner.get(path);
    assert.deepEqual([refused.status, code(refused)], [503, ErrorCode.UNAVAILABLE]);
    assert.ok(Number(refused.headers["retry-after"]) > 0);
    system.process("support").start();
    assert.equal(digest((await owner.get(path)).body), digest(bytes));
  });
});

test("of the largest file only a few pieces are in memory, and a browser that does not read is not read for", async () => {
  const bytes = noise(20 * MB);
  const path = await sends("document", { bytes });
  const small = await sends("photo", { bytes: PNG });
  await owner.get(small);
  const before = { gateway: peak("gateway"), support: peak("support"), broker: peak("broker") };
  const began = downloads();
  const idle = await Promise.all([1, 2, 3, 4].map(() => begin(path)));
  // Others get theirs meanwhile, and the bot goes on answering.
  for (let n = 0; n < 20; n++) assert.equal((await support.get(small)).status, 200);
  const asked = downloads() - began - 20;
  assert.ok(asked < 4 * 60, `${asked} of ${4 * 80} pieces were fetched for browsers that read nothing`);
  system.telegram.control.send({ person: VERA, bot: HELP_BOT, text: "А я пока спрошу" });
  await said(help, "words beside the files", (row) => row.text === "А я пока спрошу");
  for (const got of idle) assert.equal(digest(await rest(got)), digest(bytes));
  if (keepsWhatIsFreed("gateway")) return;
  for (const name of ["gateway", "support", "broker"] as const) {
    const grown = (peak(name) - before[name]) / MB;
    assert.ok(grown < 12, `${name} grew by ${grown.toFixed(1)} MB for 80 MB of files`);
  }
});

test("a file is had the moment its message appears, also while a reader has not heard of it", async () => {
  await guest(GLEB, "Глеб");
  await addReaderOfThePast(system);
  for (let n = 0; n < 12; n++) {
    const got = await owner.get(await sends("photo", { bytes: PNG }));
    assert.deepEqual([got.status, digest(got.body)], [200, digest(PNG)]);
  }
  await system.process(READER_OF_THE_PAST).stop();
});

test("one session gets eight files at a time, and others theirs", async () => {
  await guest(BORIS, "Борис");
  const path = await sends("document", { bytes: noise(20 * MB) });
  const small = await sends("photo", { bytes: PNG });
  const held = await Promise.all(Array.from({ length: 8 }, () => begin(path)));
  const refused = await owner.get(small);
  assert.deepEqual([refused.status, code(refused)], [503, ErrorCode.BUSY]);
  assert.equal((await support.get(small)).status, 200);
  for (const got of held) got.destroy();
  await until("room for the next one", async () => (await owner.get(small)).status === 200);
});
