// What participants do in the bot, step by step, as a person would: press, type, read.
import assert from "node:assert/strict";
import type { MessageView } from "../sim/telegram/views.ts";
import type { PersonOptions } from "../sim/telegram/world.ts";
import { BOT, DAY_MS, type System } from "./system.ts";
import { until } from "./until.ts";

/** "1\u00a0234,50" and "1 234,50" are the same to a reader. */
export function plain(text: string): string {
  return text.replace(/[\u00a0\u202f\u2009]/g, " ");
}

/** What people need of a system; knowsOrder: whether the ledger has seen it. */
export type Town = Pick<System, "telegram" | "ozon" | "clock" | "knowsOrder">;

export class Person {
  readonly system: Town;
  readonly id: number;
  #seen = 0;

  constructor(system: Town, id: number, first: string, more: Pick<PersonOptions, "username" | "knows"> = {}) {
    this.system = system;
    this.id = id;
    system.telegram.control.addPerson({ id, first_name: first, language_code: "ru", ...more });
  }

  /** A participant with 200 points to withdraw; own purchases bring 5 %. */
  static async withPoints(system: Town, id: number, first: string): Promise<Person> {
    const person = new Person(system, id, first);
    const { control } = system.ozon;
    const { account } = control.createBuyer({});
    const [good] = control.goods();
    assert.ok(good);
    const items = (price: number) => [{ sku: good.sku, quantity: 1, price }];
    const before = control.placeOrder({
      account, scheme: "fbo", autoLife: false, createdAt: system.clock.now() - 3 * DAY_MS, items: items(10_000),
    });
    await person.register(before.number);
    const { postings } = control.placeOrder({ account, scheme: "fbo", autoLife: false, items: items(400_000) });
    assert.ok(postings[0]);
    control.deliver(postings[0]);
    await until("points", async () => (await person.balance()).includes("Баланс: 200"));
    system.clock.advance(31 * DAY_MS);
    await until("points to be available", async () => (await person.balance()).includes("доступно для вывода: 200"));
    return person;
  }

  start(payload?: string): void {
    this.system.telegram.control.start({ person: this.id, bot: BOT, ...(payload ? { payload } : {}) });
  }

  open(url: string): void {
    this.system.telegram.control.openLink({ person: this.id, url, press: true });
  }

  say(text: string): void {
    this.system.telegram.control.send({ person: this.id, bot: BOT, text });
  }

  press(message: MessageView, text: string): void {
    this.system.telegram.control.press({ person: this.id, bot: BOT, message_id: message.id, text });
  }

  /** The next message of the bot with this text in it, behind the ones already heard. */
  async hear(text: string, button?: string): Promise<MessageView> {
    const heard = await this.system.telegram.control.wait({
      person: this.id, bot: BOT, text, since: this.#seen, timeout_ms: 60_000, ...(button ? { button } : {}),
    });
    this.#seen = Math.max(this.#seen, heard.seq);
    return heard;
  }

  messages(): MessageView[] {
    return this.system.telegram.control.chat({ person: this.id, bot: BOT }).messages;
  }

  /** From /start to the welcome. */
  async register(orderNumber: string, link?: string): Promise<void> {
    if (link) this.open(link);
    else this.start();
    this.press(await this.hear("Условия участия", "Принять"), "Принять");
    await this.hear("Остался один шаг"); // the terms, whose buttons go, speak of the Ozon ID too
    await until(`order ${orderNumber} to be known`, () => this.system.knowsOrder(orderNumber));
    this.say(orderNumber);
    await this.hear("подтверждён");
    await this.hear("Добро пожаловать");
  }

  async link(): Promise<string> {
    this.say("Пригласить");
    const message = await this.hear("Ваша ссылка");
    const found = /https?:\/\/\S+start=\S+/.exec(message.text);
    assert.ok(found, `a link in: ${message.text}`);
    return found[0];
  }

  /** Behind the amount of a payout: the form for requisites if it comes, then the message that asks to confirm. */
  async check(): Promise<MessageView> {
    const asked = await this.hear("/Куда перевести деньги|Проверьте заявку/");
    if (asked.text.includes("Проверьте заявку")) return asked;
    this.press(asked, "На карту");
    await this.hear("номер карты");
    this.say("2201 3820 0000 0013");
    await this.hear("Имя и фамилия");
    this.say("Иван Петров");
    this.press(await this.hear("кто получатель", "Пропустить"), "Пропустить");
    return await this.hear("Проверьте заявку", "Подтвердить");
  }

  /** A payout request for so many points, whole. */
  async withdraw(points: string): Promise<void> {
    this.say("Вывести");
    await this.hear("Сколько баллов вывести?");
    this.say(points);
    this.press(await this.check(), "Подтвердить");
    await this.hear("/Заявка №.\\d+/");
  }

  /** The balance as the bot writes it. */
  async balance(): Promise<string> {
    this.say("Баланс");
    return plain((await this.hear("Баланс: ")).text);
  }
}
