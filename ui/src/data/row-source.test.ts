import { describe, expect, it } from "vitest";
import { WireError } from "#wire/errors.ts";
import { FlowList, WindowList } from "./row-source.ts";

const settle = async (): Promise<void> => {
  for (let n = 0; n < 5; n += 1) await Promise.resolve();
};

function numbers(total: number) {
  const asked: number[] = [];
  const list = new WindowList<number>(async (offset, limit) => {
    asked.push(offset);
    const rows = Array.from({ length: Math.min(limit, total - offset) }, (_, n) => offset + n);
    return { rows, total };
  });
  return { list, asked };
}

describe("a ranked list", () => {
  it("reads the first page before it knows how long it is", async () => {
    const { list, asked } = numbers(250);
    expect(list.count).toBeUndefined();
    list.want(0, 0);
    list.want(0, 0);
    await settle();
    expect(asked).toEqual([0]);
    expect(list.count).toBe(250);
    expect(list.row(42)).toBe(42);
    expect(list.row(142)).toBeUndefined();
  });

  it("reads what is in sight, each page once", async () => {
    const { list, asked } = numbers(1000);
    list.want(0, 10);
    await settle();
    list.want(480, 520);
    list.want(490, 530);
    await settle();
    expect(asked).toEqual([0, 400, 500]);
    expect(list.row(505)).toBe(505);
  });

  it("forgets the pages that were in sight longest ago", async () => {
    const { list, asked } = numbers(10_000);
    for (let page = 0; page <= 60; page += 1) {
      list.want(page * 100, page * 100 + 1);
      await settle();
    }
    expect(list.row(0)).toBeUndefined();
    expect(list.row(100)).toBe(100);
    list.want(0, 1);
    await settle();
    expect(asked.filter((offset) => offset === 0)).toHaveLength(2);
  });

  it("keeps showing old rows until the new ones are there, and drops late answers", async () => {
    let answer = "old";
    const waiting: (() => void)[] = [];
    const list = new WindowList<string>(async () => {
      const row = answer;
      await new Promise<void>((resolve) => waiting.push(resolve));
      return { rows: [row], total: 1 };
    });
    list.want(0, 0);
    waiting.shift()?.();
    await settle();
    expect(list.row(0)).toBe("old");
    answer = "late";
    list.reload();
    answer = "new";
    list.reload();
    expect(list.row(0)).toBe("old");
    waiting.pop()?.();
    await settle();
    waiting.pop()?.();
    await settle();
    expect(list.row(0)).toBe("new");
  });

  it("says why nothing came, and tries again when asked to", async () => {
    let fail = true;
    const list = new WindowList<number>(async () => {
      if (fail) throw new WireError("unavailable");
      return { rows: [1], total: 1 };
    });
    list.want(0, 0);
    await settle();
    expect(list.error).toBe("unavailable");
    fail = false;
    list.retry();
    await settle();
    expect(list.error).toBeUndefined();
    expect(list.row(0)).toBe(1);
  });
});

describe("a list whose rows go on changing", () => {
  const row = (id: number, balance = 0) => ({ id, balance });
  const keyOf = ({ id }: { id: number }) => id;

  it("shows a changed row where its old one stood, and that it has just changed", async () => {
    const list = new WindowList(async () => ({ rows: [row(3), row(2), row(1)], total: 3 }));
    list.want(0, 2);
    await settle();
    list.patch([row(2, 500), row(9, 700)], keyOf);
    expect(list.kept().map(keyOf)).toEqual([3, 2, 1]);
    const [third, second] = list.inSight();
    expect(second).toEqual(row(2, 500));
    expect(second && list.freshness(second)).toBe(1);
    expect(third && list.freshness(third)).toBeUndefined();
    const again = row(2, 600);
    list.patch([again], keyOf);
    expect(list.freshness(again)).toBe(2);
  });

  it("reads a page again that was asked for before rows were patched", async () => {
    const waiting: (() => void)[] = [];
    let balance = 0;
    const list = new WindowList(async () => {
      const rows = [row(1, balance)];
      await new Promise<void>((done) => waiting.push(done));
      return { rows, total: 1 };
    });
    list.want(0, 0);
    balance = 500;
    list.patch([row(1, 500)], keyOf);
    waiting.shift()?.();
    await settle();
    expect(waiting).toHaveLength(1);
    waiting.shift()?.();
    await settle();
    expect(list.row(0)).toEqual(row(1, 500));
    expect(waiting).toHaveLength(0);
  });

  it("when anything may have changed, reads again what was out of sight", async () => {
    const { list, asked } = numbers(250);
    list.want(0, 10);
    await settle();
    list.want(100, 110);
    await settle();
    list.doubt();
    list.want(101, 111);
    await settle();
    expect(asked).toEqual([0, 100]);
    list.want(0, 10);
    await settle();
    expect(asked).toEqual([0, 100, 0]);
  });
});

describe("a list that is read on and on", () => {
  it("goes on behind the last row when its end comes near", async () => {
    const asked: (number | undefined)[] = [];
    const list = new FlowList<number, number>(async (from, limit) => {
      asked.push(from);
      const first = from ?? 0;
      const rows = Array.from({ length: limit }, (_, n) => first + n);
      return { rows, next: first + limit < 300 ? first + limit : undefined };
    });
    list.want(0, 0);
    await settle();
    expect(list.count).toBe(100);
    list.want(0, 20);
    expect(asked).toEqual([undefined]);
    list.want(60, 80);
    await settle();
    list.want(180, 199);
    await settle();
    expect(asked).toEqual([undefined, 100, 200]);
    expect(list.more).toBe(false);
    list.want(280, 299);
    expect(asked).toHaveLength(3);
  });

  it("looks through empty pages, boundedly", async () => {
    let looks = 0;
    const list = new FlowList<number, number>(async () => {
      looks += 1;
      return { rows: [], next: looks };
    });
    list.want(0, 0);
    for (let n = 0; n < 40; n += 1) await settle();
    expect(looks).toBe(50);
    expect(list.more).toBe(true);
    expect(list.count).toBe(0);
  });

  it("goes on where it stopped after an error", async () => {
    let fail = false;
    const list = new FlowList<number, number>(async (from) => {
      if (fail) throw new WireError("offline");
      const first = from ?? 0;
      return { rows: Array.from({ length: 60 }, (_, n) => first + n), next: first + 60 };
    });
    list.want(0, 0);
    await settle();
    fail = true;
    list.want(50, 59);
    await settle();
    expect(list.error).toBe("offline");
    expect(list.count).toBe(60);
    fail = false;
    list.retry();
    await settle();
    expect(list.count).toBe(120);
    expect(list.row(119)).toBe(119);
  });

  describe("when something has changed", () => {
    interface Line {
      id: number;
      text: string;
    }
    const ids = (list: FlowList<Line, number>): (number | undefined)[] =>
      [0, 1, 2].map((n) => list.row(n)?.id);
    const keyOf = (line: Line): number => line.id;

    /** Numbers go down from `newest`. */
    function flow(newest: number) {
      const server = { newest, text: "old", asked: 0 };
      const list = new FlowList<Line, number>(async (before, limit) => {
        server.asked += 1;
        const first = before === undefined ? server.newest : before - 1;
        const count = Math.min(limit, first);
        const rows = Array.from({ length: count }, (_, n) => ({
          id: first - n,
          text: server.text,
        }));
        return { rows, next: first > limit ? first - limit + 1 : undefined };
      });
      return { list, server };
    }

    it("shows rows as they are now, and new ones at the beginning", async () => {
      const { list, server } = flow(250);
      list.want(0, 10);
      await settle();
      list.want(90, 99);
      await settle();
      expect(list.count).toBe(200);
      list.want(0, 10);
      Object.assign(server, { newest: 252, text: "new" });
      await list.renew(keyOf);
      expect(ids(list)).toEqual([252, 251, 250]);
      expect(list.row(5)?.text).toBe("new");
      // Nobody twice, nobody missing, and on from where it was.
      list.want(190, 201);
      await settle();
      expect(list.count).toBe(252);
      const all = Array.from({ length: 252 }, (_, n) => list.row(n)?.id);
      expect(all).toEqual(Array.from({ length: 252 }, (_, n) => 252 - n));
    });

    it("moves nothing under somebody's eyes: new ones wait until the beginning is in sight", async () => {
      const { list, server } = flow(250);
      list.want(0, 10);
      await settle();
      list.want(20, 30);
      Object.assign(server, { newest: 251, text: "new" });
      await list.renew(keyOf);
      expect(list.row(25)).toEqual({ id: 225, text: "new" });
      expect(list.count).toBe(100);
      list.want(0, 10);
      await settle();
      expect(ids(list)).toEqual([251, 250, 249]);
    });

    it("reads once more when it was told so while it read", async () => {
      const { list, server } = flow(5);
      list.want(0, 10);
      await settle();
      server.asked = 0;
      const told = [list.renew(keyOf), list.renew(keyOf), list.renew(keyOf)];
      await Promise.all(told);
      await settle();
      expect(server.asked).toBe(2);
      expect(list.count).toBe(5);
    });

    it("stays as it is when it cannot be read, and follows the next time", async () => {
      let fail = false;
      let rows = [1];
      const list = new FlowList<number, number>(async () => {
        if (fail) throw new WireError("offline");
        return { rows, next: undefined };
      });
      list.want(0, 0);
      await settle();
      fail = true;
      rows = [2, 1];
      await list.renew((row) => row);
      expect([list.row(0), list.error]).toEqual([1, undefined]);
      fail = false;
      await list.renew((row) => row);
      expect(list.row(0)).toBe(2);
    });
  });
});
