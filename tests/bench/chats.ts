// The people of the bench `bots`: who they are, what they say to the bot, and whether it answers as it should.
//
// They come for one visit after another, and so many are in a conversation at a time. A visit is a step or two, each
// answered before the next; so what is said, and what has to be answered, is the same in every run.
import { createHash } from "node:crypto";
import { plain } from "../harness/people.ts";
import { type TelegramSim } from "../sim/telegram/index.ts";
import { PrivateRoom } from "../sim/telegram/rooms.ts";
import { viewPost, type MessageView } from "../sim/telegram/views.ts";

export const FIRST = 1000; // telegram id of the first participant
export const POINTS = 1000; // that each has, to begin with
export const SUM = 500; // that is asked for
export const CARD = "2201382000000013";
const NEW = 1_000_000; // ... and of the first who is none yet
const INVITERS = 10; // whose links the new ones come by; they say nothing themselves
const SILENT_MS = 60_000;

/** What somebody does, and how many messages of the bot it takes to answer it. */
type Step = { hears: number; act: (of: { id: number; last: MessageView | undefined }) => void };
type Someone = { id: number; visits: Step[][]; last: MessageView | undefined };
type Waiting = { left: number; done: (last: MessageView) => void };

/** `rate`: updates a second, as long as there were enough people for `atOnce` conversations. */
export type Told = { updates: number; messages: number; digest: string; rate: number; latencies: number[] };
/** `looks`: how often those come who only look; `visits`: the others, three times to end what they began. */
export type Crowd = { members: number; askers: number; newcomers: number; looks: number; visits: number };

/** Ids of the participants there are, of those among them who ask for payouts, and of those whose links are followed. */
export const members = ({ members: count }: Crowd): number[] => Array.from({ length: count }, (_, n) => FIRST + n);
export const askers = (crowd: Crowd): number[] => members(crowd).slice(INVITERS, INVITERS + crowd.askers);
export const inviters = (crowd: Crowd): number[] => members(crowd).slice(0, INVITERS);
/** Everybody but the first was invited by somebody before; the first ones by nobody who has a say. */
export const inviterOf = (id: number): number | undefined =>
  (id < FIRST + 2 * INVITERS ? undefined : FIRST + INVITERS + Math.floor((id - FIRST - 2 * INVITERS) / 3));
export const ozonOf = (id: number): number => 5_000_000 + id;

/** Numbers of requests and the minute depend on who came first. */
const steady = (said: string): string =>
  plain(said).replace(/№ \d+/g, "№").replace(/\d\d\.\d\d \d\d:\d\d/g, "now").replace(/"v1:pc:\d+"/g, '"v1:pc"');

/** The same for the same words to the same people, in whatever order. */
const digestOf = (heard: string[]): string =>
  heard.reduce((sum, said) => sum + createHash("sha1").update(steady(said)).digest().readBigUInt64LE(), 0n).toString(36);

export class Chats {
  readonly #sim: TelegramSim;
  readonly #bot: string;
  readonly #waiting = new Map<number, Waiting>();
  readonly #people: Someone[] = [];
  readonly #heard: string[] = [];

  constructor(sim: TelegramSim, bot: string, crowd: Crowd, links: string[]) {
    this.#sim = sim;
    this.#bot = bot;
    const wanting = new Set(askers(crowd));
    for (const id of members(crowd).slice(INVITERS)) this.#add(id, wanting.has(id) ? this.#asks().slice(0, crowd.visits) : Array.from({ length: crowd.looks }, () => this.#looks()));
    for (let n = 0; n < crowd.newcomers; n++) this.#add(NEW + n, this.#joins(links[n % links.length]!, NEW + n).slice(0, crowd.visits));
    // Who comes more often comes first, so that all have the time between two visits that Telegram's limit for a chat wants.
    this.#people.sort((a, b) => b.visits.length - a.visits.length || (a.id * 7919) % 10_007 - (b.id * 7919) % 10_007);
    sim.world.watch((event) => {
      if (event.type === "post" && event.room instanceof PrivateRoom && event.post.from.is_bot) this.#hear(event.room, viewPost(event.room, event.post));
    });
  }

  /** All visits of everybody, `atOnce` of them in a conversation at a time, at most `perS` steps a second. */
  async talk(atOnce: number, perS = Infinity): Promise<Told> {
    const queue = [...this.#people];
    const latencies: number[] = [];
    const began = performance.now();
    let begun = 0;
    let rate = 0;
    const come = async (): Promise<void> => {
      for (let one = queue.shift(); one; one = queue.shift()) {
        for (const step of one.visits.shift()!) {
          const due = began + (begun++ * 1000) / perS;
          const now = performance.now();
          if (due > now) await new Promise((done) => setTimeout(done, due - now));
          const asked = performance.now();
          one.last = await this.#ask(one, step);
          latencies.push(performance.now() - asked);
        }
        if (one.visits.length > 0) queue.push(one);
      }
      rate ||= latencies.length / ((performance.now() - began) / 1000);
    };
    await Promise.all(Array.from({ length: atOnce }, come));
    return { updates: latencies.length, messages: this.#heard.length, digest: digestOf(this.#heard), rate, latencies };
  }

  #add(id: number, visits: Step[][]): void {
    this.#sim.control.addPerson({ id, first_name: `Участник ${id}`, language_code: "ru", ...(id < NEW && { knows: [this.#bot] }) });
    this.#people.push({ id, visits, last: undefined });
  }

  #say(text: string): Step["act"] {
    return ({ id }) => { this.#sim.control.send({ person: id, bot: this.#bot, text }); };
  }

  #press(text: string): Step["act"] {
    return ({ id, last }) => { this.#sim.control.press({ person: id, bot: this.#bot, message_id: last!.id, text }); };
  }

  #looks(): Step[] {
    return [{ hears: 1, act: this.#say("Баланс") }, { hears: 1, act: this.#say("Мои рефералы") }];
  }

  #asks(): Step[][] {
    return [
      [{ hears: 1, act: this.#say("Вывести") }, { hears: 1, act: this.#say(`${SUM}`) }],
      [{ hears: 1, act: this.#press("Подтвердить") }],
      [{ hears: 1, act: this.#press("Отменить") }],
    ];
  }

  #joins(link: string, id: number): Step[][] {
    return [
      [{ hears: 2, act: () => { this.#sim.control.start({ person: id, bot: this.#bot, payload: link }); } }],
      [{ hears: 1, act: this.#press("Принять") }],
      [{ hears: 2, act: this.#say(`${ozonOf(id)}-0001-1`) }],
    ];
  }

  #ask(one: Someone, { hears, act }: Step): Promise<MessageView> {
    return new Promise((done, failed) => {
      const patience = setTimeout(() => failed(new Error(`${one.id} is not answered`)), SILENT_MS);
      this.#waiting.set(one.id, { left: hears, done: (last) => { clearTimeout(patience); done(last); } });
      act(one);
    });
  }

  #hear({ person }: PrivateRoom, { text, entities, buttons, ...view }: MessageView): void {
    this.#heard.push(JSON.stringify([person.id, text, entities.length, buttons]));
    const waiting = this.#waiting.get(person.id);
    if (waiting && --waiting.left === 0) {
      this.#waiting.delete(person.id);
      waiting.done({ text, entities, buttons, ...view });
    }
  }
}
