// How a posting and a return live by themselves: a plan drawn once from a seed of their own, then
// carried out step by step as the world's time comes to each.
import { CANCELLATIONS } from "./model.ts";
import type { Application, CancellationName, Item, Posting, Return, ReturnType } from "./model.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export type Step = { at: number } & (
  | { do: "status"; status: string; substatus: string }
  | { do: "cancel"; why: CancellationName }
  | { do: "return"; item: Item; quantity: number; type: ReturnType }
);

const RETURN_REASONS = [
  "Не подошёл размер", "Не подошёл цвет", "Товар не соответствует описанию", "Обнаружен брак", "Передумал покупать",
  "Пришёл другой товар", "Не понравилось качество",
];

const REFUSAL_REASONS = [
  "Покупатель отказался при вручении: недоволен качеством товара", "Покупатель отказался при вручении: передумал",
];

/** Everything that will happen to a posting that begins at `from`. `happy`: it will simply be delivered. */
export function planPosting(r: Random, posting: Posting, from: number, happy: boolean): Step[] {
  const steps: Step[] = [];
  let at = from;
  const after = (least: number, most: number): number => (at += Math.round(least + r.next() * (most - least)));
  const go = (hours: [number, number], status: string, substatus: string): void => {
    steps.push({ at: after(hours[0] * HOUR, hours[1] * HOUR), do: "status", status, substatus });
  };
  const cancel = (why: CancellationName): Step[] => {
    steps.push({ at: after(HOUR / 4, 9 * HOUR), do: "cancel", why });
    return steps;
  };
  const fate = happy
    ? "delivered"
    : r.weighted({ delivered: 872, early: 40, packed: 15, moving: 13, seller: 5, lost: 2, refused: 18, uncollected: 35 });

  if (fate === "early") return cancel(r.chance(0.7) ? "client" : "changedMind");
  if (fate === "seller") return cancel("seller");
  go([1, 14], "awaiting_deliver", posting.scheme === "fbo" ? "posting_packing" : "posting_registered");
  if (fate === "packed") return cancel("client");
  go([2, 20], "delivering", posting.scheme === "fbo" ? "posting_transferring_to_delivery" : "posting_in_carriage");
  go([3, 12], "delivering", "posting_on_way_to_city");
  if (fate === "lost") return cancel("system");
  const moving: ReturnType = "Cancellation";
  if (fate === "moving") return withReturns(r, cancel("client"), posting, moving, after);
  if (posting.courier) {
    go([12, 60], "delivering", "posting_transferred_to_courier_service");
    go([6, 24], "delivering", "posting_in_courier_service");
    if (fate === "uncollected") return withReturns(r, cancel("notCollected"), posting, "FullReturn", after);
    go([2, 8], "delivered", "posting_delivered");
  } else {
    go([12, 60], "delivering", "posting_on_way_to_pickup_point");
    go([4, 24], "delivering", "posting_in_pickup_point");
    if (fate === "uncollected") {
      after(7 * DAY, 14 * DAY);
      return withReturns(r, cancel("notCollected"), posting, "FullReturn", after);
    }
    go([2, 96], "delivered", "posting_received");
  }
  if (fate === "refused") refusePart(r, posting, steps, after);
  else if (!happy && r.chance(0.05)) returnLater(r, posting, steps, after);
  return steps;
}

type After = (least: number, most: number) => number;

/** All goods travel back; their returns become visible hours later. */
function withReturns(r: Random, steps: Step[], posting: Posting, type: ReturnType, after: After): Step[] {
  for (const item of posting.items) {
    steps.push({ at: after(2 * HOUR, 9 * HOUR), do: "return", item, quantity: item.quantity, type: odd(r, type) });
  }
  return steps;
}

function refusePart(r: Random, posting: Posting, steps: Step[], after: After): void {
  const item = r.pick(posting.items);
  const most = posting.items.length > 1 ? item.quantity : item.quantity - 1;
  if (most < 1) return;
  const quantity = r.int(1, most);
  steps.push({ at: after(2 * HOUR, 30 * HOUR), do: "return", item, quantity, type: odd(r, "PartialReturn") });
}

function returnLater(r: Random, posting: Posting, steps: Step[], after: After): void {
  const item = r.pick(posting.items);
  const late = r.chance(0.95) ? [DAY, 15 * DAY] as const : [15 * DAY, 40 * DAY] as const;
  const quantity = r.int(1, item.quantity);
  steps.push({ at: after(...late), do: "return", item, quantity, type: odd(r, "ClientReturn") });
}

/** One return in two hundred is of the technical kind that says nothing. */
const odd = (r: Random, type: ReturnType): ReturnType => (r.chance(0.005) ? "Unknown" : type);

export function startLife(world: World, posting: Posting, steps: Step[], byHand: boolean): void {
  if (steps.length === 0) return;
  posting.plan = steps;
  runPlan(world, posting, steps, byHand, (step) => doStep(world, posting, step, byHand));
}

/** Carries out the plan step by step, for as long as it is still the plan of its owner. */
function runPlan<S extends { at: number }>(
  world: World, owner: { plan: object | null }, steps: S[], byHand: boolean, run: (step: S) => void, index = 0,
): void {
  const step = steps[index];
  if (step === undefined) {
    owner.plan = null;
    return;
  }
  world.schedule(step.at, byHand, () => {
    if (owner.plan !== steps) return;
    run(step);
    runPlan(world, owner, steps, byHand, run, index + 1);
  });
}

function doStep(world: World, posting: Posting, step: Step, byHand: boolean): void {
  if (step.do === "status") world.store.setStatus(posting, step.status, step.substatus, world.now);
  else if (step.do === "cancel") cancelPosting(world, posting, step.why);
  else world.giveBack(posting, step.item, step.quantity, step.type, { live: true, byHand });
}

export function cancelPosting(world: World, posting: Posting, why: CancellationName): void {
  posting.cancellation = { ...CANCELLATIONS[why], afterShip: posting.deliveringAt > 0 };
  world.store.setStatus(posting, "cancelled", "posting_canceled", world.now);
}

export const reasonOf = (r: Random, type: ReturnType): string =>
  type === "ClientReturn" || type === "Unknown" ? r.pick(RETURN_REASONS) : r.pick(REFUSAL_REASONS);

/** A status to go into, or "reissue". */
type ReturnStep = { at: number; status: string };

/** The status a return is born with. */
export function firstReturnStatus(r: Random, type: ReturnType): string {
  if (type !== "ClientReturn") return "MovingToOzon";
  return r.chance(0.06) ? "MoneyReturnedBySystem" : "OnSellerApproval";
}

export function startReturnLife(world: World, record: Return, r: Random, byHand: boolean): void {
  const steps = planReturn(r, record.status, world.now);
  record.plan = steps;
  runPlan(world, record, steps, byHand, (step) => {
    if (step.status !== "reissue") world.store.setReturnStatus(record, step.status, world.now);
    else world.reissue(record, { live: true, byHand });
  });
}

/** An rFBS application is decided within two days, mostly in the buyer's favour. */
export function startApplicationLife(world: World, application: Application, r: Random, byHand: boolean): void {
  const steps = [{ at: world.now + Math.round((0.1 + r.next() * 1.9) * DAY), group: r.chance(0.8) ? "Approved" : "Rejected" }];
  application.plan = steps;
  runPlan(world, application, steps, byHand, (step) => decideApplication(world, application, step.group));
}

const APPLICATION_STATES: Record<string, [state: string, name: string, money: string]> = {
  New: ["ON_APPROVAL", "На проверке", ""],
  Delivering: ["MOVING_TO_SELLER", "Возврат в пути к продавцу", ""],
  Checkout: ["ON_SELLER_CHECK", "На проверке у продавца", ""],
  Arbitration: ["ARBITRATION", "Открыт спор", ""],
  Approved: ["MONEY_RETURNED", "Деньги возвращены", "Деньги возвращены покупателю"],
  Rejected: ["REJECTED", "Заявка отклонена", "Отказано в возврате денег"],
};

export const APPLICATION_GROUPS = Object.keys(APPLICATION_STATES);

export function decideApplication(world: World, application: Application, group: string): void {
  const [state, stateName, moneyStateName] = APPLICATION_STATES[group]!;
  Object.assign(application, { group, state, stateName, moneyStateName });
  world.store.touchApplication(application);
}

function planReturn(r: Random, status: string, from: number): ReturnStep[] {
  const steps: ReturnStep[] = [];
  let at = from;
  const go = (days: [number, number], to: string): void => {
    at += Math.round((days[0] + r.next() * (days[1] - days[0])) * DAY);
    steps.push({ at, status: to });
  };
  const home = (): void => {
    go([2, 9], r.chance(0.03) ? "Utilized" : "ReturnedToOzon");
  };
  if (status === "MovingToOzon") return home(), steps;
  if (status !== "OnSellerApproval") return steps;
  const fate = r.weighted({ approved: 74, rejected: 9, dispute: 4, reissued: 5, part: 3, withdrawn: 2, clarified: 3 });
  if (fate === "rejected") go([0.1, 1], r.chance(0.7) ? "Rejected" : "CrmRejected");
  if (fate === "withdrawn") go([0.1, 1], "Cancelled");
  if (fate === "part") go([0.1, 1], "OfferedPartialCompensation"), go([0.5, 2], "PartialCompensationReturned");
  if (fate === "dispute") {
    go([0.1, 1], "DisputeOpened");
    go([2, 6], r.chance(0.5) ? "MoneyReturned" : "CancelledDisputeNotOpen");
  }
  if (fate === "clarified") go([0.1, 1], "OnSellerClarification");
  if (fate === "approved" || fate === "reissued" || fate === "clarified") {
    go([0.1, 1], r.chance(0.5) ? "Approved" : "ApprovedByOzon");
    go([0.5, 3], "ArrivedAtReturnPlace");
    if (fate === "reissued") go([0.2, 1], "reissue");
    else go([0.5, 2], "MovingToOzon"), home();
  }
  return steps;
}
