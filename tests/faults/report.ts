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
    `  ${posting.number}: ${status} [${found}], not ${posting.status} [${wanted}]`,
    ...posting.returns.map((one) => `    return ${JSON.stringify(one)}: ${looksAt(town, posting.number, one.id)}`),
  ];
}

/** When Ozon was asked for something that would have shown this return as it is now, and how it behaved. */
function looksAt(town: Town, number: string, id: number): string {
  const { control } = town.system.ozon;
  const record = control.posting(number).returns.find((one) => one.id === id);
  if (!record) return "Ozon does not know it";
  const looks = control.calls().filter(({ at, method, body }) =>
    at >= record.changedAt && method === RETURNS && asksFor(body, number, record.changedAt));
  const told = looks.slice(0, LOOKS_MAX).map(({ at, status, fault }) =>
    `${new Date(at).toISOString()} ${status}${fault ? ` (${fault})` : ""}`);
  return `${record.status} since ${new Date(record.changedAt).toISOString()}; asked about ${looks.length} times: ${told.join(", ")}`;
}

function asksFor(body: unknown, number: string, changedAt: number): boolean {
  const { filter } = body as {
    filter?: { posting_numbers?: string[]; visual_status_change_moment?: { time_from: string; time_to: string } };
  };
  const period = filter?.visual_status_change_moment;
  if (period) return Date.parse(period.time_from) <= changedAt && changedAt <= Date.parse(period.time_to);
  return filter?.posting_numbers?.includes(number) ?? false;
}
