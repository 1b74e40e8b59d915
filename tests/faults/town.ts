// The people of a small town, how they begin, and how everything comes to rest in the end.
import { BOT, DAY_MS, HELP_BOT, type System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { Random, seedOf } from "../sim/ozon/random.ts";
import { Desk } from "./desk.ts";
import { allTold, countUntold, settled, totalsSettled } from "./judge.ts";
import { decideReturn, Member, PATIENCE_MS, type Town } from "./member.ts";
import { Model } from "./model.ts";

export const HOLD_DAYS = 3;

/** Who invited whom: three levels and a second family. */
const FAMILY: [name: string, inviter: string | null][] = [
  ["Анна", null], ["Борис", "Анна"], ["Вера", "Анна"], ["Глеб", "Борис"], ["Дина", "Борис"], ["Егор", "Глеб"],
  ["Жанна", "Глеб"], ["Захар", null], ["Ирина", "Захар"],
  ["Кира", null],
];
/** So much waits for the twenty messages that a group may hear in a minute; who comes after that does other things. */
const UNTOLD_MAX = 8;

export function makeTown(system: System, note: (what: string) => void): Town {
  return { system, model: new Model(), desk: new Desk(system), rates: { own: 500, levels: [500, 500, 500] }, words: [], news: [], full: false, note };
}

/** The members, known at Ozon and in Telegram, and the office that is to serve them. */
export async function settle(town: Town, seed: number, members: Member[]): Promise<void> {
  const { system } = town;
  for (const [n, [name, inviter]] of FAMILY.entries())
    members.push(new Member(town, 601 + n, name, new Random(seedOf(seed, "member", n)), members.find((one) => one.name === inviter)));
  await system.ready();
  await system.ctlOk("settings", "set", "own_rate=500", `hold_days=${HOLD_DAYS}`);
  await town.desk.open();
  await until("Ozon's orders to be known", async () => new RegExp(`"postings",\\s*"value": ${FAMILY.length}\\b`).test(await system.ctlOk("status", "--json")));
}

/** Telegram drops updates that are a day old: those under way come first. */
export async function moveTime({ telegram: { control }, clock }: System, ms: number): Promise<void> {
  await until("the bots to have taken everything", () => [BOT, HELP_BOT].every((bot) => control.queue({ bot }).pending === 0), PATIENCE_MS);
  clock.advance(ms);
}

/** Everybody has joined, and has points. */
export async function begin(town: Town, members: Member[]): Promise<void> {
  await Promise.all(members.map((member) => member.join()));
  town.note("all have joined");
  for (const member of members) member.order();
  for (const member of members) member.deliver();
  await until("the first points", async () => await totalsSettled(town, members), PATIENCE_MS);
  await moveTime(town.system, (HOLD_DAYS + 1) * DAY_MS);
}

/** Whether nobody should add to what waits to be told. */
export function listens(town: Town): void {
  town.full = countUntold(town) > UNTOLD_MAX;
}

/** Returns are decided and holds are over, so that every figure is what it will stay. */
export async function quiet(town: Town, members: Member[], random: Random): Promise<void> {
  for (const { record } of town.model.undecided()) decideReturn(town, record, random.chance(0.5));
  // An answer that was another's may have hidden a return; what changed within 45 days is looked at a second time each day.
  await moveTime(town.system, DAY_MS);
  await until("what Ozon shows to be counted", async () => await totalsSettled(town, members), PATIENCE_MS);
  await moveTime(town.system, (HOLD_DAYS + 1) * DAY_MS);
  await settled(town, members);
  town.note("points settled");
  await allTold(town);
  town.note("all told");
}
