// Tables as files, on real processes: what is downloaded is what the ledger shows, the journal of actions knows of it
// before, nobody else gets it, and neither a kill nor a cancel leaves anything behind.
import assert from "node:assert/strict";
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import {
  Action, ExportFormat, ExportState, ExportTable, FilterHow, type Messages, ObjectKind, ParticipantColumn,
} from "../../ui/src/wire/protocol.ts";
import { addReaderOfThePast, READER_OF_THE_PAST } from "../harness/past.ts";
import { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { unzip } from "../harness/zip.ts";
import { type Page, refusedAs, Visitor } from "./gateway-client.ts";

type Job = Messages["export_job"];
type What = Messages["export_what"];

const PEOPLE = 1500; // three pages
const HOSTILE = [
  "<img src=x onerror=alert(1)>", "\u202egpj.exe", "=cmd|' /C calc'!A0", "+7 900", "a;b\"c", "\u202e=HYPERLINK(\"http://x\")",
  "n".repeat(64), "", "@SUM(A1)",
];

let system: System;
let owner: Visitor;
let page: Page;
let other: Visitor;

async function login(id: number): Promise<Visitor> {
  const visitor = new Visitor(system.adminUrl);
  assert.equal((await visitor.useTicket(await system.ctlOk("login", String(id)))).state, "done");
  return visitor;
}

/** Names stand in quotes, and each third of them is invited by an earlier one. */
async function importPeople(): Promise<void> {
  const lines = Array.from({ length: PEOPLE }, (_, n) => {
    const name = (HOSTILE[n] ?? `Участник ${n + 1}`).replaceAll("\"", "\"\"");
    const inviter = n ? String(1000 + Math.floor((n - 1) / 3)) : "";
    return `${1000 + n},2025-01-01,"${name}",${inviter},${n % 7}`;
  });
  const path = join(system.dir, "people.csv");
  writeFileSync(path, `telegram_id,joined,name,inviter,available\n${lines.join("\n")}\n`);
  assert.match(await system.ctlOk("import", "members", path), new RegExp(`^${PEOPLE} new`));
}

before(async () => {
  system = await System.start({ actors: ["broker", "ledger", "reader", "gateway"] });
  await until("the gateway to answer", async () => (await fetch(`${system.adminUrl}/healthz`)).ok);
  await system.ctlOk("admins", "add", "501", "Ольга", "owner");
  await system.ctlOk("admins", "add", "502", "Пётр", "admin");
  await importPeople();
  owner = await login(1);
  other = await login(2);
  page = await owner.openPage();
});

after(async () => {
  await system.finish();
});

const spool = () => join(system.dir, "run/exports/gateway");
const left = () => readdirSync(spool());

async function begin(what: Partial<What>, columns?: string): Promise<Job> {
  return await page.op("export", { what: { format: ExportFormat.csv, ...what }, ...(columns !== undefined && { columns }) });
}

/** What its pushes say at last. */
async function ended({ id }: Job): Promise<Job> {
  const topic = `export:${id}`;
  await page.op("sub", { topic });
  const job = await until("the export to end", () => {
    const last = page.pushed(topic).at(-1)?.payload as Job | undefined;
    return last && last.state !== ExportState.running ? last : undefined;
  });
  await page.op("unsub", { topic }); // a page has only so many
  return job;
}

async function download(job: Job): Promise<string[][]> {
  const done = await ended(job);
  assert.equal(done.state, ExportState.done, done.detail);
  const answer = await owner.get(`/exports/${job.id}`);
  assert.equal(answer.status, 200);
  assert.equal(answer.body.length, done.size);
  const rows = parse(answer.text);
  assert.equal(rows.length - 1, done.rows ?? 0);
  return rows;
}

/** RFC 4180 with semicolons, behind a byte order mark. */
function parse(text: string): string[][] {
  assert.ok(text.startsWith("\ufeff") && text.endsWith("\r\n"));
  return text.slice(1, -2).split("\r\n").map((line) =>
    [...line.matchAll(/(?:^|;)(?:"((?:[^"]|"")*)"|([^;]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll("\"\"", "\"") ?? plain ?? ""));
}

/** As a spreadsheet is given a name: nothing in it turns the line, and nothing begins a formula. */
function safe(name: string | undefined): string {
  return (name ?? "").replaceAll("\u202e", "").replace(/^[=+\-@]/, "'$&");
}

const points = (figure: number | undefined) => ((figure ?? 0) / 100).toFixed(2).replace(".", ",");

test("participants are downloaded as the list shows them, hostile names and all, and the journal knew before", async () => {
  const job = await begin({ participants: { limit: 1 } }, "id,name,inviter,total");
  const [entry] = (await page.call("audit.list", { limit: 1 })).rows ?? [];
  assert.deepEqual([entry?.author, entry?.action, entry?.object, entry?.id],
    ["Ольга", Action.export, ObjectKind.table, ExportTable.participants]);
  const [titles, ...rows] = await download(job);
  assert.deepEqual(titles, ["ID", "Имя", "ID пригласившего", "Баланс"]);
  const shown: string[][] = [];
  for (let offset = 0; offset < PEOPLE; offset += 200)
    for (const row of (await page.call("participants.list", { offset, limit: 200 })).rows ?? [])
      shown.push([String(row.id), safe(row.name), String(row.inviter ?? ""), points(row.total)]);
  assert.equal(rows.length, PEOPLE);
  assert.deepEqual(rows, shown);
  const names = rows.slice(0, HOSTILE.length).map((row) => row[1]);
  assert.deepEqual(names, HOSTILE.map(safe));
  const { headers } = await owner.get(`/exports/${job.id}`);
  assert.match(String(headers["content-disposition"]), /^attachment; filename="participants-\d{4}-\d\d-\d\d\.csv"$/);
  assert.equal(headers["content-type"], "text/csv; charset=utf-8");
  assert.equal(headers["cache-control"], "no-store");
  assert.equal(headers["x-content-type-options"], "nosniff");
});

test("whoever begins an export finds it in the journal of actions at once, also while a reader has not heard of it", async () => {
  await addReaderOfThePast(system);
  let newest = 0;
  for (let n = 0; n < 12; n++) {
    const job = await begin({ participants: { limit: 1 } }, "id");
    const [entry] = (await page.call("audit.list", { limit: 1, action: Action.export })).rows ?? [];
    assert.ok(entry !== undefined && entry.seq > newest, `export ${n} is in the journal`);
    newest = entry.seq;
    await ended(job);
  }
  await system.process(READER_OF_THE_PAST).stop();
});

/** Rows of cells: a text in quotes, a figure as it stands. */
function cells(sheet: string): string[][] {
  const unescape = (text: string) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", "\"").replaceAll("&amp;", "&");
  return [...sheet.matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(([, row]) =>
    [...(row ?? "").matchAll(/<c r="[A-Z]+\d+"([^>]*)>(.*?)<\/c>/gs)].map(([, kind, value]) => {
      assert.doesNotMatch(value ?? "", /<f[ >]/); // no formula, whatever a name looks like
      const text = /<t[^>]*>(.*?)<\/t>/s.exec(value ?? "")?.[1];
      if (kind?.includes("inlineStr")) return `"${unescape(text ?? "")}"`;
      return /<v>(.*?)<\/v>/.exec(value ?? "")?.[1] ?? "";
    }));
}

test("a workbook has the same rows: texts that are texts, figures and dates that are numbers", async () => {
  const job = await begin({ format: ExportFormat.xlsx, participants: { limit: 1 } }, "id,name,joined,total");
  const done = await ended(job);
  assert.equal(done.state, ExportState.done, done.detail);
  const answer = await owner.get(`/exports/${job.id}`);
  assert.match(String(answer.headers["content-disposition"]), /\.xlsx"$/);
  const files = unzip(answer.body);
  assert.match(files.get("xl/workbook.xml") ?? "", /name="Участники"/);
  const [titles, ...rows] = cells(files.get("xl/worksheets/sheet1.xml") ?? "");
  assert.deepEqual(titles, ["\"ID\"", "\"Имя\"", "\"Пришёл\"", "\"Баланс\""]);
  assert.equal(rows.length, PEOPLE);
  const list = (await page.call("participants.list", { limit: 200 })).rows ?? [];
  for (const [n, row] of list.entries()) {
    const name = (row.name ?? "").replaceAll("\u202e", "");
    const day = 25569 + (row.joined + 3 * 3600_000) / 86_400_000;
    const figures = [String(day), String((row.total ?? 0) / 100)];
    assert.deepEqual(rows[n], [String(row.id), ...(name === "" ? [] : [`"${name}"`]), ...figures]);
  }
  assert.deepEqual(left().filter((name) => !/^\d+$/.test(name)), []);
});

test("filters are those of the list, and the journal of actions has them", async () => {
  const filters = [{ column: ParticipantColumn.total, how: FilterHow.from, from: 500 }];
  const rows = await download(await begin({ participants: { filters, text: "участник", limit: 1 } }, "id"));
  const list = await page.call("participants.list", { filters, text: "участник", limit: 200 });
  assert.ok(list.total && list.total > 200 && list.total < PEOPLE);
  assert.equal(rows.length - 1, list.total);
  const [entry] = (await page.call("audit.list", { limit: 1 })).rows ?? [];
  const { changes } = await page.call("audit.card", { seq: entry?.seq ?? 0 });
  assert.deepEqual(changes?.map(({ name, after }) => [name, after]),
    [["format", "csv"], ["text", "…"], ["total", "from 500"]]);
});

test("rows come in the order of the list, and every column of the list is one of the file", async () => {
  const order = { sort: ParticipantColumn.total, down: true };
  const columns = ["id", ...Object.keys(ParticipantColumn).filter((name) => name !== "id")];
  const [titles, ...rows] = await download(await begin({ participants: { ...order, limit: 1 } }, columns.join()));
  assert.equal(new Set(titles).size, columns.length);
  const shown: string[] = [];
  for (let offset = 0; offset < PEOPLE; offset += 200)
    for (const row of (await page.call("participants.list", { ...order, offset, limit: 200 })).rows ?? []) shown.push(String(row.id));
  assert.deepEqual(rows.map(([id]) => id), shown);
  assert.notDeepEqual(shown, shown.toSorted((a, b) => Number(a) - Number(b)));
  const [entry] = (await page.call("audit.list", { limit: 1 })).rows ?? [];
  assert.deepEqual((await page.call("audit.card", { seq: entry?.seq ?? 0 })).changes?.map(({ name }) => name), ["format"]);
});

test("a part of the tree is all that is below somebody", async () => {
  const [titles, ...rows] = await download(await begin({ tree: { under: 2, limit: 1 } }));
  assert.deepEqual(titles?.slice(0, 5), ["Имя", "ID", "Дата", "Кто пригласил", "ID пригласившего"]);
  const below = new Set([2]);
  for (let id = 3; id <= PEOPLE; id++) if (below.has(Math.floor((id - 2) / 3) + 1)) below.add(id);
  below.delete(2);
  assert.deepEqual(rows.map((row) => Number(row[1])), [...below]);
  assert.deepEqual(rows[0]?.slice(3, 5), ["gpj.exe", "2"]);
});

test("every table can be taken, and one without rows has its titles", async () => {
  const limit = 1;
  const tables: Partial<What>[] = [
    { purchases: { limit } }, { brought: { limit } }, { top: { by: 1 } }, { payouts: { limit } }, { points: { limit } }, { actions: { limit } },
  ];
  for (const table of tables) {
    const job = await begin(table);
    const [titles, ...rows] = await download(job);
    assert.ok((titles?.length ?? 0) >= 7, JSON.stringify(table));
    assert.ok(rows.every((row) => row.length === titles?.length));
    await page.op("cancel_export", { id: job.id });
  }
  assert.deepEqual(left().length, (await page.op("exports", {})).exports?.length);
});

test("nobody but its owner sees an export", async () => {
  const job = await begin({ participants: { limit: 1 } }, "id");
  await ended(job);
  const stranger = await other.openPage();
  assert.equal((await stranger.op("exports", {})).exports, undefined);
  await assert.rejects(stranger.op("sub", { topic: `export:${job.id}` }), refusedAs("NOT_FOUND"));
  await assert.rejects(stranger.op("cancel_export", { id: job.id }), refusedAs("NOT_FOUND"));
  assert.equal((await other.get(`/exports/${job.id}`)).status, 404);
  assert.equal((await new Visitor(system.adminUrl).get(`/exports/${job.id}`)).status, 403);
  for (const wrong of ["", "0", "x", `${job.id}x`, "99999999999999999999"])
    assert.notEqual((await owner.get(`/exports/${wrong}`)).status, 200, wrong);
  assert.equal((await owner.get(`/exports/${job.id}`)).status, 200);
  stranger.close();
});

test("columns and tables that there are none of are refused, and nothing is recorded", async () => {
  const seq = async () => (await page.call("audit.list", { limit: 1 })).rows?.[0]?.seq;
  const before = await seq();
  await assert.rejects(begin({ participants: { limit: 1 } }, "id,password"), refusedAs("BAD_REQUEST", /^columns/));
  await assert.rejects(begin({}), refusedAs("BAD_REQUEST"));
  await assert.rejects(begin({ tree: { limit: 1 }, participants: { limit: 1 } }), refusedAs("BAD_REQUEST"));
  assert.equal(await seq(), before);
});

test("a cancelled export leaves neither file nor row, and too many at once are refused", async () => {
  for (const { id } of (await page.op("exports", {})).exports ?? []) await page.op("cancel_export", { id });
  await system.process("reader").stop(); // so that they cannot end by themselves
  const jobs = [await begin({ participants: { limit: 1 } }), await begin({ tree: { limit: 1 } })];
  await assert.rejects(begin({ top: { by: 1 } }), refusedAs("LIMIT"));
  await until("the files to be begun", () => left().length === 2);
  for (const { id } of jobs) await page.op("cancel_export", { id });
  assert.equal((await page.op("exports", {})).exports, undefined);
  assert.deepEqual(left(), []);
  system.process("reader").start();
});

test("an export ends with the session that began it", async () => {
  const visitor = await login(1);
  const mine = await visitor.openPage();
  await system.process("reader").stop();
  const job = await mine.op("export", { what: { format: ExportFormat.csv, participants: { limit: 1 } } });
  assert.equal((await visitor.post("/auth/logout", {})).status, 204);
  system.process("reader").start();
  const failed = await ended(job);
  assert.deepEqual([failed.state, failed.error], [ExportState.failed, 2]);
  await until("no file to be left", () => left().length === 0);
});

test("what a killed gateway has left is removed, and what it was writing is not finished", async () => {
  await ended(await begin({ participants: { limit: 1 } }, "id"));
  await system.process("reader").stop();
  await begin({ tree: { limit: 1 } });
  await until("the files to be there", () => left().length === 2);
  assert.equal(statSync(spool()).mode & 0o777, 0o700);
  for (const name of left()) assert.equal(statSync(join(spool(), name)).mode & 0o777, 0o600);
  await system.kill("gateway");
  system.process("reader").start();
  page = await until("the gateway to be back", async () => await owner.openPage());
  assert.deepEqual(left(), []);
  assert.equal((await page.op("exports", {})).exports, undefined);
  assert.equal((await download(await begin({ participants: { limit: 1 } }, "id"))).length, PEOPLE + 1);
});

test("a file goes when its time is over", async () => {
  const job = await ended(await begin({ participants: { limit: 1 } }, "id"));
  system.clock.advance((job.expires ?? 0) - job.created + 1);
  await until("the file to go", () => left().length === 0);
  assert.equal((await owner.get(`/exports/${job.id}`)).status, 404);
  assert.equal((await page.op("exports", {})).exports, undefined);
  page.close();
});

test("purchases of referrals in a period are those of its days in Moscow, from the first minute to the last", async () => {
  const members = join(system.dir, "referral.csv");
  const orders = join(system.dir, "orders.csv");
  writeFileSync(members, "telegram_id,joined,ozon_id,inviter\n70001,2025-01-01,,\n70002,2025-01-01,30000007,70001\n");
  const days = ["30.04.2025 23:59", "01.05.2025 00:00", "31.05.2025 23:59", "01.06.2025 00:00"];
  writeFileSync(orders, `posting,store,scheme,status,created,sku,qty,price\n${
    days.map((day, n) => `30000007-000${n + 1}-1,77,fbo,delivered,${day},11,1,10`).join("\n")}\n`);
  await system.ctlOk("import", "members", members);
  await system.ctlOk("import", "orders", orders);
  owner = await login(1);
  page = await owner.openPage();
  const may = { since: Date.parse("2025-05-01T00:00+03:00"), until: Date.parse("2025-06-01T00:00+03:00"), limit: 1 };
  const [, ...rows] = await download(await begin({ purchases: may }, "number,net,created"));
  assert.deepEqual(rows.map(([number, net]) => [number, net]), [["30000007-0002-1", "10,00"], ["30000007-0003-1", "10,00"]]);
  assert.match(rows[0]?.[2] ?? "", /2025.*00:00/);
  assert.match(rows[1]?.[2] ?? "", /2025.*23:59/);
  const [, ...all] = await download(await begin({ purchases: { limit: 1 } }, "number"));
  assert.equal(all.length, days.length);
  page.close();
});
