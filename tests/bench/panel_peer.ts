// The list of participants in PostgreSQL: one table with an index for each column, and the same questions. See README.md.
import { FilterHow, type Messages, ParticipantColumn } from "../../ui/src/wire/protocol.ts";
import { Postgres, type Session } from "./postgres.ts";

type Line = Messages["participant_line"];
type Filter = NonNullable<Messages["participants_args"]["filters"]>[number];
/** What a page asks for. */
export type Question = { filters?: Filter[]; text?: string; sort: ParticipantColumn; down?: boolean };
export type Answer = { rows: string[]; total: number };

type Name = keyof typeof ParticipantColumn;
const NAMES = Object.keys(ParticipantColumn) as Name[];
const TEXTS = new Set<string>(["name", "nick"]);
/** The narrowest type that holds it: a row is a third shorter than with bigint alone. */
const SMALL = new Set<string>(["status", "proven", "unreachable", "debt", "erased"]);
const INTEGER = new Set<string>(["id", "inviter", "orders", "referrals", "network_people", "network_buyers", "network_orders"]);
const FIRST_PAGE = 100;

const quoted = (column: string): string => `"${column}"`;
const typeOf = (name: string): string => (TEXTS.has(name) ? "text" : SMALL.has(name) ? "smallint" : INTEGER.has(name) ? "integer" : "bigint");
const nameOf = (column: ParticipantColumn): string => NAMES.find((name) => ParticipantColumn[name] === column)!;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A row as psql shows it. */
export const shown = (line: Line): string =>
  NAMES.map((name) => (TEXTS.has(name) ? (line[name] ?? "") : Number(line[name] ?? 0))).join("|");

/** What is searched in: as the reader folds it, kept beside the row. */
const folded = (text: string): string => text.toLowerCase().replaceAll("ё", "е");
const searched = ({ name = "", nick = "" }: Line): string => folded(`${name} ${nick}`);

function conditionOf({ column, how, from, to, values }: Filter): string {
  const name = quoted(nameOf(column));
  const nothing = TEXTS.has(nameOf(column)) ? "''" : "0";
  switch (how) {
    case FilterHow.between: return `${name} between ${from} and ${to}`;
    case FilterHow.from: return `${name} >= ${from}`;
    case FilterHow.to: return `${name} <= ${to}`;
    case FilterHow.one_of: return `${name} in (${values!.join(", ")})`;
    case FilterHow.empty: return `${name} = ${nothing}`;
    case FilterHow.filled: return `${name} <> ${nothing}`;
  }
}

function whereOf({ filters = [], text = "" }: Question): string {
  const words = folded(text).split(" ").filter((word) => word !== "").map((word) => `searched like ${literal(`%${word}%`)}`);
  const all = [...filters.map(conditionOf), ...words];
  return all.length > 0 ? `where ${all.join(" and ")}` : "";
}

export class PanelPeer {
  readonly #postgres = new Postgres();
  readonly #session: Session;
  #asked = 0;

  constructor() {
    this.#session = this.#postgres.session();
  }

  get name(): string {
    return `PostgreSQL ${this.#postgres.version}, an index a column`;
  }

  /** Every order has an index that gives it with its ties, every filter can use one, and parts of words have pg_trgm's. */
  async fill(lines: Line[]): Promise<void> {
    const columns = NAMES.map((name) => `${quoted(name)} ${typeOf(name)} not null${name === "id" ? " primary key" : ""}`);
    await this.#session.ask(`set maintenance_work_mem = '1GB'; create extension pg_trgm;
      create table people (${columns.join(", ")}, searched text not null);`);
    await this.#session.copy("people", (function* () {
      for (const line of lines) yield `${shown(line).replaceAll("|", "\t")}\t${searched(line)}\n`;
    })());
    for (const name of NAMES.filter((one) => one !== "id")) await this.#session.ask(`create index on people (${quoted(name)}, id);`);
    await this.#session.ask("create index on people using gin (searched gin_trgm_ops) with (fastupdate = off); vacuum (freeze, analyze) people;");
  }

  /** The first page and how many there are in all, prepared: what it takes is neither read nor planned again. */
  async prepare(question: Question): Promise<() => Promise<Answer>> {
    const n = this.#asked++;
    const way = question.down ? "desc" : "asc";
    const order = question.sort === ParticipantColumn.id ? `id ${way}` : `${quoted(nameOf(question.sort))} ${way}, id ${way}`;
    const where = whereOf(question);
    await this.#session.ask(`prepare page${n} as select ${NAMES.map(quoted).join(", ")} from people ${where} order by ${order} limit ${FIRST_PAGE};
      prepare total${n} as select count(*) from people ${where};`);
    return async () => {
      const answer = await this.#session.ask(`execute page${n}; execute total${n};`);
      return { rows: answer.slice(0, -1), total: Number(answer.at(-1)) };
    };
  }

  close(): void {
    this.#session.close();
    this.#postgres.close();
  }
}
