// Payout requests as this page speaks of them, made from the rows of the wire. Foreign text is
// cleaned here, once.

import { cleanLine, cleanText } from "#data/clean.ts";
import type { Entity } from "#data/entity-store.ts";
import { adminName, participantName } from "#i18n/names.ts";
import type { Dict } from "#i18n/ru.ts";
import {
  ParticipantStatus,
  type ParticipantView,
  Payee,
  type PayoutCard,
  PayoutDeed,
  PayoutMethod,
  type PayoutRow,
  PayoutState,
  type PayoutStep,
  RejectReason,
  type Requisites,
} from "#wire/protocol.ts";

export type State = keyof typeof PayoutState;
export type Reason = keyof typeof RejectReason;
export type Deed = keyof typeof PayoutDeed;
export type Method = keyof typeof PayoutMethod;
export type PayeeKind = keyof typeof Payee;

export const STATES = Object.keys(PayoutState) as State[];
export const REASONS = Object.keys(RejectReason) as Reason[];

/** Where the money is to go. A mask has the last digits of the number, and neither name nor codes. */
export interface Destination {
  method: Method | undefined;
  number: string;
  bank: string;
  bik: string;
  name: string;
  payee: PayeeKind | undefined;
  inn: string;
}

export interface Payout extends Entity {
  readonly participant: number;
  /** Empty: unknown; callOf says how they are called then. */
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
  /** Masked; absent: the participant named none. */
  readonly requisites: Destination | undefined;
  /** It is only paid when two agree; who agreed first, once somebody has. */
  readonly twoApprovals: boolean;
  readonly approver: { readonly id: number; readonly name: string } | undefined;
}

export interface Step {
  at: number;
  state: State;
  /** Empty: the participant. */
  by: string;
  reason: Reason | undefined;
  comment: string;
  note: string;
  /** What was done though the state stayed; absent: the state changed. */
  deed: Deed | undefined;
  /** Of a correction: points and money before it and after. */
  correction: { points: [number, number]; money: [number, number] } | undefined;
}

export interface Participant {
  id: number;
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

function namesOf<K extends string>(of: Record<K, number>): Map<number, K> {
  return new Map((Object.keys(of) as K[]).map((name) => [of[name], name]));
}

const deedNames = namesOf(PayoutDeed);
const methodNames = namesOf(PayoutMethod);
const payeeNames = namesOf(Payee);
const stateNames = namesOf(PayoutState);
const reasonNames = namesOf(RejectReason);

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
    name: cleanLine(row.name),
    nick: cleanLine(row.nick),
    state: stateName(row.state),
    created: row.created,
    changed: row.changed,
    points: row.points,
    money: row.money,
    rate: row.rate,
    operator: colleague(row.operator, row.operator_name),
    reason: reasonNames.get(row.reason ?? 0),
    comment: cleanText(row.comment),
    // States of a newer server stay out: there would be no word for them.
    can: (row.can ?? []).flatMap((state) => stateNames.get(state) ?? []),
    requisites:
      row.requisites === undefined
        ? undefined
        : toDestination({ ...row.requisites, number: row.requisites.tail ?? "" }),
    twoApprovals: row.two_approvals ?? false,
    approver: colleague(row.approver, row.approver_name),
  };
}

/** Who asked for it, as the whole panel calls them. */
export function callOf(t: Dict, { participant, name }: Payout): string {
  return participantName(t, { id: participant, name });
}

function colleague(
  id: number | undefined,
  name: string | undefined,
): { id: number; name: string } | undefined {
  if (id === undefined || id === 0) return undefined;
  return { id, name: adminName(id, name) };
}

export function toDestination(from: Requisites): Destination {
  return {
    method: methodNames.get(from.method ?? 0),
    number: cleanLine(from.number),
    bank: cleanLine(from.bank),
    bik: cleanLine(from.bik),
    name: cleanLine(from.name),
    payee: payeeNames.get(from.payee ?? 0),
    inn: cleanLine(from.inn),
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
    deed: deedNames.get(step.kind ?? 0),
    correction:
      step.kind === PayoutDeed.corrected
        ? {
            points: [step.points_before ?? 0, step.points ?? 0],
            money: [step.money_before ?? 0, step.money ?? 0],
          }
        : undefined,
  };
}

function toParticipant(who: ParticipantView): Participant {
  return {
    id: who.id,
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
