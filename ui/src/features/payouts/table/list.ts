import { FlowList } from "#data/row-source.ts";
import type { PayoutsArgs } from "#wire/protocol.ts";
import type { Wire } from "#wire/wire.ts";
import { type Payout, toPayout } from "../model.ts";

/** Where the next page goes on: behind this request, with this value of what is sorted by. */
export interface Place {
  before: number;
  before_value?: number;
}

/** Requests page by page, as they are asked for. */
export function payoutList(
  wire: Wire,
  argsOf: (limit: number) => PayoutsArgs,
): FlowList<Payout, Place> {
  return new FlowList<Payout, Place>(async (place, limit) => {
    const page = await wire.request("payouts.list", { ...argsOf(limit), ...place });
    const next: Place | undefined =
      page.next === undefined || page.next === 0
        ? undefined
        : {
            before: page.next,
            ...(page.next_value !== undefined && { before_value: page.next_value }),
          };
    return { rows: (page.rows ?? []).map(toPayout), next };
  });
}
