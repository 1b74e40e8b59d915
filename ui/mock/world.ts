// What the mock knows and how it changes: requests, dialogues, who looks at what. The rules are those
// of the ledger as far as this page can see them; nothing here is used in earnest.
import {
  Author,
  ErrorCode,
  type MessageRow,
  type PayoutRow,
  PayoutState,
  type PayoutStep,
} from "../src/wire/protocol.ts";
import { makePeople, type Person } from "./people.ts";

export class Refusal extends Error {
  readonly code: number;
  constructor(code: number, detail: string) {
    super(detail);
    this.code = code;
  }
}

export interface Admin {
  id: number;
  name: string;
  rights: number;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
export type Row = Writable<PayoutRow>;

const MINUTE = 60_000;
const NEXT: Record<number, number[]> = {
  [PayoutState.new]: [PayoutState.negotiation, PayoutState.rejected],
  [PayoutState.negotiation]: [PayoutState.paid, PayoutState.rejected],
};

export class World {
  readonly admins: Admin[] = [
    { id: 1, name: "Лена К.", rights: 1 },
    { id: 2, name: "Олег М.", rights: 4 },
    { id: 3, name: "Вера Н.", rights: 16 },
  ];
  readonly payouts: Row[] = [];
  readonly history = new Map<number, PayoutStep[]>();
  /** Conversations have the number of their participant. */
  readonly messages = new Map<number, Writable<MessageRow>[]>();
  readonly people: Person[];
  seq = 1_000;
  /** Told of every change: topic, number, payload. */
  onEvent: (topic: string, seq: number, payload: object) => void = () => {};

  constructor(count = 60) {
    const now = Date.now();
    this.people = makePeople(count, now);
    for (let i = count - 1; i >= 0; i -= 1) this.fill(i, now);
  }

  person(id: number): Person {
    const found = this.people.find((each) => each.id === id);
    if (found === undefined) throw new Refusal(ErrorCode.NOT_FOUND, "no such participant");
    return found;
  }

  payout(id: number): Row {
    const found = this.payouts.find((each) => each.id === id);
    if (found === undefined) throw new Refusal(ErrorCode.NOT_FOUND, "no such request");
    return found;
  }

  open(person: Person, points: number, at = Date.now()): Row {
    person.available -= points;
    person.reserved += points;
    const row: Row = {
      id: 8_930 + this.payouts.length,
      rev: this.next(),
      participant: person.id,
      name: `${person.first} ${person.last}`,
      ...(person.nick !== "" && { nick: person.nick }),
      state: PayoutState.new,
      created: at,
      changed: at,
      points,
      money: points,
      rate: 100,
      can: NEXT[PayoutState.new] as number[],
    };
    this.payouts.push(row);
    this.history.set(row.id, [{ at, state: row.state }]);
    this.onEvent("payouts", row.rev, row);
    return row;
  }

  move(
    admin: Admin,
    args: {
      payout: number;
      rev: number;
      to: PayoutState;
      reason?: number;
      comment?: string;
      note?: string;
    },
    at = Date.now(),
  ): Row {
    const row = this.payout(args.payout);
    if (row.rev !== args.rev) throw new Refusal(ErrorCode.CONFLICT, "rev: somebody changed it");
    if (!row.can?.includes(args.to)) throw new Refusal(ErrorCode.REFUSED, "to: not from here");
    if (row.operator !== undefined && row.operator !== admin.id) {
      throw new Refusal(ErrorCode.REFUSED, "claimed: a colleague has this request");
    }
    const person = this.person(row.participant);
    if (args.to === PayoutState.paid || args.to === PayoutState.rejected) {
      person.reserved -= row.points;
      if (args.to === PayoutState.rejected) person.available += row.points;
      else person.paid += row.points;
    }
    row.state = args.to;
    row.can = NEXT[args.to] ?? [];
    if (args.reason !== undefined) row.reason = args.reason as NonNullable<Row["reason"]>;
    if (args.comment !== undefined) row.comment = args.comment;
    this.history.get(row.id)?.push({
      at,
      state: args.to,
      by: admin.name,
      ...(args.reason !== undefined && { reason: args.reason as NonNullable<Row["reason"]> }),
      ...(args.comment !== undefined && { comment: args.comment }),
      ...(args.note !== undefined && { note: args.note }),
    });
    return this.touched(row, at);
  }

  claim(admin: Admin, args: { payout: number; rev: number; take?: boolean; reason?: string }): Row {
    const row = this.payout(args.payout);
    if (row.rev !== args.rev) throw new Refusal(ErrorCode.CONFLICT, "rev: somebody changed it");
    if (row.operator !== undefined && row.operator !== admin.id && (args.reason ?? "").length < 5) {
      throw new Refusal(ErrorCode.REFUSED, "claimed: say why you take it over");
    }
    delete row.operator;
    delete row.operator_name;
    if (args.take === true) Object.assign(row, { operator: admin.id, operator_name: admin.name });
    return this.touched(row, Date.now());
  }

  say(
    person: number,
    author: MessageRow["author"],
    by: string,
    text: string,
    at = Date.now(),
    fromTelegram = author === Author.participant,
  ): MessageRow {
    const list = this.messages.get(person) ?? [];
    this.messages.set(person, list);
    const row: Writable<MessageRow> = {
      conversation: person,
      n: list.length + 1,
      at,
      author,
      text,
      ...(by !== "" && { by }),
      ...(fromTelegram && { bot: 1 as const }),
    };
    list.push(row);
    this.onEvent(`chat:${person}`, this.next(), row);
    return row;
  }

  delivered(conversation: number, n: number): void {
    const row = this.messages.get(conversation)?.[n - 1];
    if (row === undefined) return;
    row.delivered = true;
    this.onEvent(`chat:${conversation}`, this.next(), row);
  }

  private touched(row: Row, at: number): Row {
    row.rev = this.next();
    row.changed = at;
    this.onEvent("payouts", row.rev, row);
    return { ...row };
  }

  private next(): number {
    this.seq += 1;
    return this.seq;
  }

  /** The i-th newest request, somewhere on its way. */
  private fill(i: number, now: number): void {
    const person = this.people[i] as Person;
    const [lena, oleg] = this.admins as [Admin, Admin];
    const at = now - (i === 0 ? 2 * MINUTE : i * 29 * MINUTE + i * i * MINUTE);
    const points = i % 7 === 2 ? 1_234_550 : (1_000 + ((i * 7_321) % 90_000)) * 100;
    person.available += points;
    const row = this.open(person, points, at);
    this.say(person.id, Author.system, "", "Заявка создана, баллы зарезервированы", at);
    this.say(person.id, Author.participant, row.name ?? "", "Хочу вывести баллы", at + MINUTE / 2);
    if (i < 9) return;
    const operator = i % 3 === 0 ? lena : oleg;
    this.claim(operator, { payout: row.id, rev: row.rev, take: true });
    this.move(
      operator,
      { payout: row.id, rev: row.rev, to: PayoutState.negotiation },
      at + 7 * MINUTE,
    );
    const hello = "Здравствуйте! Каким способом вам удобно получить выплату?";
    this.say(person.id, Author.operator, operator.name, hello, at + 7 * MINUTE);
    this.delivered(person.id, 3);
    const way = "На карту, пожалуйста. СБП по номеру телефона подойдёт?";
    this.say(person.id, Author.participant, row.name ?? "", way, at + 12 * MINUTE);
    const bank = "Да, подойдёт. Подтвердите банк получателя.";
    this.say(person.id, Author.operator, operator.name, bank, at + 13 * MINUTE, true);
    if (i < 20) return;
    if (i % 5 === 4) {
      const comment =
        "По одной из покупок оформлен возврат. Отправьте запрос снова, когда он завершится.";
      this.move(
        operator,
        {
          payout: row.id,
          rev: row.rev,
          to: PayoutState.rejected,
          reason: 3,
          comment,
          note: "Возврат по 12345678-0042-1",
        },
        at + 20 * MINUTE,
      );
    } else {
      this.move(operator, { payout: row.id, rev: row.rev, to: PayoutState.paid }, at + 25 * MINUTE);
    }
  }
}
