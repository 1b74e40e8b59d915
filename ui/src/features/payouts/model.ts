// Payout requests as this page speaks of them, made from the rows of the wire. Foreign text is
// cleaned here, once.

import { cleanLine, cleanText } from "#data/clean.ts";
import type { Entity } from "#data/entity-store.ts";
import {
  ParticipantStatus,
  type ParticipantView,
  type PayoutCard,
  type PayoutRow,
  PayoutState,
  type PayoutStep,
  RejectReason,
} from "#wire/protocol.ts";

export type State = keyof typeof PayoutState;
export type Reason = keyof typeof RejectReason;

export const STATES = Object.keys(PayoutState) as State[];
export const REASONS = Object.keys(RejectReason) as Reason[];

export interface Payout extends Entity {
  readonly participant: number;
  readonly name: string;
  readonly nick: string;
  readonly state: State;
  readonly created: number;
  readonly changed: number;
  /** Centipoints, kopecks, kopecks for one point. */
  readonly points: number;
  readonly money: number;
  readonly rate: number;
  readonly operator: { readonly id: number; readonly name: string } | undefined;
  readonly reason: Reason | undefined;
  readonly comment: string;
  /** Where it may go from here; the server's word. */
  readonly can: readonly State[];
}

export interface Step {
  at: number;
  state: State;
  /** Empty: the participant. */
  by: string;
  reason: Reason | undefined;
  comment: string;
  note: string;
}

export interface Participant {
  id: number;
  name: string;
  nick: string;
  ozon: string;
  proven: boolean;
  blocked: boolean;
  unreachable: boolean;
  joined: number;
  referrals: number;
  total: number;
  available: number;
  held: number;
  reserved: number;
  paid: number;
}

/** What belongs to an open request beside its row. */
export interface Card {
  participant: Participant;
  history: readonly Step[];
  /** Absent only for requests of people who never wrote. */
  conversation: number | undefined;
}

const stateNames = new Map<number, State>(STATES.map((name) => [PayoutState[name], name]));
const reasonNames = new Map<number, Reason>(REASONS.map((name) => [RejectReason[name], name]));

export function stateName(state: PayoutState): State {
  const name = stateNames.get(state);
  if (name === undefined) throw new Error("the codec lets no other state through");
  return name;
}

export function toPayout(row: PayoutRow): Payout {
  return {
    id: row.id,
    rev: row.rev,
    participant: row.participant,
    name: cleanLine(row.name) || `ID ${row.participant}`,
    nick: cleanLine(row.nick),
    state: stateName(row.state),
    created: row.created,
    changed: row.changed,
    points: row.points,
    money: row.money,
    rate: row.rate,
    operator:
      row.operator === undefined || row.operator === 0
        ? undefined
        : { id: row.operator, name: cleanLine(row.operator_name) || `№ ${row.operator}` },
    reason: reasonNames.get(row.reason ?? 0),
    comment: cleanText(row.comment),
    // States of a newer server stay out: there would be no word for them.
    can: (row.can ?? []).flatMap((state) => stateNames.get(state) ?? []),
  };
}

export function toCard(card: PayoutCard): Card {
  return {
    participant: toParticipant(card.who),
    history: (card.history ?? []).map(toStep),
    conversation: card.room?.id,
  };
}

function toStep(step: PayoutStep): Step {
  return {
    at: step.at,
    state: stateName(step.state),
    by: cleanLine(step.by),
    reason: reasonNames.get(step.reason ?? 0),
    comment: cleanText(step.comment),
    note: cleanText(step.note),
  };
}

function toParticipant(who: ParticipantView): Participant {
  return {
    id: who.id,
    name: cleanLine(`${who.first ?? ""} ${who.last ?? ""}`) || `ID ${who.id}`,
    nick: cleanLine(who.nick),
    ozon: cleanLine(who.ozon),
    proven: who.proven ?? false,
    blocked: who.status === ParticipantStatus.blocked,
    unreachable: who.unreachable ?? false,
    joined: who.joined,
    referrals: who.referrals ?? 0,
    total: who.total ?? 0,
    available: who.available ?? 0,
    held: who.held ?? 0,
    reserved: who.reserved ?? 0,
    paid: who.paid ?? 0,
  };
}

export function isOpen(state: State): boolean {
  return state === "new" || state === "negotiation";
}

/** What stays of the participant's points when this request has been settled by paying. */
export function remains(payout: Payout, who: Participant): number {
  return isOpen(payout.state) ? who.total - payout.points : who.total;
}
