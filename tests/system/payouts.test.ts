// A payout with everything that goes with it, between the real bot and pages that are open: where the money goes is
// asked once and seen in full only by who pays, an administrator corrects the request, two agree, and it is paid.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Messages, PayoutState, RejectReason } from "../../ui/src/wire/protocol.ts";
import { Person, plain } from "../harness/people.ts";
import { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { type Page, refusedAs, Visitor } from "./gateway-client.ts";

const NUMBER = "2201382000000013";

let system: System;
let anna: Person;
let owner: Page;
let payer: Page;
let reader: Page;

async function logIn(admin: string): Promise<Page> {
  const visitor = new Visitor(system.adminUrl);
  await visitor.useTicket(await system.ctlOk("login", admin));
  return await visitor.openPage();
}

/** Of the newest request, as the list has it now. */
async function row(): Promise<Messages["payout_row"]> {
  const [newest] = (await owner.call("payouts.list", { limit: 1 })).rows ?? [];
  assert.ok(newest);
  return newest;
}

async function ask(points: string): Promise<void> {
  anna.say("Вывести");
  await anna.hear("Сколько баллов вывести?");
  anna.say(points);
  anna.press(await anna.check(), "Подтвердить");
  await anna.hear("/Заявка №.\\d+\n/", "Отменить");
}

before(async () => {
  system = await System.start();
  await system.ready();
  await system.ctlOk("settings", "set", "own_rate=500", "two_approvals_from=5000", "text_reject_tax=Пришлите справку.");
  await system.ctlOk("admins", "add", "501", "Ольга", "owner");
  await system.ctlOk("admins", "add", "502", "Пётр", "payout");
  await system.ctlOk("admins", "add", "503", "Инна", "support,analyst");
  anna = await Person.withPoints(system, 601, "Анна");
  [owner, payer, reader] = [await logIn("1"), await logIn("2"), await logIn("3")];
});
after(async () => {
  for (const page of [owner, payer, reader]) page.close();
  await system.close();
});

test("requisites are masked for everybody, in full for who pays, and it is known who looked", async () => {
  await ask("100");
  const shown = await row();
  assert.equal(shown.requisites?.tail, NUMBER.slice(-4));
  assert.doesNotMatch(JSON.stringify(await owner.call("payout.card", { payout: shown.id })), new RegExp(NUMBER));
  await assert.rejects(reader.call("requisites.show", { payout: shown.id }), refusedAs("FORBIDDEN"));
  assert.equal((await payer.call("requisites.show", { payout: shown.id })).number, NUMBER);
  const { history } = await owner.call("payout.card", { payout: shown.id });
  assert.equal(history?.at(-1)?.by, "Пётр");
});

test("a corrected request is told, two agree, and what is paid is what it was corrected to", async () => {
  const { id, rev } = await row();
  await owner.call("payout.correct", { payout: id, rev, points: 8_000, reason: "по договорённости" });
  const told = plain((await anna.hear("изменена")).text);
  assert.match(told, /Было: 100 баллов = 100 ₽\nСтало: 80 баллов = 80 ₽\nДоступно: 120 баллов/);
  assert.match(told, /по договорённости/);
  const move = async (page: Page, to: PayoutState) => await page.call("payout.move", { payout: id, rev: (await row()).rev, to });
  await move(owner, PayoutState.negotiation);
  await assert.rejects(move(owner, PayoutState.paid), refusedAs("REFUSED", /^approval:/));
  await payer.call("payout.approve", { payout: id, rev: (await row()).rev });
  await move(owner, PayoutState.paid);
  const paid = plain((await anna.hear("выдано успешно")).text);
  assert.match(paid, /Выведено: 80 баллов = 80 ₽\nОсталось на балансе: 120 баллов/);
});

test("saved requisites are used again, and a refusal says why and what to do", async () => {
  anna.say("Вывести");
  anna.press(await anna.hear("Сколько баллов вывести?", "Все"), "Все");
  const check = await anna.hear("Проверьте заявку", "Другие реквизиты");
  assert.match(plain(check.text), /Куда: карта ··0013/);
  anna.press(check, "Подтвердить");
  await until("the request", async () => (await row()).state === PayoutState.new);
  const { id, rev } = await row();
  await payer.call("payout.note", { payout: id, note: "нет данных для налоговой" });
  await payer.call("payout.move", { payout: id, rev, to: PayoutState.rejected, reason: RejectReason.tax_data });
  const told = plain((await anna.hear("отказ")).text);
  assert.match(told, /Причина: не хватает данных для налогового учёта\./);
  assert.match(told, /Теперь доступно: 120 баллов/);
  assert.match(told, /Пришлите справку\./);
});

test("the ledger is what it should be", async () => {
  await system.verify();
  assert.deepEqual(system.problems(), []);
});
