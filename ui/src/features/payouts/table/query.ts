// By what the table of requests can be narrowed and sorted, and what the server is asked for it.
import type { Sort } from "#grid/columns.ts";
import { chosen, type FilterField, type Filters } from "#grid/filters.ts";
import {
  type PayoutRow,
  PayoutSort,
  PayoutState,
  type PayoutsArgs,
  RejectReason,
} from "#wire/protocol.ts";
import { REASONS, STATES } from "../model.ts";
import type { usePayoutsTexts } from "../texts.ts";
import { isSortId } from "./search.ts";

type Texts = ReturnType<typeof usePayoutsTexts>;

export interface Operator {
  id: number;
  name: string;
}

export function tableFields(own: Texts, operators: readonly Operator[]): FilterField[] {
  const words = own.table.columns;
  const fields: FilterField[] = [
    { id: "created", title: words.created, kind: "date" },
    {
      id: "state",
      title: words.state,
      kind: "set",
      options: STATES.map((state) => ({ value: PayoutState[state], text: own.states[state] })),
    },
    { id: "points", title: words.points, kind: "points" },
    { id: "money", title: words.money, kind: "money" },
    { id: "participant", title: words.participant, kind: "person" },
    {
      id: "reason",
      title: words.reason,
      kind: "one",
      options: REASONS.map((one) => ({ value: RejectReason[one], text: own.reject.reasons[one] })),
    },
  ];
  if (operators.length > 0) {
    fields.push({
      id: "operator",
      title: words.operator,
      kind: "one",
      options: operators.map(({ id, name }) => ({ value: id, text: name })),
    });
  }
  return fields;
}

export function tableArgs(filters: Filters | undefined, sort: Sort, limit: number): PayoutsArgs {
  const { created, state, points, money, participant, reason, operator } = filters ?? {};
  const why = chosen(reason);
  const whose = chosen(operator);
  const who = chosen(participant);
  return {
    limit,
    ...(isSortId(sort.by) && { sort: PayoutSort[sort.by] }),
    ...(!sort.down && { up: true }),
    ...(state?.any !== undefined && state.any.length > 0 && { states: state.any }),
    ...(created?.from !== undefined && { from: created.from }),
    ...(created?.to !== undefined && { to: created.to + 1 }),
    ...(points?.from !== undefined && { points_from: points.from }),
    ...(points?.to !== undefined && { points_to: points.to }),
    ...(money?.from !== undefined && { money_from: money.from }),
    ...(money?.to !== undefined && { money_to: money.to }),
    ...(who !== undefined && { participant: who }),
    ...(why !== undefined && { reason: why as PayoutRow["reason"] & {} }),
    ...(whose !== undefined && { operator: whose }),
  };
}
