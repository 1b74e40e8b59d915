// A participant who joins by a link, buys, returns, asks for payouts and writes to operators, one thing after the
// other, and tells the model what they did.
import assert from "node:assert/strict";
import { ErrorCode } from "../../ui/src/wire/protocol.ts";
import { Person, plain } from "../harness/people.ts";
import { BOT, DAY_MS, HELP_BOT, PAYOUT_FORUM, SUPPORT_FORUM, type System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { ControlError } from "../sim/ozon/commands.ts";
import type { Random } from "../sim/ozon/random.ts";
import type { MessageView } from "../sim/telegram/views.ts";
import { Refusal } from "../system/gateway-client.ts";
import { type Desk, OPERATOR, type Moving } from "./desk.ts";
import { type Model, Participant, type Posting, type Rates, type Return } from "./model.ts";

/** What was said in a dialogue, and must be on the other side. */
export type Word = { of: Member; text: string; by: "participant" | "page" | "topic"; bot: string };
/** What an operator did to a request, and its participant must hear. */
export type News = { of: Member; payout: number; to: Moving };

/** What all of them share. */
export type Town = {
  system: System;
  model: Model;
  desk: Desk;
  rates: Rates;
  words: Word[];
  news: News[];
  /** As much waits to be told as groups may hear in a minute: nobody adds to it, or it would take hours in the end. */
  full: boolean;
  note: (what: string) => void;
};

/** With whatever hangs; on a machine that has much else to do. */
export const PATIENCE_MS = 120_000;
/** What operators hear of in their group. */
const TALK = new Set<string>(["withdraw", "takeBack", "write", "askForHelp"]);
const OPEN_RETURN = "OnSellerApproval";

export class Member extends Participant {
  readonly person: Person;
  readonly #town: Town;
  readonly #random: Random;
  readonly #account: string;
  readonly #proof: string;
  #link: Promise<string>;
  #linkIs: (link: string) => void = () => undefined;
  /** One at a time around this member's request: the member or an operator. */
  #turn: Promise<unknown> = Promise.resolve();
  #count = 0;
  #helped = false;

  constructor(town: Town, id: number, name: string, random: Random, inviter?: Member) {
    super(name, inviter);
    this.#town = town;
    this.#random = random;
    this.person = new Person(town.system, id, name);
    this.#account = town.system.ozon.control.createBuyer({}).account;
    this.#proof = this.#order(Date.now() - 3 * DAY_MS).number; // before taking part: it proves who one is, and brings nothing
    this.#link = new Promise((done) => { this.#linkIs = done; });
  }

  async join(): Promise<void> {
    const link = this.inviter instanceof Member ? await this.inviter.#link : undefined;
    await this.person.register(this.#proof, link);
    this.#linkIs(await this.person.link());
  }

  async act(): Promise<void> {
    const what = this.#random.weighted({
      order: 5, deliver: 6, cancel: 1, bringBack: 4, decide: 3, reissue: 1, withdraw: 5, takeBack: 1, write: 3, askForHelp: 1, balance: 2, network: 1,
    });
    if (this.#town.full && TALK.has(what)) return;
    this.#town.note(`${this.name}: ${what}`);
    try {
      await this[what]();
    } catch (error) {
      if (!(error instanceof ControlError)) throw error; // Ozon does not let them: nothing happened
    }
  }

  // ---------------------------------------------------------------------------------------------- at Ozon

  order(): void {
    const placed = this.#order();
    for (const { number, lines } of placed.postings)
      this.#town.model.postings.push({ number, buyer: this, rates: this.#town.rates, lines, status: "ordered", returns: [] });
  }

  deliver(): void {
    const posting = this.#one("ordered");
    if (!posting) return;
    this.#town.system.ozon.control.deliver(posting.number);
    posting.status = "delivered";
  }

  cancel(): void {
    const posting = this.#one("ordered");
    if (!posting) return;
    this.#town.system.ozon.control.cancel(posting.number);
    posting.status = "cancelled";
  }

  bringBack(): void {
    const posting = this.#one("delivered");
    if (!posting) return;
    const line = this.#random.pick(posting.lines);
    // Units have numbers: one that was brought back already is not counted again, even if that was rejected.
    const brought = posting.returns.filter((one) => one.sku === line.sku && !one.replaced).reduce((sum, one) => sum + one.quantity, 0);
    const left = line.quantity - brought;
    if (left < 1) return;
    const open = this.#random.chance(0.6);
    const quantity = this.#random.int(1, left);
    const [record] = this.#town.system.ozon.control.returnItems({
      posting: posting.number, sku: line.sku, quantity, type: this.#random.pick(["ClientReturn", "PartialReturn"]),
      status: open ? OPEN_RETURN : "ApprovedByOzon",
    });
    assert.ok(record);
    posting.returns.push({ id: record.id, sku: line.sku, quantity, state: open ? "open" : "counted", replaced: false });
  }

  decide(): void {
    const open = this.#own().flatMap((posting) => posting.returns).filter((one) => one.state === "open" && !one.replaced);
    if (open.length) decideReturn(this.#town, this.#random.pick(open), this.#random.chance(0.5));
  }

  reissue(): void {
    for (const posting of this.#own()) {
      const old = posting.returns.find((one) => one.state === "counted" && !one.replaced);
      if (!old) continue;
      const fresh = this.#town.system.ozon.control.reissueReturn(old.id);
      old.replaced = true;
      posting.returns.push({ ...old, id: fresh.id, replaced: false });
      return;
    }
  }

  #order(createdAt?: number): { number: string; postings: { number: string; lines: Posting["lines"] }[] } {
    const { control } = this.#town.system.ozon;
    const goods = [...control.goods()].filter((good) => !good.archived).sort(() => this.#random.next() - 0.5);
    const lines = goods.slice(0, createdAt ? 1 : this.#random.int(1, 3)).map((good) => ({
      sku: good.sku, quantity: this.#random.int(1, 3), price: this.#random.int(1_00, 5_000_00),
    }));
    const splits = lines.map((_, at) => (at && this.#random.chance(0.3) ? 2 : 1));
    const placed = control.placeOrder({
      account: this.#account, scheme: this.#random.pick(["fbo", "fbs"]), autoLife: false, items: lines, splits,
      ...(createdAt && { createdAt }),
    });
    const postings = placed.postings.map((number, at) => ({ number, lines: lines.filter((_, line) => splits[line] === at + 1) }));
    return { number: placed.number, postings };
  }

  #own(): Posting[] {
    return this.#town.model.postings.filter((one) => one.buyer === this);
  }

  #one(status: Posting["status"]): Posting | undefined {
    const found = this.#own().filter((one) => one.status === status);
    return found.length ? this.#random.pick(found) : undefined;
  }

  // ------------------------------------------------------------------------------------------- in the bot

  async balance(): Promise<void> {
    await this.ask("Баланс", /^Баланс: /);
  }

  async network(): Promise<void> {
    await this.ask("Мои рефералы", /^Мои рефералы: \d|^Пока никого/);
  }

  async withdraw(): Promise<void> {
    await this.alone(async () => {
      const question = await this.ask("Вывести", /Сколько баллов вывести|Вывести пока нечего|ниже нуля|^Заявка № \d+\n/);
      if (!question.text.includes("Сколько баллов вывести")) return;
      const most = numberIn(/Доступно: ([\d ,]+)/, question.text);
      const typed = (Math.max(1, this.#random.int(1, most)) / 100).toFixed(2).replace(".", ",");
      const outcomes = /Проверьте заявку|Куда перевести деньги|Столько вывести нельзя|Вывести пока нечего|ниже нуля/;
      const asked = this.#random.chance(0.5) ? await this.#press(question, "Все", outcomes) : await this.ask(typed, outcomes);
      const check = asked.text.includes("Куда перевести") ? await this.#fillIn(asked) : asked;
      if (!check.text.includes("Проверьте заявку")) return;
      const points = numberIn(/Спишем: ([\d ,]+)/, check.text);
      const known = this.#town.model.payouts.map((one) => one.id);
      const card = await this.#press(check, "Подтвердить",
        new RegExp(`баланс изменились|ниже нуля|заявка в работе|^Заявка № (?!(${known.join("|") || "-"})\\n)\\d+\\n`));
      if (!card.text.startsWith("Заявка")) return;
      const id = numberIn(/Заявка № (\d+)/, card.text) / 100;
      this.#town.model.payouts.push({ id, of: this, points, state: "new" });
      this.#town.words.push({ of: this, by: "participant", bot: BOT, text: `Заявка №\u00a0${id}.` });
    });
  }

  /** The form for requisites, from the method to the check. */
  async #fillIn(form: MessageView): Promise<MessageView> {
    await this.#press(form, "На карту", /номер карты/);
    await this.ask("2201 3820 0000 0013", /Имя и фамилия/);
    const payee = await this.ask("Иван Петров", /кто получатель/);
    return await this.#press(payee, "Пропустить", /Проверьте заявку|Сколько баллов вывести|Вывести пока нечего|ниже нуля/);
  }

  /** The request, while it is new. */
  async takeBack(): Promise<void> {
    await this.alone(async () => {
      const payout = this.#town.model.payouts.find((one) => one.of === this && one.state === "new");
      const card = payout && this.person.messages().filter((one) => plain(one.text).startsWith(`Заявка № ${payout.id}\n`) && one.buttons.length).at(-1);
      if (!card) return;
      await this.#press(card, "Отменить", new RegExp(`^Заявка № ${payout.id} отменена`));
      payout.state = "cancelled";
    });
  }

  /** Says it, and gives the first answer of this kind behind it. */
  async ask(text: string, answer: RegExp): Promise<MessageView> {
    const { id } = this.#town.system.telegram.control.send({ person: this.person.id, bot: BOT, text });
    return await this.#hear(answer, id);
  }

  async #press(message: MessageView, text: string, answer: RegExp): Promise<MessageView> {
    const last = this.person.messages().at(-1)?.id ?? 0;
    this.person.press(message, text);
    return await this.#hear(answer, last);
  }

  async #hear(answer: RegExp, after: number): Promise<MessageView> {
    const text = `/${answer.source.replaceAll(" ", "[ \u00a0]")}/`;
    return await this.#town.system.telegram.control.wait({ person: this.person.id, bot: BOT, text, after, timeout_ms: PATIENCE_MS });
  }

  /** To the operators, which needs an open request; what they write back needs no answer. */
  async write(): Promise<void> {
    await this.alone(async () => {
      const payout = this.#town.model.payouts.find((one) => one.of === this && (one.state === "new" || one.state === "negotiation"));
      if (!payout) return;
      const text = `${this.name} спрашивает ${++this.#count}.`;
      this.#town.words.push({ of: this, by: "participant", bot: BOT, text });
      this.person.say(text);
      await until(`the words of ${this.name} in the ledger`, async () =>
        (await this.#town.desk.call("payout.card", { payout: payout.id })).messages?.some((one) => one.text === text), PATIENCE_MS);
    });
  }

  async askForHelp(): Promise<void> {
    const { control } = this.#town.system.telegram;
    if (!this.#helped) control.start({ person: this.person.id, bot: HELP_BOT });
    this.#helped = true;
    const text = `${this.name} просит помощи ${++this.#count}.`;
    this.#town.words.push({ of: this, by: "participant", bot: HELP_BOT, text });
    control.send({ person: this.person.id, bot: HELP_BOT, text });
    await until("the support bot to take it", () => control.queue({ bot: HELP_BOT }).pending === 0, PATIENCE_MS);
  }

  // ------------------------------------------------------------------------------------- what operators do

  /** Moves a request on or answers, from the page or from the topic. */
  async serve(random: Random): Promise<void> {
    await this.alone(async () => {
      const payout = this.#town.model.payouts.find((one) => one.of === this && (one.state === "new" || one.state === "negotiation"));
      const what = random.weighted({ move: 4, page: 1, topic: 2, help: 1, correct: 2 });
      if (this.#town.full && what !== "correct") return;
      this.#town.note(`operator to ${this.name}: ${what}`);
      if (what === "topic") this.#writeInTopic(PAYOUT_FORUM, BOT);
      else if (what === "help") this.#writeInTopic(SUPPORT_FORUM, HELP_BOT);
      else if (what === "correct") await this.correct(random.int(1, 50_00));
      else if (payout && what === "page") await this.#writeOnPage(payout.id);
      else if (payout) await this.#move(payout, random.chance(0.7));
    });
  }

  async #move(payout: Model["payouts"][number], kindly: boolean): Promise<void> {
    const to = !kindly ? "rejected" : payout.state === "new" ? "negotiation" : "paid";
    assert.ok(await this.#town.desk.move(payout.id, to), `request ${payout.id} of ${this.name} to ${to}`);
    payout.state = to;
    this.#town.news.push({ of: this, payout: payout.id, to });
  }

  /** The figures may have changed since they were looked at: then once more. */
  async correct(points: number): Promise<void> {
    await until(`points of ${this.name} to be corrected`, async () => {
      const { id, held = 0, available = 0 } = await this.#town.desk.call("participant.view", { tg: this.person.id });
      return await this.#town.desk.call("participant.correct", { participant: id, held, available, available_by: points, reason: "по решению старшего" })
        .catch((error) => {
          if (error instanceof Refusal && error.code === ErrorCode.CONFLICT) return undefined;
          throw error;
        });
    }, PATIENCE_MS);
    this.#town.model.corrections.push({ of: this, points });
  }

  async #writeOnPage(payout: number): Promise<void> {
    const text = `Страница отвечает ${this.name} ${++this.#count}.`;
    const { room } = await this.#town.desk.call("payout.card", { payout });
    assert.ok(room);
    await this.#town.desk.call("conversation.write", { id: room.id, text });
    this.#town.words.push({ of: this, by: "page", bot: BOT, text });
  }

  #writeInTopic(forum: number, bot: string): void {
    const { control } = this.#town.system.telegram;
    // One with the card: of two that were made because an answer was lost, the other is about to go.
    const topic = control.topics({ forum }).find((one) => one.name.startsWith(`${this.name} · `) && one.count > 1);
    if (!topic) return;
    const text = `Тема отвечает ${this.name} ${++this.#count}.`;
    control.send({ person: OPERATOR, forum, thread: topic.thread, text });
    this.#town.words.push({ of: this, by: "topic", bot, text });
  }

  async alone(work: () => Promise<void>): Promise<void> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    await mine;
  }
}

export function decideReturn(town: Town, record: Return, approve: boolean): void {
  town.system.ozon.control.setReturnStatus(record.id, approve ? "Approved" : "Rejected");
  record.state = approve ? "counted" : "void";
}

/** "1 234,5" in hundredths. */
export function numberIn(pattern: RegExp, text: string): number {
  const found = pattern.exec(plain(text))?.[1];
  assert.ok(found !== undefined, `${pattern} in: ${text}`);
  const [whole = "0", part = ""] = found.replaceAll(" ", "").replace("−", "-").split(",");
  const sign = whole.startsWith("-") ? -1 : 1;
  return Number(whole) * 100 + sign * Number(part.padEnd(2, "0"));
}
