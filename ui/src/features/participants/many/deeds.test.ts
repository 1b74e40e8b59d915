import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Session } from "#app/session.ts";
import { sortOf } from "#grid/columns.ts";
import { Selection } from "#grid/selection.ts";
import { type DeedJob, DeedState, FilterHow, OPS, ParticipantColumn } from "#wire/protocol.ts";
import { FakeChannel, settle } from "#wire/testing.ts";
import { makeDeeds, whomOf } from "./deeds.ts";

const filters = { status: { any: [1] } };
const list = { filters, sort: sortOf("-total"), last: 900 };

describe("who is meant", () => {
  it("is said by numbers while they are named one by one", () => {
    const selection = new Selection(10);
    selection.set([7, 3], true);
    expect(whomOf(selection, list)).toEqual({ ids: [7, 3] });
  });

  it("is said by the filter, and those left out, when all are chosen: nobody who came since", () => {
    const selection = new Selection(10);
    selection.all();
    selection.toggle(5);
    expect(whomOf(selection, list)).toMatchObject({
      all: {
        filters: [{ column: ParticipantColumn.status, how: FilterHow.one_of, values: [1] }],
      },
      except: [5],
      last: 900,
    });
    expect(whomOf(selection, list).ids).toBeUndefined();
  });
});

describe("what the gateway is at", () => {
  const channels: FakeChannel[] = [];
  const channel = (): FakeChannel => channels.at(-1) as FakeChannel;
  let session: Session;
  const job = (more: Partial<DeedJob> = {}): DeedJob => ({
    id: 77,
    blocked: true,
    state: DeedState.running,
    created: 1_000,
    total: 20,
    ...more,
  });

  beforeEach(async () => {
    vi.useFakeTimers();
    session = new Session(() => {
      channels.push(new FakeChannel());
      return channel();
    });
    session.wire.start();
    await channel().welcome();
  });
  afterEach(() => {
    session.wire.stop();
    vi.useRealTimers();
  });

  async function begun() {
    const deeds = session.get(makeDeeds);
    channel().answer(OPS.deeds.id, {});
    await settle();
    const done = deeds.begin({ ids: [1] }, true, "накрутка");
    expect(channel().last(OPS.deed.id)[2]).toEqual({ ids: [1], blocked: true, reason: "накрутка" });
    channel().answer(OPS.deed.id, job());
    await done;
    return deeds;
  }

  it("follows its pushes to the end", async () => {
    const deeds = await begun();
    expect(channel().last(OPS.sub.id)[2]).toMatchObject({ topic: "deed:77" });
    channel().receive([0, "deed:77", 5, job({ done: 3 })]);
    expect(deeds.jobs).toEqual([job({ done: 3 })]);
    const over = job({ done: 20, state: DeedState.done });
    channel().receive([0, "deed:77", 9, over]);
    expect(deeds.jobs).toEqual([over]);
    const closed = deeds.end(over);
    channel().answer(OPS.end_deed.id, {});
    await closed;
    expect(deeds.jobs).toEqual([]);
  });

  it("is lost when a gateway that was started anew does not know of it", async () => {
    const deeds = await begun();
    channel().receive([0, "deed:77", 5, job({ done: 3 })]);
    channel().onclose?.({ code: 1006 });
    await vi.advanceTimersByTimeAsync(30_000);
    await channel().welcome();
    channel().answer(OPS.deeds.id, {});
    await settle();
    expect([deeds.jobs, deeds.lost]).toEqual([[], [job({ done: 3 })]]);
    const asked = channel().asked(OPS.end_deed.id);
    await deeds.end(deeds.lost[0] as DeedJob);
    expect([deeds.lost, channel().asked(OPS.end_deed.id)]).toEqual([[], asked]);
  });
});
