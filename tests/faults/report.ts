// Why a town has failed: whose points are not what the model says, which of their postings the ledger sees otherwise,
// and when Ozon was asked about them. Made while the processes still run; it ends soon, however long the town has lived.
import { PostingStatus } from "../../ui/src/wire/protocol.ts";
import { figuresKept } from "./judge.ts";
import type { Member, Town } from "./member.ts";
import { type Posting, returned } from "./model.ts";

const REPORT_MS = 60_000;
const APART_MAX = 20; // postings
const LOOKS_MAX = 8; // at one return
const AT_ONCE = 10;
const RETURNS = "/v1/returns/list";
const LISTS = { fbo: "/v3/posting/fbo/list", fbs: "/v4/posting/fbs/list" };

/** Differences by participant, and the postings behind them. While holds go on the sums alone say something. */
export async function reportOf(town: Town, members: Member[]): Promise<string[]> {
  const end = performance.now() + REPORT_MS;
  const report: string[] = [];
  const all = await Promise.all(members.map(async (member) => ({ member, found: await figuresKept(town, member), wanted: town.model.figures(member) })));
  const sums = all.filter(({ found, wanted }) => found.total !== wanted.total);
  for (const { member, found, wanted } of sums.length ? sums : all) {
    const [text, right] = [found, wanted].map((one) => JSON.stringify(one));
    if (text !== right) report.push(`${member.name}: ${text}, not ${right}`);
    if (found.own !== wanted.own) report.push(...await postingsApart(town, member, end)); // else it is another's purchase
  }
  return report;
}

async function postingsApart(town: Town, member: Member, end: number): Promise<string[]> {
  const own = town.model.postings.filter((one) => one.buyer === member).reverse();
  const apart: string[] = [];
  for (let at = 0; at < own.length; at += AT_ONCE) {
    if (apart.length >= APART_MAX || performance.now() > end) return [...apart, `... ${own.length - at} older postings were not looked at`];
    const found = await Promise.all(own.slice(at, at + AT_ONCE).map((one) => difference(town, one)));
    apart.push(...found.flat());
  }
  return apart;
}

/** Nothing, or a line about the posting and one for each of its returns. */
async function difference(town: Town, posting: Posting): Promise<string[]> {
  const { postings = [] } = await town.desk.call("explain", { text: posting.number });
  const seen = postings.find((one) => one.purchase.number === posting.number)?.purchase;
  const found = (seen?.items ?? []).map((one) => `${one.sku}: ${one.returned ?? 0} of ${one.qty}`).sort().join(", ");
  const wanted = posting.lines.map((one) => `${one.sku}: ${returned(posting, one.sku)} of ${one.quantity}`).sort().join(", ");
  if (found === wanted && (seen?.status === PostingStatus.delivered) === (posting.status === "delivered")) return [];
  const status = Object.entries(PostingStatus).find(([, value]) => value === seen?.status)?.[0];
  return [
    `  ${posting.number}: ${status} [${found}], not ${posting.status} [${wanted}]; ${looksAtPosting(town, posting.number)}`,
    ...posting.returns.map((one) => `    return ${JSON.stringify(one)}: ${looksAtReturn(town, posting.number, one.id)}`),
  ];
}

type Period = { from: number; to: number };
type Filter = {
  posting_numbers?: string[]; since?: string; to?: string;
  last_changed_status_date?: { from: string; to: string }; visual_status_change_moment?: { time_from: string; time_to: string };
};

const period = (from: string, to: string): Period => ({ from: Date.parse(from), to: Date.parse(to) });
const holds = (one: Period | undefined, at: number): boolean => one !== undefined && one.from <= at && at <= one.to;

/** When Ozon was asked for something that would have shown this posting as it is now, and how it behaved. */
function looksAtPosting(town: Town, number: string): string {
  const { scheme, createdAt, changedAt, status } = town.system.ozon.control.posting(number);
  const path = scheme === "fbo" ? LISTS.fbo : LISTS.fbs;
  return looks(town, status, changedAt, path, ({ posting_numbers, since, to, last_changed_status_date: changed }) =>
    posting_numbers?.includes(number)
      ?? (holds(since && to ? period(since, to) : undefined, createdAt) && (!changed || holds(period(changed.from, changed.to), changedAt))));
}

/** The same of a return. */
function looksAtReturn(town: Town, number: string, id: number): string {
  const record = town.system.ozon.control.posting(number).returns.find((one) => one.id === id);
  if (!record) return "Ozon does not know it";
  return looks(town, record.status, record.changedAt, RETURNS, ({ posting_numbers, visual_status_change_moment: moment }) =>
    moment ? holds(period(moment.time_from, moment.time_to), record.changedAt) : posting_numbers?.includes(number) ?? false);
}

function looks(town: Town, status: string, since: number, path: string, shows: (filter: Filter) => boolean): string {
  const found = town.system.ozon.control.calls().filter(({ at, method, body }) =>
    at >= since && method === path && shows((body as { filter?: Filter } | null)?.filter ?? {}));
  const told = found.slice(0, LOOKS_MAX).map((one) => `${new Date(one.at).toISOString()} ${one.status}${one.fault ? ` (${one.fault})` : ""}`);
  return `${status} since ${new Date(since).toISOString()}; asked about ${found.length} times: ${told.join(", ")}`;
}
