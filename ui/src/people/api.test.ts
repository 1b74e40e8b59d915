import { expect, test } from "vitest";
import { Names } from "./api.ts";

function names(rows: (ids: readonly number[]) => { id: number; name: string }[]) {
  const asked: (readonly number[])[] = [];
  const wire = {
    request: async (_: string, { ids }: { ids: readonly number[] }) => {
      asked.push(ids);
      return { rows: rows(ids) };
    },
  };
  return { asked, of: new Names(wire as never) };
}

test("names that are wanted together are asked for together, each once", async () => {
  const { asked, of } = names((ids) => ids.map((id) => ({ id, name: `N${id}` })));
  const found = await Promise.all([3, 1, 3].map((id) => of.of(id)));
  expect(found.map((who) => who?.name)).toEqual(["N3", "N1", "N3"]);
  expect(asked).toEqual([[3, 1]]);
  await of.of(2);
  expect(asked).toEqual([[3, 1], [2]]);
});

test("more than one request takes are asked for in several", async () => {
  const { asked, of } = names((ids) => ids.map((id) => ({ id, name: "" })));
  await Promise.all(Array.from({ length: 201 }, (_, n) => of.of(n + 1)));
  expect(asked.map((ids) => ids.length)).toEqual([200, 1]);
});

test("whoever is not there, or not to be had, has no name", async () => {
  expect(await names(() => []).of.of(7)).toBeNull();
  const lost = names(() => {
    throw new Error("offline");
  });
  expect(await lost.of.of(7)).toBeNull();
});
