// A session at hand for the tests of this page, and rows to feed it with.
import { Session } from "#app/session.ts";
import { METHODS, OPS, type PayoutRow, PayoutState } from "#wire/protocol.ts";
import { FakeChannel, settle } from "#wire/testing.ts";

export const LIST = METHODS["payouts.list"].id;
export const CARD = METHODS["payout.card"].id;
export const MOVE = METHODS["payout.move"].id;
export const CLAIM = METHODS["payout.claim"].id;

export function row(id: number, rev: number, more: Partial<PayoutRow> = {}): PayoutRow {
  return {
    id,
    rev,
    participant: 3,
    name: "Тимур Петров",
    state: PayoutState.new,
    created: 1_000 + id,
    changed: 1_000 + id,
    points: 8_153_100,
    money: 8_153_100,
    rate: 100,
    can: [PayoutState.negotiation, PayoutState.rejected],
    ...more,
  };
}

export function card(of: PayoutRow, history: object[] = []): object {
  return {
    row: of,
    who: { id: 3, tg: 5, lang: 1, status: 1, joined: 1, available: 100, total: 8_153_200 },
    history,
    room: { id: 9, kind: 1, tg: 5 },
  };
}

export interface Bench {
  session: Session;
  channel: () => FakeChannel;
  /** The last request of a method is answered, and everything that follows from it has happened. */
  answer: (method: number, result: object) => Promise<void>;
  refuse: (method: number, code: number) => Promise<void>;
  push: (row: PayoutRow, seq?: number) => void;
}

export async function startBench(): Promise<Bench> {
  const channels: FakeChannel[] = [];
  const session = new Session(() => {
    const channel = new FakeChannel();
    channels.push(channel);
    return channel;
  });
  const channel = (): FakeChannel => channels.at(-1) as FakeChannel;
  session.wire.start();
  await channel().welcome();
  return {
    session,
    channel,
    answer: async (method, result) => {
      channel().answer(method, result);
      await settle();
    },
    refuse: async (method, code) => {
      channel().refuse(method, code);
      await settle();
    },
    push: (pushed, seq = pushed.rev) => channel().receive([0, "payouts", seq, pushed]),
  };
}

/** Subscriptions are answered, so that a reconnect goes on from somewhere. */
export async function answerSubs(channel: FakeChannel, seq: number, gap = false): Promise<void> {
  for (const [id, op] of channel.sent) {
    if (op === OPS.sub.id) channel.receive([id, 0, gap ? { seq, gap } : { seq }]);
  }
  await settle();
}
