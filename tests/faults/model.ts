// The rules of the programme, naively: from what was done in the simulated Telegram and Ozon to what everybody must
// have in the end. Whole recomputation, no history, nothing in common with the ledger.

export type Rates = { own: number; levels: readonly number[] }; // basis points, nearest inviter first

export type Line = { sku: number; quantity: number; price: number }; // kopecks for one

/** Goods on their way back: undecided, taken out of the purchase, or as if they never were. */
export type Return = { id: number; sku: number; quantity: number; state: "open" | "counted" | "void"; replaced: boolean };

export type Posting = {
  number: string;
  buyer: Participant;
  rates: Rates; // of the day it was ordered
  lines: Line[];
  status: "ordered" | "delivered" | "cancelled";
  returns: Return[];
};

export type Payout = { id: number; of: Participant; points: number; state: "new" | "negotiation" | "paid" | "rejected" | "cancelled" };

/** Points given by hand. */
export type Correction = { of: Participant; points: number };

export class Participant {
  readonly name: string;
  readonly inviter: Participant | undefined;

  constructor(name: string, inviter?: Participant) {
    this.name = name;
    this.inviter = inviter;
  }
}

/** Hundredths of a point. */
export type Figures = { own: number; levels: number[]; corrected: number; paid: number; reserved: number; total: number; available: number };

export class Model {
  readonly postings: Posting[] = [];
  readonly payouts: Payout[] = [];
  readonly corrections: Correction[] = [];

  /** When every hold is over and every return decided. */
  figures(who: Participant): Figures {
    let own = 0;
    const levels = [0, 0, 0];
    for (const posting of this.postings) {
      if (posting.buyer === who) own += share(net(posting), posting.rates.own);
      const level = distance(posting.buyer, who);
      if (level >= 1 && level <= levels.length) levels[level - 1]! += share(net(posting), posting.rates.levels[level - 1] ?? 0);
    }
    const paid = this.#sum(who, "paid");
    const reserved = this.#sum(who, "new") + this.#sum(who, "negotiation");
    const corrected = this.corrections.filter((one) => one.of === who).reduce((sum, one) => sum + one.points, 0);
    const total = own + levels.reduce((sum, one) => sum + one, 0) + corrected - paid;
    return { own, levels, corrected, paid, reserved, total, available: total - reserved };
  }

  undecided(): { posting: Posting; record: Return }[] {
    return this.postings.flatMap((posting) =>
      posting.returns.filter((one) => one.state === "open" && !one.replaced).map((record) => ({ posting, record })));
  }

  #sum(who: Participant, state: Payout["state"]): number {
    return this.payouts.filter((one) => one.of === who && one.state === state).reduce((sum, one) => sum + one.points, 0);
  }
}

/** Kopecks that count. */
function net(posting: Posting): number {
  if (posting.status !== "delivered") return 0;
  return posting.lines.reduce((sum, line) => sum + line.price * Math.max(0, line.quantity - returned(posting, line.sku)), 0);
}

export function returned(posting: Posting, sku: number): number {
  return posting.returns
    .filter((one) => one.sku === sku && one.state === "counted" && !one.replaced)
    .reduce((sum, one) => sum + one.quantity, 0);
}

/** One point a rouble at 100 %, in hundredths, rounded down. */
function share(kopecks: number, rate: number): number {
  return Math.floor((kopecks * rate) / 10_000);
}

/** How many invitations lie between: 1 is the inviter of `of`; 0: none of the network above. */
function distance(of: Participant, who: Participant): number {
  let level = 1;
  for (let at = of.inviter; at; at = at.inviter, level++) if (at === who) return level;
  return 0;
}
