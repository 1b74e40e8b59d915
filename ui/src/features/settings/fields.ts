// The settings as people edit them: which belong together, what kind of thing each is. The server
// has the last word on what goes with what.
import {
  AccrueOn,
  Frequency,
  HoldFrom,
  OperatorsMode,
  PointsBase,
  Proof,
  ReferralsWho,
  type Settings,
} from "#wire/protocol.ts";

export const GROUPS = [
  "rewards",
  "invitations",
  "payouts",
  "messages",
  "texts",
  "refusals",
] as const;
export type Group = (typeof GROUPS)[number];

export type SettingId = keyof Settings;

/** "rate": basis points, typed as percent. "rates": one for each level. */
export type SettingKind =
  | "count"
  | "rate"
  | "rates"
  | "points"
  | "money"
  | "flag"
  | "choice"
  | "text"
  | "line";

export interface Setting {
  id: SettingId;
  kind: SettingKind;
  group: Group;
  /** Names and values of the protocol. */
  choices?: Readonly<Record<string, number>>;
  /** Of a count, both included; of a text, in characters. */
  min?: number;
  max?: number;
}

const TEXT = 4096;

/** What one can be subscribed to: `at_once` is for the bot's own use. */
const { at_once: _, ...OFTEN } = Frequency;

const REFUSAL = 1000;

export const SETTINGS: readonly Setting[] = [
  { id: "levels", kind: "count", group: "rewards", min: 0, max: 10 },
  { id: "level_rates", kind: "rates", group: "rewards" },
  { id: "max_network_rate", kind: "rate", group: "rewards" },
  { id: "own_rate", kind: "rate", group: "rewards" },
  { id: "base", kind: "choice", group: "rewards", choices: PointsBase },
  { id: "accrue_on", kind: "choice", group: "rewards", choices: AccrueOn },
  { id: "exclude_legal", kind: "flag", group: "rewards" },
  { id: "who", kind: "choice", group: "invitations", choices: ReferralsWho },
  { id: "proof", kind: "choice", group: "invitations", choices: Proof },
  { id: "links_max", kind: "count", group: "invitations", min: 1, max: 1000 },
  { id: "text_share", kind: "line", group: "invitations", max: 200 },
  { id: "ad_line", kind: "line", group: "invitations", max: 150 },
  { id: "hold_days", kind: "count", group: "payouts", min: 0, max: 3650 },
  { id: "hold_from", kind: "choice", group: "payouts", choices: HoldFrom },
  { id: "point_rate", kind: "money", group: "payouts" },
  { id: "payout_min", kind: "points", group: "payouts" },
  { id: "payout_max", kind: "points", group: "payouts" },
  { id: "payout_open_max", kind: "count", group: "payouts", min: 1, max: 10 },
  { id: "two_approvals_from", kind: "money", group: "payouts" },
  { id: "operators_mode", kind: "choice", group: "messages", choices: OperatorsMode },
  { id: "operator_alias", kind: "flag", group: "messages" },
  { id: "digest_hour", kind: "count", group: "messages", min: 0, max: 23 },
  { id: "digest_default", kind: "choice", group: "messages", choices: OFTEN },
  { id: "notice_released", kind: "flag", group: "messages" },
  { id: "notice_taken", kind: "flag", group: "messages" },
  { id: "text_entry", kind: "text", group: "texts", max: TEXT },
  { id: "text_terms", kind: "text", group: "texts", max: TEXT },
  { id: "text_ozon_id", kind: "text", group: "texts", max: TEXT },
  { id: "text_welcome", kind: "text", group: "texts", max: TEXT },
  { id: "text_help", kind: "text", group: "texts", max: TEXT },
  { id: "text_payout", kind: "text", group: "texts", max: TEXT },
  { id: "text_promo_code", kind: "text", group: "texts", max: TEXT },
  { id: "text_product_link", kind: "text", group: "texts", max: TEXT },
  { id: "text_reject_requisites", kind: "text", group: "refusals", max: REFUSAL },
  { id: "text_reject_abuse", kind: "text", group: "refusals", max: REFUSAL },
  { id: "text_reject_return", kind: "text", group: "refusals", max: REFUSAL },
  { id: "text_reject_limits", kind: "text", group: "refusals", max: REFUSAL },
  { id: "text_reject_tax", kind: "text", group: "refusals", max: REFUSAL },
  { id: "text_reject_other", kind: "text", group: "refusals", max: REFUSAL },
];
