import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { METHODS, OPS } from "./protocol.ts";
import { FakeChannel, HELLO, settle } from "./testing.ts";
import { Wire } from "./wire.ts";

const LIST = METHODS["payouts.list"].id;
const MOVE = METHODS["payout.move"].id;
const ROW = {
  id: 5,
  rev: 2,
  participant: 3,
  state: 1,
  created: 1,
  changed: 1,
  points: 100,
  money: 100,
  rate: 100,
};

let channels: FakeChannel[];
let refusal: "login" | undefined;
let wire: Wire;
const current = () => channels.at(-1)!;
const outcome = (promise: Promise<unknown>) =>
  promise.then(
    (value) => ({ value }),
    (error) => ({ code: error.code, detail: error.detail }),
  );

beforeEach(() => {
  vi.useFakeTimers();
  channels = [];
  refusal = undefined;
  wire = new Wire({
    open: () => {
      const channel = new FakeChannel();
      channels.push(channel);
      return channel;
    },
    hello: () => ({ protocol: 1 }),
    greeted: () => {},
    random: () => 1,
    probe: async () => refusal,
  });
  wire.start();
});

afterEach(() => {
  wire.stop();
  vi.useRealTimers();
});

describe("a connection", () => {
  it("is online once the server has answered hello, and sends what waited", async () => {
    const list = wire.request("payouts.list", { limit: 50 });
    expect(current().asked(LIST)).toBe(0);
    await current().welcome();
    expect(wire.phase.name).toBe("online");
    current().answer(LIST, { rows: [ROW] });
    expect((await list).rows).toEqual([ROW]);
  });

  it("reads several values in one frame, and is lost when one of them is garbled", async () => {
    await current().welcome();
    const pushed: unknown[] = [];
    wire.watch("payouts", { push: (row) => pushed.push(row), gap: () => {} });
    const channel = current();
    channel.answer(OPS.sub.id, { seq: 1 });
    channel.receive([0, "payouts", 2, ROW], [0, "payouts", 3, { ...ROW, rev: 3 }]);
    expect(pushed).toEqual([ROW, { ...ROW, rev: 3 }]);
    channel.receive([0, "payouts", 4, { ...ROW, rev: 4 }], "garbled", [0, "payouts", 5, ROW]);
    expect(wire.phase.name).toBe("offline");
  });

  it("comes back after a loss, later with every failure", async () => {
    await current().welcome();
    current().onclose?.({ code: 1006 });
    expect(wire.phase.name).toBe("offline");
    await vi.advanceTimersByTimeAsync(299);
    expect(channels).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(channels).toHaveLength(2);
    current().onclose?.({ code: 1006 });
    await vi.advanceTimersByTimeAsync(599);
    expect(channels).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(channels).toHaveLength(3);
    await current().welcome();
    expect(wire.phase.name).toBe("online");
  });

  it("does not wait when the network is said to be back", async () => {
    await current().welcome();
    current().onclose?.({ code: 1006 });
    wire.hurry();
    expect(channels).toHaveLength(2);
  });

  it("ends without a session and for somebody blocked", async () => {
    await current().welcome();
    const pending = outcome(wire.request("payouts.list", { limit: 1 }));
    current().onclose?.({ code: 4401 });
    expect(wire.phase).toEqual({ name: "ended", why: "login" });
    expect(await pending).toMatchObject({ code: "offline" });
    wire.start();
    await current().welcome();
    current().onclose?.({ code: 4403 });
    expect(wire.phase).toEqual({ name: "ended", why: "blocked" });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(channels).toHaveLength(2);
  });

  it("that the server refuses from the first leads to the login", async () => {
    refusal = "login";
    current().onclose?.({ code: 1006 });
    await settle();
    expect(wire.phase).toEqual({ name: "ended", why: "login" });
  });

  it("that is refused again and again after it was good does so too, but not at once", async () => {
    await current().welcome();
    refusal = "login";
    current().onclose?.({ code: 1006 });
    for (const wait of [300, 600, 1_200]) {
      await vi.advanceTimersByTimeAsync(wait);
      current().onclose?.({ code: 1006 });
      await settle();
      expect(wire.phase.name).toBe("offline");
    }
    await vi.advanceTimersByTimeAsync(2_400);
    current().onclose?.({ code: 1006 });
    await settle();
    expect(wire.phase).toEqual({ name: "ended", why: "login" });
  });

  it("that meets no server is tried again", async () => {
    current().onclose?.({ code: 1006 });
    await settle();
    expect(wire.phase.name).toBe("offline");
    await vi.advanceTimersByTimeAsync(300);
    await current().welcome();
    expect(wire.phase.name).toBe("online");
  });

  it("ends when the server speaks another protocol", async () => {
    current().onopen?.();
    current().answer(OPS.hello.id, { ...HELLO, protocol: 2 });
    await settle();
    expect(wire.phase).toEqual({ name: "ended", why: "outdated" });
  });

  it("is given up when nobody answers pings", async () => {
    await current().welcome();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(current().asked(OPS.ping.id)).toBe(2);
    await vi.advanceTimersByTimeAsync(8_000);
    expect(wire.phase.name).toBe("offline");
    expect(channels[0]?.closedWith).toBe(4400);
  });

  it("says and does nothing more once it is stopped", async () => {
    wire.start();
    await current().welcome();
    wire.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([wire.phase.name, channels.length]).toEqual(["online", 1]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is given up when something arrives that makes no sense", async () => {
    await current().welcome();
    current().receive([1, 0, { big: 2 ** 60 }]);
    expect(wire.phase.name).toBe("offline");
  });

  it("takes the server's clock from its ping", async () => {
    const there = Date.now() + 86_400_000;
    current().onopen?.();
    current().answer(OPS.hello.id, HELLO);
    await settle();
    current().answer(OPS.ping.id, { at: there });
    await settle();
    expect(wire.now()).toBe(there);
  });
});

describe("a request", () => {
  it("is sent again with the same key after a reconnect", async () => {
    await current().welcome();
    const move = wire.request("payout.move", { payout: 5, rev: 1, to: 2 });
    const [, , argument, key] = current().last(MOVE);
    current().onclose?.({ code: 1006 });
    await vi.advanceTimersByTimeAsync(300);
    await current().welcome();
    expect(current().last(MOVE).slice(2)).toEqual([argument, key]);
    expect(key).toMatch(/^[0-9a-f-]{36}$/);
    current().answer(MOVE, ROW);
    expect(await move).toEqual(ROW);
  });

  it("has no key when it only reads", async () => {
    await current().welcome();
    wire.request("payouts.list", { limit: 1 }).catch(() => {});
    expect(current().last(LIST)).toHaveLength(3);
  });

  it("waits ten seconds for a connection, then fails visibly", async () => {
    await current().welcome();
    current().onclose?.({ code: 1006 });
    const list = outcome(wire.request("payouts.list", { limit: 1 }));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await list).toMatchObject({ code: "offline" });
  });

  it("is asked again while the server is busy, and fails when that lasts", async () => {
    await current().welcome();
    const list = outcome(wire.request("payouts.list", { limit: 1 }));
    current().refuse(LIST, 10);
    await vi.advanceTimersByTimeAsync(300);
    expect(current().asked(LIST)).toBe(2);
    current().answer(LIST, {});
    expect(await list).toEqual({ value: {} });

    const move = outcome(wire.request("payout.move", { payout: 5, rev: 1, to: 2 }));
    for (let i = 0; i < 6; i += 1) {
      current().refuse(MOVE, 10);
      await vi.advanceTimersByTimeAsync(2_000);
    }
    expect(await move).toMatchObject({ code: "unavailable" });
    expect(
      new Set(
        current()
          .sent.map((frame) => frame[3])
          .filter(Boolean),
      ).size,
    ).toBe(1);
  });

  it("is told why it was refused", async () => {
    await current().welcome();
    const move = outcome(wire.request("payout.move", { payout: 5, rev: 1, to: 2 }));
    current().refuse(MOVE, 4, "rev is 3");
    expect(await move).toEqual({ code: "conflict", detail: "rev is 3" });
  });

  it("fails when the answer is not what the protocol says", async () => {
    await current().welcome();
    const list = outcome(wire.request("payouts.list", { limit: 1 }));
    current().answer(LIST, { rows: [{ ...ROW, money: "100" }] });
    expect(await list).toMatchObject({ code: "garbled" });
  });
});

describe("a topic", () => {
  const seen: unknown[] = [];
  const watch = () =>
    wire.live("payouts", "payout_row", {
      push: (row) => seen.push(row.rev),
      gap: () => seen.push("gap"),
    });

  beforeEach(() => {
    seen.length = 0;
  });

  it("goes on after a reconnect from the last number seen", async () => {
    await current().welcome();
    watch();
    expect(current().last(OPS.sub.id)[2]).toEqual({ topic: "payouts" });
    current().answer(OPS.sub.id, { seq: 40 });
    await settle();
    current().receive([0, "payouts", 42, { ...ROW, rev: 3 }]);
    current().onclose?.({ code: 1006 });
    await vi.advanceTimersByTimeAsync(300);
    await current().welcome();
    expect(current().last(OPS.sub.id)[2]).toEqual({ topic: "payouts", since: 42 });
    current().answer(OPS.sub.id, { seq: 50 });
    await settle();
    current().receive([0, "payouts", 45, { ...ROW, rev: 4 }]);
    expect(seen).toEqual([3, 4]);
  });

  it("says when something was missed for good", async () => {
    await current().welcome();
    watch();
    current().answer(OPS.sub.id, { seq: 40 });
    await settle();
    current().onclose?.({ code: 1006 });
    await vi.advanceTimersByTimeAsync(300);
    await current().welcome();
    current().answer(OPS.sub.id, { seq: 900, gap: true });
    await settle();
    current().receive([0, "payouts", 901, null]);
    expect(seen).toEqual(["gap", "gap"]);
  });

  it("takes a push it cannot read as a gap", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    await current().welcome();
    watch();
    current().answer(OPS.sub.id, { seq: 1 });
    await settle();
    current().receive([0, "payouts", 2, { ...ROW, rev: -1 }]);
    expect(seen).toEqual(["gap"]);
    expect(wire.phase.name).toBe("online");
  });

  it("is left when nobody watches any more", async () => {
    await current().welcome();
    const one = watch();
    const two = watch();
    expect(current().asked(OPS.sub.id)).toBe(1);
    one();
    expect(current().asked(OPS.unsub.id)).toBe(0);
    two();
    expect(current().last(OPS.unsub.id)[2]).toEqual({ topic: "payouts" });
  });
});
