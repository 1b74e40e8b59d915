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
});
