// The first hundred rows of what would be in the file.

import { WindowList } from "#data/row-source.ts";
import type { useExportsTexts } from "#exports/texts.ts";
import type { Column } from "#grid/columns.ts";
import { momentsOf, type Period } from "#grid/period.ts";
import { ABSENT, type Format } from "#i18n/format.ts";
import { participantName } from "#i18n/names.ts";
import type { Dict } from "#i18n/ru.ts";
import { type Purchase, Scheme, type TreeLine } from "#wire/protocol.ts";
import type { Wire } from "#wire/wire.ts";

const ROWS = 100;
/** The server looks at so much at a time; few purchases may stand far apart. */
const PAGES_MAX = 20;

type Texts = ReturnType<typeof useExportsTexts>;

export function periodArgs(period: Period): { since?: number; until?: number } {
  const { from, to } = momentsOf(period);
  return { ...(from !== undefined && { since: from }), ...(to !== undefined && { until: to }) };
}

interface Part<R> {
  rows?: readonly R[];
  next?: number;
}

function firstRows<R>(read: (after: number | undefined) => Promise<Part<R>>): WindowList<R> {
  return new WindowList<R>(async () => {
    const rows: R[] = [];
    let after: number | undefined;
    for (let n = 0; n < PAGES_MAX && rows.length < ROWS; n += 1) {
      const page = await read(after);
      rows.push(...(page.rows ?? []));
      after = page.next;
      if (after === undefined || after === 0) break;
    }
    return { rows: rows.slice(0, ROWS), total: Math.min(rows.length, ROWS) };
  });
}

export function previewTree(wire: Wire, under: number | undefined): WindowList<TreeLine> {
  return firstRows((after) =>
    wire.request("export.tree", {
      ...(under !== undefined && { under }),
      ...(after !== undefined && { after }),
      limit: ROWS,
    }),
  );
}

export function previewPurchases(wire: Wire, period: Period): WindowList<Purchase> {
  return firstRows((after) =>
    wire.request("export.purchases", {
      ...periodArgs(period),
      ...(after !== undefined && { after }),
      limit: ROWS,
    }),
  );
}

function person(t: Dict, name: string | undefined, id: number | undefined) {
  if (id === undefined || id === 0) return ABSENT;
  return <bdi>{participantName(t, { id, name })}</bdi>;
}

export function treeColumns(t: Dict, f: Format, own: Texts): Column<TreeLine>[] {
  const { columns } = own;
  return [
    { id: "name", title: columns.name, width: 220, cell: (row) => person(t, row.name, row.id) },
    { id: "id", title: columns.id, width: 90, align: "end", cell: (row) => row.id },
    { id: "joined", title: columns.joined, width: 120, cell: (row) => f.date(row.joined) },
    {
      id: "inviter",
      title: columns.inviter,
      width: 220,
      cell: (row) => person(t, row.inviter_name, row.inviter),
    },
  ];
}

export function purchaseColumns(t: Dict, f: Format, own: Texts): Column<Purchase>[] {
  const { columns } = own;
  return [
    { id: "who", title: columns.who, width: 200, cell: (row) => person(t, row.name, row.buyer) },
    { id: "id", title: columns.id, width: 90, align: "end", cell: (row) => row.buyer ?? ABSENT },
    { id: "platform", title: columns.platform, width: 120, cell: (row) => `Ozon ${scheme(row)}` },
    {
      id: "created",
      title: columns.created,
      width: 120,
      cell: (row) => (row.created === undefined ? ABSENT : f.date(row.created)),
    },
    {
      id: "sum",
      title: columns.sum,
      width: 150,
      align: "end",
      cell: (row) => f.money(row.net ?? 0),
    },
    { id: "number", title: columns.number, width: 200, cell: (row) => row.number },
  ];
}

function scheme(row: Purchase): string {
  if (row.scheme === Scheme.rfbs) return "rFBS";
  return row.scheme === Scheme.fbs ? "FBS" : "FBO";
}
