import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { METHODS, type MessageRow, OPS } from "#wire/protocol.ts";
import { FakeChannel, settle } from "#wire/testing.ts";
import { Wire } from "#wire/wire.ts";
import { Conversation } from "./conversation.ts";

const WRITE = METHODS["conversation.write"].id;
const MESSAGES = METHODS["conversation.messages"].id;
const row = (n: number, text = `m${n}`, author: 1 | 2 | 3 = 1): MessageRow => ({
  conversation: 4,
  n,
  at: n,
  author,
  text,
});

let channel: FakeChannel;
let wire: Wire;
let talk: Conversation;
const numbers = () => talk.snapshot.messages.map((message) => message.n);

beforeEach(async () => {
  vi.useFakeTimers();
  wire = new Wire({
    open: () => {
      channel = new FakeChannel();
      return channel;
    },
    hello: () => ({ protocol: 1 }),
    greeted: () => {},
  });
  wire.start();
  await channel.welcome();
  talk = new Conversation(wire, 4, "payout");
});

afterEach(() => {
  wire.stop();
  vi.useRealTimers();
});

describe("sending", () => {
  it("shows the message at once and replaces it by the real one", async () => {
    talk.merge([row(1)]);
    talk.send("  Здравствуйте! ");
    expect(talk.snapshot.outgoing).toMatchObject([{ text: "Здравствуйте!", state: "sending" }]);
    expect(channel.last(WRITE)[2]).toEqual({ id: 4, text: "Здравствуйте!" });
    channel.answer(WRITE, row(2, "Здравствуйте!", 2));
    await settle();
    expect(talk.snapshot.outgoing).toEqual([]);
    expect(numbers()).toEqual([1, 2]);
  });

  it("is not shown twice when its push comes before the answer", () => {
    talk.merge([row(1, "да", 2)]);
    talk.send("да");
    expect(talk.snapshot.outgoing).toHaveLength(1);
    talk.merge([row(2, "да", 2)]);
    expect(talk.snapshot.outgoing).toEqual([]);
    expect(numbers()).toEqual([1, 2]);
  });

  it("can be repeated after a failure, with the same key", async () => {
    talk.send("раз");
    const key = channel.last(WRITE)[3];
    channel.refuse(WRITE, 19);
    await settle();
    expect(talk.snapshot.outgoing).toMatchObject([{ state: "failed", error: "internal" }]);
    talk.retry(key!);
    expect(channel.asked(WRITE)).toBe(2);
    expect(channel.last(WRITE)[3]).toBe(key);
    channel.answer(WRITE, row(1, "раз", 2));
    await settle();
    expect(talk.snapshot).toMatchObject({ outgoing: [], messages: [{ n: 1, text: "раз" }] });
  });

  it("sends nothing that is empty", () => {
    talk.send(" \n ");
    expect(talk.snapshot.outgoing).toEqual([]);
  });
});

describe("messages", () => {
  it("are in order, and a later word about one replaces it", () => {
    talk.merge([row(2), row(3)]);
    talk.merge([row(1), { ...row(2), delivered: true }]);
    expect(numbers()).toEqual([1, 2, 3]);
    expect(talk.snapshot.messages[1]?.delivered).toBe(true);
  });

  it("come in older pages until the first one", async () => {
    talk.merge([row(3), row(4)]);
    expect(talk.snapshot.older).toBe("some");
    const loading = talk.loadOlder();
    expect(talk.snapshot.older).toBe("loading");
    expect(channel.last(MESSAGES)[2]).toEqual({ id: 4, before: 3, limit: 50 });
    channel.answer(MESSAGES, { messages: [row(1), row(2)] });
    await loading;
    expect(numbers()).toEqual([1, 2, 3, 4]);
    expect(talk.snapshot.older).toBe("none");
  });

  it("before a hole are forgotten rather than shown as if nothing were missing", () => {
    talk.merge([row(1), row(2)]);
    talk.merge([row(90), row(91)]);
    expect(numbers()).toEqual([90, 91]);
    expect(talk.snapshot.older).toBe("some");
  });

  it("arrive by push, and are read again after a gap", async () => {
    talk.merge([row(1)]);
    const stop = talk.watch();
    channel.answer(OPS.sub.id, { seq: 7 });
    await settle();
    channel.receive([0, "chat:4", 8, row(2)]);
    expect(numbers()).toEqual([1, 2]);
    channel.receive([0, "chat:4", 9, null]);
    channel.answer(MESSAGES, { messages: [row(1), row(2), row(3)] });
    await settle();
    expect(numbers()).toEqual([1, 2, 3]);
    stop();
  });
});
