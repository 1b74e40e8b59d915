// What must be true when all is quiet again: everybody has the points that the model says, every request stands where
// the operators left it, all that was said is in the ledger once, and was told to whom it was meant for.
import assert from "node:assert/strict";
import { plain } from "../harness/people.ts";
import { BOT, PAYOUT_FORUM, SUPPORT_FORUM } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { OPERATOR_NAME } from "./desk.ts";
import { type Member, numberIn, PATIENCE_MS, type Town } from "./member.ts";
import type { Figures } from "./model.ts";

const STATES = { negotiation: "согласование", paid: "выдано успешно", rejected: "отказ" } as const;
const STATE_NUMBERS = { new: 1, negotiation: 2, paid: 3, rejected: 4, cancelled: 5 };
const SILENCE_MS = 120_000; // the bots keep to twenty messages a minute in a group
const EVERYTHING = 1_000_000;

/** As the bot says it. */
async function figuresSaid(member: Member): Promise<Figures> {
  const text = plain((await member.ask("Баланс", /^Баланс: /)).text);
  const of = (line: RegExp): number => (line.test(text) ? numberIn(line, text) : 0);
  return {
    own: of(/за свои покупки: ([−\d ,]+)/),
    levels: [1, 2, 3].map((level) => of(new RegExp(`за рефералов ${level} уровня: ([−\\d ,]+)`))),
    corrected: of(/корректировки: ([−\d ,]+)/),
    paid: -of(/выведено: ([−\d ,]+)/) || 0,
    reserved: of(/в заявках на вывод: ([−\d ,]+)/),
    total: of(/Баланс: ([−\d ,]+)/),
    available: of(/доступно для вывода: ([−\d ,]+)/),
  };
}

/** As the ledger has it. */
export async function figuresKept(town: Town, member: Member): Promise<Figures> {
  const now = await town.desk.call("participant.view", { tg: member.person.id });
  return {
    own: now.own ?? 0, levels: [1, 2, 3].map((level) => now.levels?.find((one) => one.level === level)?.points ?? 0),
    corrected: now.corrected ?? 0, paid: now.paid ?? 0, reserved: now.reserved ?? 0, total: now.total ?? 0, available: now.available ?? 0,
  };
}

export async function settled(town: Town, members: Member[]): Promise<void> {
  for (const member of members) {
    const wanted = town.model.figures(member);
    await until(`the points of ${member.name}: ${JSON.stringify(wanted)}`, async () => {
      assert.deepEqual(await figuresKept(town, member), wanted);
      return true;
    }, PATIENCE_MS);
  }
}

/** Before the holds are over: the sums alone. */
export async function totalsSettled(town: Town, members: Member[]): Promise<boolean> {
  for (const member of members) {
    const [{ total: found }, { total: wanted }] = [await figuresKept(town, member), town.model.figures(member)];
    if (found !== wanted) throw new Error(`${member.name} has ${found}, not ${wanted}`);
  }
  return true;
}

/** Something that had to be told, and where to look for it. */
type Due = { what: string; chat: string; fits: (text: string) => boolean };

/** What the bots have said, by chat, as it is now. */
class Heard {
  readonly #town: Town;
  readonly #texts = new Map<string, string[]>();

  constructor(town: Town) {
    this.#town = town;
  }

  in(chat: string): string[] {
    const known = this.#texts.get(chat);
    if (known) return known;
    const [bot = "", person = ""] = chat.split(" ");
    const { control } = this.#town.system.telegram;
    const room = person ? control.chat({ person: Number(person), bot, limit: EVERYTHING })
      : control.chat({ forum: bot === BOT ? PAYOUT_FORUM : SUPPORT_FORUM, limit: EVERYTHING });
    const texts = room.messages.filter((one) => one.from.is_bot).map((one) => plain(one.text));
    this.#texts.set(chat, texts);
    return texts;
  }
}

function allDue(town: Town): Due[] {
  const due: Due[] = [];
  for (const { of, by, bot, text } of town.words) {
    if (by === "participant")
      due.push({ what: `${text} to operators`, chat: bot, fits: (one) => one.startsWith("Участник: ") && one.includes(plain(text)) });
    if (by === "page") due.push({ what: `${text} in the topic`, chat: bot, fits: (one) => one === `${OPERATOR_NAME} (админка): ${text}` });
    if (by !== "participant")
      due.push({ what: `${text} to ${of.name}`, chat: `${bot} ${of.person.id}`, fits: (one) => one === `Оператор ${OPERATOR_NAME}: ${text}` });
  }
  for (const { of, payout, to } of town.news) {
    const title = `Заявка № ${payout}: ${STATES[to]}`;
    due.push({ what: `${title} to ${of.name}`, chat: `${BOT} ${of.person.id}`, fits: (one) => one.startsWith(title) });
    due.push({ what: `${title} in the topic`, chat: BOT, fits: (one) => one === title });
  }
  return due;
}

/** How much of what was said and done has not been told yet. */
export function countUntold(town: Town): number {
  const heard = new Heard(town);
  return allDue(town).filter(({ chat, fits }) => !heard.in(chat).some(fits)).length;
}

/** Until nothing is missing, or nothing more is told for so long. */
export async function allTold(town: Town): Promise<void> {
  for (let due = allDue(town); due.length;) {
    const rest = await until("more to be told", () => {
      const heard = new Heard(town);
      const missing = due.filter(({ chat, fits }) => !heard.in(chat).some(fits));
      return missing.length < due.length && { missing };
    }, SILENCE_MS).catch(() => undefined);
    if (!rest) return;
    due = rest.missing;
  }
}

export type Told = { told: number; twice: number; never: string[] };

export function countTold(town: Town): Told {
  const heard = new Heard(town);
  const count: Told = { told: 0, twice: 0, never: [] };
  for (const { what, chat, fits } of allDue(town)) {
    const times = heard.in(chat).filter(fits).length;
    if (!times) count.never.push(what);
    else count.told++;
    count.twice += Math.max(0, times - 1);
  }
  return count;
}

/** What is not as it should be in the ledger and on the screens. */
export async function compare(town: Town, members: Member[]): Promise<string[]> {
  const faults: string[] = [];
  const check = (what: string, found: unknown, wanted: unknown): void => {
    if (JSON.stringify(found) !== JSON.stringify(wanted)) faults.push(`${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
  };
  await Promise.all(members.map(async (member) => check(`the balance of ${member.name}`, await figuresSaid(member), town.model.figures(member))));
  const rows = (await town.desk.payouts()).map((row) => ({ id: row.id, points: row.points, state: row.state as number }));
  check("the requests", rows.sort((a, b) => a.id - b.id),
    town.model.payouts.map(({ id, points, state }) => ({ id, points, state: STATE_NUMBERS[state] })).sort((a, b) => a.id - b.id));
  const said = (await town.desk.said()).map((one) => one.text ?? "");
  for (const word of town.words) check(`"${word.text}" in the ledger`, said.filter((one) => one.includes(word.text)).length, 1);
  check("other messages in the ledger", said.length, town.words.length);
  return faults;
}
