// Written by refsys-emit from shared/protocol.def and actors/gateway/ops.def. Not to be edited:
// change those and run `cmake --build <tree> -t regenerate`.
//
// Fields marked `?` may be absent, which is the same as zero, false or empty.

export const PROTOCOL_VERSION = 1;

/** Codes of answers; 0 is success. */
export const ErrorCode = {
  /** done */
  OK: 0,
  /** the message does not match its schema */
  BAD_REQUEST: 1,
  /** not allowed for this caller */
  FORBIDDEN: 2,
  /** no such object */
  NOT_FOUND: 3,
  /** somebody else changed it, or the same key came with other content */
  CONFLICT: 4,
  /** not enough points available */
  INSUFFICIENT: 5,
  /** the rules do not allow it now */
  REFUSED: 6,
  /** it belongs to somebody else */
  TAKEN: 7,
  /** a limit is reached */
  LIMIT: 8,
  /** too late */
  EXPIRED: 9,
  /** nobody can serve this right now; ask again with the same key */
  UNAVAILABLE: 10,
  /** too many requests are waiting; ask again later */
  BUSY: 11,
  /** no answer before the deadline */
  TIMEOUT: 12,
  /** the store failed */
  STORAGE: 13,
  /** the store is damaged */
  CORRUPT: 14,
  /** the store was written by a newer release */
  NEWER: 15,
  /** another writer has taken over */
  FENCED: 16,
  /** the configuration is wrong */
  CONFIG: 17,
  /** the network failed */
  NETWORK: 18,
  /** a mistake in the program */
  INTERNAL: 19,
} as const;
export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode];

/** What a process is; decides what it may ask for. */
export const Role = {
  ledger: 1,
  reader: 2,
  telegram: 3,
  support: 4,
  ozon: 5,
  gateway: 6,
  ctl: 7,
} as const;
export type Role = (typeof Role)[keyof typeof Role];

/** Language of a participant. */
export const Lang = {
  ru: 1,
  en: 2,
} as const;
export type Lang = (typeof Lang)[keyof typeof Lang];

/** One of our bots. */
export const Bot = {
  participants: 1,
  support: 2,
} as const;
export type Bot = (typeof Bot)[keyof typeof Bot];

/** What an event is about (a mask where several are asked for). */
export const Topic = {
  payouts: 1,
  conversations: 2,
  participants: 4,
  settings: 8,
  sessions: 16,
  digests: 128,
  incidents: 256,
} as const;
export type Topic = (typeof Topic)[keyof typeof Topic];

export const ParticipantStatus = {
  active: 1,
  blocked: 2,
  erased: 3,
} as const;
export type ParticipantStatus = (typeof ParticipantStatus)[keyof typeof ParticipantStatus];

/** What a link did for the person who opened it. */
export const TieResult = {
  none: 1,
  attached: 2,
  known: 3,
  dead: 4,
  self: 5,
} as const;
export type TieResult = (typeof TieResult)[keyof typeof TieResult];

/** What became of the text sent as an Ozon ID. */
export const RegisterOutcome = {
  proven: 1,
  unproven: 2,
  taken: 3,
  phone: 4,
  link: 5,
  words: 6,
  ask_whole: 7,
  too_many: 8,
  already: 9,
  consent: 10,
} as const;
export type RegisterOutcome = (typeof RegisterOutcome)[keyof typeof RegisterOutcome];

/** How Ozon delivers a posting. */
export const Scheme = {
  fbo: 1,
  fbs: 2,
  rfbs: 3,
} as const;
export type Scheme = (typeof Scheme)[keyof typeof Scheme];

/** Ozon's status, as far as points care. */
export const PostingStatus = {
  ordered: 1,
  delivered: 2,
  cancelled: 3,
  other: 4,
} as const;
export type PostingStatus = (typeof PostingStatus)[keyof typeof PostingStatus];

export const ReturnType = {
  cancellation: 1,
  full: 2,
  partial: 3,
  client: 4,
  unknown: 5,
} as const;
export type ReturnType = (typeof ReturnType)[keyof typeof ReturnType];

/** Ozon's visual status, as far as points care. */
export const ReturnState = {
  open: 1,
  counted: 2,
  void: 3,
} as const;
export type ReturnState = (typeof ReturnState)[keyof typeof ReturnState];

export const TransferKind = {
  accrual: 1,
  thaw: 2,
  take_back: 3,
  payout_reserve: 4,
  payout_release: 5,
  payout_paid: 6,
  correction: 7,
} as const;
export type TransferKind = (typeof TransferKind)[keyof typeof TransferKind];

/** Three of a participant, three of the system. */
export const Account = {
  held: 1,
  available: 2,
  reserved: 3,
  issued: 4,
  paid: 5,
  adjusted: 6,
} as const;
export type Account = (typeof Account)[keyof typeof Account];

/** Points thaw when the set (a mask) is empty. */
export const HoldReason = {
  time: 1,
  open_return: 2,
  unproven: 4,
  blocked: 8,
} as const;
export type HoldReason = (typeof HoldReason)[keyof typeof HoldReason];

/** What is done with a cabinet. */
export const CabinetDeed = {
  look: 1,
  try: 3,
  key: 2,
} as const;
export type CabinetDeed = (typeof CabinetDeed)[keyof typeof CabinetDeed];

/** How reading a cabinet goes. */
export const CabinetState = {
  starting: 1,
  reading: 2,
  bad_key: 3,
  no_role: 4,
  away: 5,
} as const;
export type CabinetState = (typeof CabinetState)[keyof typeof CabinetState];

export const ConversationKind = {
  payout: 1,
  support: 2,
} as const;
export type ConversationKind = (typeof ConversationKind)[keyof typeof ConversationKind];

export const Author = {
  participant: 1,
  operator: 2,
  system: 3,
} as const;
export type Author = (typeof Author)[keyof typeof Author];

export const ConversationState = {
  open: 1,
  answered: 2,
  closed: 3,
} as const;
export type ConversationState = (typeof ConversationState)[keyof typeof ConversationState];

export const AttachmentKind = {
  photo: 1,
  video: 2,
  voice: 3,
  document: 4,
  sticker: 5,
  audio: 6,
  animation: 7,
  video_note: 8,
  other: 9,
} as const;
export type AttachmentKind = (typeof AttachmentKind)[keyof typeof AttachmentKind];

/** Which way the money goes. */
export const PayoutMethod = {
  sbp: 1,
  card: 2,
  account: 3,
} as const;
export type PayoutMethod = (typeof PayoutMethod)[keyof typeof PayoutMethod];

/** What the recipient is to the tax office. */
export const Payee = {
  individual: 1,
  self_employed: 2,
  entrepreneur: 3,
} as const;
export type Payee = (typeof Payee)[keyof typeof Payee];

/** A question of the form for requisites. */
export const Requisite = {
  method: 1,
  number: 2,
  bank: 3,
  bik: 4,
  name: 5,
  payee: 6,
  inn: 7,
} as const;
export type Requisite = (typeof Requisite)[keyof typeof Requisite];

/** What was done with a request that kept its state. */
export const PayoutDeed = {
  corrected: 1,
  approved: 2,
  noted: 3,
  viewed: 4,
  claimed: 5,
  given_back: 6,
} as const;
export type PayoutDeed = (typeof PayoutDeed)[keyof typeof PayoutDeed];

/** What a list of requests is sorted by. */
export const PayoutSort = {
  created: 1,
  changed: 2,
  points: 3,
  money: 4,
  state: 5,
  operator: 6,
  participant: 7,
} as const;
export type PayoutSort = (typeof PayoutSort)[keyof typeof PayoutSort];

export const PayoutState = {
  new: 1,
  negotiation: 2,
  paid: 3,
  rejected: 4,
  cancelled: 5,
} as const;
export type PayoutState = (typeof PayoutState)[keyof typeof PayoutState];

export const RejectReason = {
  requisites: 1,
  abuse: 2,
  return_pending: 3,
  limits: 4,
  tax_data: 5,
  other: 6,
} as const;
export type RejectReason = (typeof RejectReason)[keyof typeof RejectReason];

/** What comes first: the latest, or the most. */
export const DirectSort = {
  date: 1,
  orders: 2,
  sum: 3,
} as const;
export type DirectSort = (typeof DirectSort)[keyof typeof DirectSort];

/** How often a participant is told about a topic. */
export const Frequency = {
  off: 1,
  daily: 2,
  weekly: 3,
  at_once: 4,
} as const;
export type Frequency = (typeof Frequency)[keyof typeof Frequency];

/** What participants are told about (a mask for several). */
export const NoticeTopic = {
  points: 1,
  network: 2,
  purchases: 4,
  released: 8,
  taken: 16,
} as const;
export type NoticeTopic = (typeof NoticeTopic)[keyof typeof NoticeTopic];

/** What the owners are told of. */
export const Incident = {
  poller: 1,
  key: 2,
  telegram: 3,
  disk: 4,
  verify: 5,
  restart: 6,
} as const;
export type Incident = (typeof Incident)[keyof typeof Incident];

/** What an administrator may do; one person may hold several (a mask). */
export const Right = {
  owner: 1,
  admin: 2,
  payout: 4,
  support: 8,
  analyst: 16,
} as const;
export type Right = (typeof Right)[keyof typeof Right];

export const LoginState = {
  waiting: 1,
  done: 2,
  refused: 3,
  expired: 4,
  stranger: 5,
  blocked: 6,
} as const;
export type LoginState = (typeof LoginState)[keyof typeof LoginState];

/** Where the time on hold starts. */
export const HoldFrom = {
  accrual: 1,
  order: 2,
  delivery: 3,
} as const;
export type HoldFrom = (typeof HoldFrom)[keyof typeof HoldFrom];

/** Which price points are a share of. */
export const PointsBase = {
  seller_price: 1,
  customer_price: 2,
} as const;
export type PointsBase = (typeof PointsBase)[keyof typeof PointsBase];

export const AccrueOn = {
  delivered: 1,
  ordered: 2,
} as const;
export type AccrueOn = (typeof AccrueOn)[keyof typeof AccrueOn];

/** Who may become a referral. */
export const ReferralsWho = {
  anyone: 1,
  newcomers_only: 2,
} as const;
export type ReferralsWho = (typeof ReferralsWho)[keyof typeof ReferralsWho];

/** How an Ozon ID is proven. */
export const Proof = {
  order_number: 1,
  off: 2,
} as const;
export type Proof = (typeof Proof)[keyof typeof Proof];

export const OperatorsMode = {
  topics: 1,
  private: 2,
} as const;
export type OperatorsMode = (typeof OperatorsMode)[keyof typeof OperatorsMode];

/** Columns of the list of participants. */
export const ParticipantColumn = {
  id: 1,
  tg: 2,
  name: 3,
  nick: 4,
  joined: 5,
  registered: 6,
  status: 7,
  inviter: 8,
  ozon: 9,
  total: 10,
  available: 11,
  held: 12,
  reserved: 13,
  accrued: 14,
  own: 15,
  by_network: 16,
  corrected: 17,
  paid: 18,
  paid_money: 19,
  orders: 20,
  sum: 21,
  last_order: 22,
  referrals: 23,
  network_people: 24,
  network_buyers: 25,
  network_orders: 26,
  network_sum: 27,
  proven: 28,
  unreachable: 29,
  debt: 30,
  erased: 31,
} as const;
export type ParticipantColumn = (typeof ParticipantColumn)[keyof typeof ParticipantColumn];

/** How a column is compared. */
export const FilterHow = {
  between: 1,
  from: 2,
  to: 3,
  one_of: 4,
  empty: 5,
  filled: 6,
} as const;
export type FilterHow = (typeof FilterHow)[keyof typeof FilterHow];

/** What participants are ranked by. */
export const RankingBy = {
  referrals: 1,
  orders: 2,
  sum: 3,
  paid: 4,
} as const;
export type RankingBy = (typeof RankingBy)[keyof typeof RankingBy];

/** What an administrator did. */
export const Action = {
  create: 1,
  change: 2,
  delete: 3,
  block: 4,
  unblock: 5,
  correct: 6,
  decide: 7,
  erase: 8,
  approve: 140,
  note: 141,
  view: 142,
  export: 230,
} as const;
export type Action = (typeof Action)[keyof typeof Action];

/** To what. */
export const ObjectKind = {
  participant: 1,
  admin: 2,
  settings: 3,
  payout: 4,
  posting: 5,
  table: 230,
  cabinet: 147,
} as const;
export type ObjectKind = (typeof ObjectKind)[keyof typeof ObjectKind];

/** How to read the text of a value. */
export const ValueKind = {
  text: 1,
  number: 2,
  points: 3,
  money: 4,
  rate: 5,
  time: 6,
  flag: 7,
  word: 8,
  participant: 9,
  admin: 10,
  rights: 11,
} as const;
export type ValueKind = (typeof ValueKind)[keyof typeof ValueKind];

/** Why a posting of a participant waits for a person. */
export const Attention = {
  open_return: 1,
  unknown_return: 2,
  unsized_return: 3,
  currency: 4,
} as const;
export type Attention = (typeof Attention)[keyof typeof Attention];

/** How far something done to many has come. */
export const DeedState = {
  running: 1,
  done: 2,
  stopped: 3,
  failed: 4,
} as const;
export type DeedState = (typeof DeedState)[keyof typeof DeedState];

/** Why a posting brings nothing. */
export const NoPoints = {
  only_return: 180,
  no_buyer: 181,
  unknown_buyer: 182,
  before_joining: 183,
  too_old: 184,
  other_currency: 185,
  external: 186,
  legal: 187,
  cancelled: 188,
  other_status: 189,
  on_its_way: 190,
  returned: 191,
  worthless: 192,
  blocked: 193,
  zero_rates: 194,
  nobody: 195,
  too_small: 196,
  not_settled: 197,
} as const;
export type NoPoints = (typeof NoPoints)[keyof typeof NoPoints];

/** Where the points of a row of the journal stand. */
export const JournalSide = {
  accrued: 1,
  debited: 2,
} as const;
export type JournalSide = (typeof JournalSide)[keyof typeof JournalSide];

/** What can be taken away as a file. */
export const ExportTable = {
  participants: 1,
  tree: 2,
  purchases: 3,
  brought: 4,
  top: 5,
  payouts: 6,
  points: 7,
  actions: 8,
} as const;
export type ExportTable = (typeof ExportTable)[keyof typeof ExportTable];

/** Of the file. */
export const ExportFormat = {
  csv: 1,
  xlsx: 2,
} as const;
export type ExportFormat = (typeof ExportFormat)[keyof typeof ExportFormat];

/** How far an export has come. */
export const ExportState = {
  running: 1,
  done: 2,
  failed: 3,
} as const;
export type ExportState = (typeof ExportState)[keyof typeof ExportState];

/** No arguments, or nothing to say but done. */
export interface Nothing {
  readonly ok?: boolean;
}

/** A person as Telegram describes them. */
export interface TgUser {
  readonly tg: number;
  readonly first?: string;
  readonly last?: string;
  readonly nick?: string;
  readonly lang?: Lang;
}

/** A participant, by Telegram id or by number. */
export interface Who {
  readonly tg?: number;
  readonly participant?: number;
}

export interface LevelPoints {
  readonly level: number;
  readonly points: number;
}

/** A participant and the balance, with every figure. */
export interface ParticipantView {
  readonly id: number;
  readonly tg: number;
  readonly first?: string;
  readonly last?: string;
  readonly nick?: string;
  readonly lang: Lang;
  readonly status: ParticipantStatus;
  readonly joined: number;
  readonly registered?: number;
  readonly consent?: number;
  readonly inviter?: number;
  readonly ozon?: string;
  readonly proven?: boolean;
  readonly unreachable?: boolean;
  readonly code?: string;
  readonly total?: number;
  readonly available?: number;
  readonly held?: number;
  readonly reserved?: number;
  readonly own?: number;
  readonly levels?: readonly LevelPoints[];
  readonly corrected?: number;
  readonly paid?: number;
  readonly paid_money?: number;
  readonly expected?: number;
  readonly next_release?: number;
  readonly next_points?: number;
  readonly referrals?: number;
  readonly orders?: number;
  readonly sum?: number;
  readonly last_order?: number;
  readonly open_payout?: number;
  readonly payout_min?: number;
  readonly payout_max?: number;
  readonly point_rate?: number;
  readonly terms?: number;
  readonly talking?: boolean;
  readonly called?: string;
}

export interface ReleasesArgs {
  readonly participant: number;
}

/** Points that become available on one day of Moscow's. */
export interface ReleaseDay {
  readonly at: number;
  readonly points: number;
}

/** When what is on hold becomes available. */
export interface Releases {
  readonly days?: readonly ReleaseDay[];
  readonly undated?: number;
  readonly cut?: boolean;
}

/** A product as Ozon shows it. */
export interface ProductSeen {
  readonly product: number;
  readonly sku?: number;
  readonly offer?: string;
  readonly name?: string;
  readonly price?: number;
  readonly currency?: string;
  readonly picture?: string;
  readonly archived?: boolean;
}

export interface ProductsFindArgs {
  readonly store?: number;
  readonly sku?: number;
  readonly text?: string;
  readonly archived?: boolean;
  readonly after_store?: number;
  readonly after?: number;
  readonly limit: number;
}

export interface ProductFound {
  readonly store: number;
  readonly asked: number;
  readonly product: ProductSeen;
}

export interface ProductsPage {
  readonly products?: readonly ProductFound[];
  readonly more?: boolean;
  readonly next_store?: number;
  readonly next?: number;
}

/** A seller's cabinet, and how reading it goes. */
export interface CabinetView {
  readonly client: number;
  readonly state: CabinetState;
  readonly sentence?: string;
  readonly answered?: number;
  readonly key_ends?: number;
  readonly requests?: number;
  readonly failures?: number;
  readonly records?: number;
  readonly missed?: number;
}

/** In the order of the configuration. */
export interface CabinetsPage {
  readonly cabinets?: readonly CabinetView[];
}

export interface CabinetId {
  readonly client: number;
}

export interface CabinetKeyArgs {
  readonly client: number;
  readonly key: string;
}

/** What Ozon says of an Api-Key. */
export interface CabinetChecked {
  readonly state: CabinetState;
  readonly sentence?: string;
  readonly key_ends?: number;
}

export interface Place {
  readonly bot: Bot;
  readonly chat: number;
  readonly message: number;
}

export interface Attachment {
  readonly kind: AttachmentKind;
  readonly file?: string;
  readonly name?: string;
  readonly mime?: string;
  readonly size?: number;
  readonly album?: string;
  readonly unique?: string;
}

/** What a message said before it was edited. */
export interface Wording {
  readonly at: number;
  readonly text?: string;
  readonly attachment?: Attachment;
}

/** A message of a conversation. */
export interface MessageRow {
  readonly conversation: number;
  readonly n: number;
  readonly at: number;
  readonly author: Author;
  readonly by?: string;
  readonly text?: string;
  readonly bot?: Bot;
  readonly delivered?: boolean;
  readonly note?: boolean;
  readonly attachment?: Attachment;
  readonly edited?: number;
  readonly reply?: number;
  readonly places?: readonly Place[];
  readonly reply_places?: readonly Place[];
  readonly wordings?: readonly Wording[];
  readonly replaced?: boolean;
}

export interface ConversationView {
  readonly id: number;
  readonly kind: ConversationKind;
  readonly participant?: number;
  readonly tg: number;
  readonly name?: string;
  readonly nick?: string;
  readonly lang?: Lang;
  readonly chat?: number;
  readonly topic?: number;
  readonly generation?: number;
  readonly state?: ConversationState;
  readonly since?: number;
  readonly answer_ms?: number;
  readonly assignee?: number;
  readonly assignee_name?: string;
  readonly assignee_tg?: number;
  readonly banned?: boolean;
  readonly messages?: number;
  readonly last?: number;
  readonly desk?: Place;
}

/** By id, by kind and person, or by forum topic. */
export interface ConversationKey {
  readonly kind?: ConversationKind;
  readonly tg?: number;
  readonly id?: number;
  readonly chat?: number;
  readonly topic?: number;
}

export interface WriteArgs {
  readonly id?: number;
  readonly kind?: ConversationKind;
  readonly who?: TgUser;
  readonly operator?: TgUser;
  readonly text: string;
  readonly place?: Place;
  readonly attachment?: Attachment;
  readonly reply?: number;
  readonly reply_at?: Place;
  readonly note?: boolean;
}

export interface MessagesArgs {
  readonly id: number;
  readonly before?: number;
  readonly limit: number;
}

export interface MessagesPage {
  readonly messages?: readonly MessageRow[];
}

export interface MessageKey {
  readonly conversation: number;
  readonly n: number;
}

export interface RewordArgs {
  readonly place?: Place;
  readonly conversation?: number;
  readonly n?: number;
  readonly who?: TgUser;
  readonly operator?: TgUser;
  readonly text: string;
  readonly attachment?: Attachment;
}

export interface ConversationMoveArgs {
  readonly id: number;
  readonly state: ConversationState;
  readonly operator?: TgUser;
}

export interface AssignArgs {
  readonly id: number;
  readonly from?: number;
  readonly to?: number;
  readonly deal?: boolean;
  readonly operator?: TgUser;
}

export interface BanArgs {
  readonly id: number;
  readonly banned?: boolean;
  readonly reason?: string;
  readonly operator?: TgUser;
}

export interface ConversationsArgs {
  readonly state: ConversationState;
  readonly kind?: ConversationKind;
  readonly assignee?: number;
  readonly after?: number;
  readonly after_since?: number;
  readonly limit: number;
  readonly newest?: boolean;
}

export interface ConversationCount {
  readonly kind: ConversationKind;
  readonly state: ConversationState;
  readonly count?: number;
}

export interface ConversationsPage {
  readonly rows?: readonly ConversationView[];
  readonly counts?: readonly ConversationCount[];
  readonly next?: number;
  readonly next_since?: number;
}

/** An answer that operators give often. */
export interface Canned {
  readonly id?: number;
  readonly title: string;
  readonly text?: string;
  readonly kind?: ConversationKind;
}

export interface CannedPage {
  readonly answers?: readonly Canned[];
}

export interface Colleague {
  readonly id: number;
  readonly name?: string;
}

export interface OperatorsArgs {
  readonly kind: ConversationKind;
}

export interface OperatorsPage {
  readonly operators?: readonly Colleague[];
}

/** Where the money of a payout is to go. */
export interface Requisites {
  readonly method?: PayoutMethod;
  readonly number?: string;
  readonly bank?: string;
  readonly bik?: string;
  readonly name?: string;
  readonly payee?: Payee;
  readonly inn?: string;
}

/** As much of it as everybody may see. */
export interface RequisitesMask {
  readonly method?: PayoutMethod;
  readonly tail?: string;
  readonly bank?: string;
  readonly payee?: Payee;
}

export interface PayoutCorrectArgs {
  readonly payout: number;
  readonly rev: number;
  readonly points?: number;
  readonly money?: number;
  readonly reason: string;
}

export interface PayoutApproveArgs {
  readonly payout: number;
  readonly rev: number;
}

export interface PayoutNoteArgs {
  readonly payout: number;
  readonly note: string;
}

export interface PayoutMoveArgs {
  readonly payout: number;
  readonly rev: number;
  readonly to: PayoutState;
  readonly reason?: RejectReason;
  readonly comment?: string;
  readonly note?: string;
  readonly operator?: TgUser;
}

export interface PayoutClaimArgs {
  readonly payout: number;
  readonly rev: number;
  readonly take?: boolean;
  readonly reason?: string;
  readonly operator?: TgUser;
}

/** A payout request in a list. */
export interface PayoutRow {
  readonly id: number;
  readonly rev: number;
  readonly participant: number;
  readonly name?: string;
  readonly nick?: string;
  readonly state: PayoutState;
  readonly created: number;
  readonly changed: number;
  readonly points: number;
  readonly money: number;
  readonly rate: number;
  readonly operator?: number;
  readonly operator_name?: string;
  readonly reason?: RejectReason;
  readonly comment?: string;
  readonly can?: readonly number[];
  readonly requisites?: RequisitesMask;
  readonly claimed_until?: number;
  readonly approver?: number;
  readonly approver_name?: string;
  readonly approved?: number;
  readonly two_approvals?: boolean;
  readonly debt?: number;
  readonly card?: Place;
}

export interface PayoutsArgs {
  readonly states?: readonly number[];
  readonly participant?: number;
  readonly before?: number;
  readonly limit: number;
  readonly before_value?: number;
  readonly sort?: PayoutSort;
  readonly up?: boolean;
  readonly operator?: number;
  readonly reason?: RejectReason;
  readonly from?: number;
  readonly to?: number;
  readonly points_from?: number;
  readonly points_to?: number;
  readonly money_from?: number;
  readonly money_to?: number;
}

export interface StateCount {
  readonly state: PayoutState;
  readonly count?: number;
}

export interface PayoutsPage {
  readonly rows?: readonly PayoutRow[];
  readonly counts?: readonly StateCount[];
  readonly next?: number;
  readonly next_value?: number;
}

export interface PayoutKey {
  readonly payout: number;
}

/** One change of a payout request. */
export interface PayoutStep {
  readonly at: number;
  readonly state: PayoutState;
  readonly by?: string;
  readonly reason?: RejectReason;
  readonly comment?: string;
  readonly note?: string;
  readonly kind?: PayoutDeed;
  readonly points?: number;
  readonly money?: number;
  readonly points_before?: number;
  readonly money_before?: number;
}

/** A payout request with all that belongs to it. */
export interface PayoutCard {
  readonly row: PayoutRow;
  readonly who: ParticipantView;
  readonly history?: readonly PayoutStep[];
  readonly messages?: readonly MessageRow[];
  readonly room?: ConversationView;
}

export interface LinkProduct {
  readonly store: number;
  readonly product: number;
  readonly sku?: number;
  readonly name?: string;
  readonly picture?: string;
}

/** A referral link as its owner sees it. */
export interface LinkView {
  readonly n: number;
  readonly code: string;
  readonly created: number;
  readonly off?: boolean;
  readonly label?: string;
  readonly product?: LinkProduct;
  readonly opened?: number;
  readonly registered?: number;
  readonly bought?: number;
}

export interface LinksArgs {
  readonly tg?: number;
  readonly participant?: number;
  readonly off?: boolean;
  readonly skip?: number;
  readonly limit: number;
}

export interface LinksPage {
  readonly links?: readonly LinkView[];
  readonly total?: number;
}

export interface DirectArgs {
  readonly tg?: number;
  readonly participant?: number;
  readonly sort?: DirectSort;
  readonly skip?: number;
  readonly limit: number;
}

/** Somebody whom a participant invited, without their Ozon ID. */
export interface DirectRow {
  readonly participant: number;
  readonly first?: string;
  readonly last?: string;
  readonly nick?: string;
  readonly invited: number;
  readonly registered?: number;
  readonly orders?: number;
  readonly sum?: number;
  readonly last_order?: number;
}

export interface DirectPage {
  readonly rows?: readonly DirectRow[];
  readonly total?: number;
  readonly sort: DirectSort;
}

/** How often a participant is told about each topic. */
export interface Subscriptions {
  readonly points?: Frequency;
  readonly network?: Frequency;
  readonly purchases?: Frequency;
}

/** Something that went wrong, and whether it still is. */
export interface IncidentView {
  readonly id: number;
  readonly kind: Incident;
  readonly subject?: number;
  readonly since: number;
  readonly opened: number;
  readonly closed?: number;
  readonly value?: number;
  readonly detail?: string;
  readonly absent?: boolean;
}

export interface IncidentsArgs {
  readonly before?: number;
  readonly limit: number;
}

export interface IncidentsPage {
  readonly open?: readonly IncidentView[];
  readonly rows?: readonly IncidentView[];
  readonly next?: number;
}

export interface AdminRow {
  readonly id: number;
  readonly tg?: number;
  readonly nick?: string;
  readonly name?: string;
  readonly rights?: number;
  readonly blocked?: boolean;
  readonly created?: number;
  readonly last_login?: number;
}

export interface AdminArgs {
  readonly id?: number;
  readonly tg?: number;
  readonly nick?: string;
  readonly name?: string;
  readonly rights?: number;
  readonly blocked?: boolean;
  readonly reason?: string;
}

export interface AdminsPage {
  readonly admins?: readonly AdminRow[];
}

/** The administrator of a session. */
export interface Me {
  readonly admin: number;
  readonly name?: string;
  readonly rights: number;
  readonly expires: number;
}

/** A browser that somebody is logged in with. */
export interface SessionView {
  readonly key: string;
  readonly created: number;
  readonly used?: number;
  readonly expires: number;
  readonly agent?: string;
  readonly address?: string;
  readonly current?: boolean;
}

export interface SessionsArgs {
  readonly admin?: number;
}

export interface SessionsPage {
  readonly sessions?: readonly SessionView[];
}

export interface SessionRevokeArgs {
  readonly admin?: number;
  readonly key?: string;
  readonly all?: boolean;
}

export interface Settings {
  readonly levels?: number;
  readonly level_rates?: readonly number[];
  readonly own_rate?: number;
  readonly max_network_rate?: number;
  readonly base: PointsBase;
  readonly accrue_on: AccrueOn;
  readonly exclude_legal?: boolean;
  readonly hold_days?: number;
  readonly hold_from: HoldFrom;
  readonly who: ReferralsWho;
  readonly proof: Proof;
  readonly point_rate: number;
  readonly payout_min?: number;
  readonly payout_max?: number;
  readonly payout_open_max?: number;
  readonly links_max?: number;
  readonly operators_mode: OperatorsMode;
  readonly operator_alias?: boolean;
  readonly terms_version?: number;
  readonly text_terms?: string;
  readonly text_entry?: string;
  readonly text_ozon_id?: string;
  readonly text_welcome?: string;
  readonly text_help?: string;
  readonly text_payout?: string;
  readonly text_promo_code?: string;
  readonly text_product_link?: string;
  readonly digest_hour?: number;
  readonly digest_default?: Frequency;
  readonly notice_released?: boolean;
  readonly notice_taken?: boolean;
  readonly text_share?: string;
  readonly ad_line?: string;
  readonly two_approvals_from?: number;
  readonly text_reject_requisites?: string;
  readonly text_reject_abuse?: string;
  readonly text_reject_return?: string;
  readonly text_reject_limits?: string;
  readonly text_reject_tax?: string;
  readonly text_reject_other?: string;
}

export interface SettingsView {
  readonly version: number;
  readonly since: number;
  readonly settings: Settings;
}

export interface SettingsArgs {
  readonly version: number;
  readonly settings: Settings;
  readonly reason?: string;
}

/** A row of the list of participants. */
export interface ParticipantLine {
  readonly id: number;
  readonly tg: number;
  readonly name?: string;
  readonly nick?: string;
  readonly joined: number;
  readonly registered?: number;
  readonly status: ParticipantStatus;
  readonly inviter?: number;
  readonly ozon?: number;
  readonly total?: number;
  readonly available?: number;
  readonly held?: number;
  readonly reserved?: number;
  readonly accrued?: number;
  readonly own?: number;
  readonly by_network?: number;
  readonly corrected?: number;
  readonly paid?: number;
  readonly paid_money?: number;
  readonly orders?: number;
  readonly sum?: number;
  readonly last_order?: number;
  readonly referrals?: number;
  readonly network_people?: number;
  readonly network_buyers?: number;
  readonly network_orders?: number;
  readonly network_sum?: number;
  readonly proven?: boolean;
  readonly unreachable?: boolean;
  readonly debt?: boolean;
  readonly erased?: boolean;
}

/** One condition on a column. */
export interface Filter {
  readonly column: ParticipantColumn;
  readonly how: FilterHow;
  readonly from?: number;
  readonly to?: number;
  readonly values?: readonly number[];
}

export interface ParticipantsArgs {
  readonly filters?: readonly Filter[];
  readonly text?: string;
  readonly under?: number;
  readonly level?: number;
  readonly sort?: ParticipantColumn;
  readonly down?: boolean;
  readonly offset?: number;
  readonly limit?: number;
}

export interface ParticipantsPage {
  readonly rows?: readonly ParticipantLine[];
  readonly total?: number;
  readonly seq?: number;
  readonly last?: number;
}

export interface ParticipantsRowsArgs {
  readonly ids: readonly number[];
}

export interface ReferralsArgs {
  readonly tg?: number;
  readonly participant?: number;
  readonly level?: number;
  readonly offset?: number;
  readonly limit?: number;
}

/** What one level of a network is and buys. */
export interface LevelLine {
  readonly level: number;
  readonly people?: number;
  readonly buyers?: number;
  readonly orders?: number;
  readonly sum?: number;
  readonly last_order?: number;
}

/** A network by levels: those that earn. */
export interface TreeLevels {
  readonly levels?: readonly LevelLine[];
  readonly cut?: boolean;
  readonly seq?: number;
}

export interface TreePreviewArgs {
  readonly participant: number;
  readonly inviter?: number;
}

export interface TreePerson {
  readonly id: number;
  readonly name?: string;
  readonly nick?: string;
}

/** What a change of the inviter would move. */
export interface TreePreview {
  readonly people?: readonly number[];
  readonly deeper?: number;
  readonly loop?: boolean;
  readonly above?: readonly TreePerson[];
  readonly above_now?: readonly TreePerson[];
}

export interface RankingArgs {
  readonly by: RankingBy;
  readonly from?: number;
  readonly to?: number;
}

export interface RankingRow {
  readonly place: number;
  readonly participant: number;
  readonly name?: string;
  readonly nick?: string;
  readonly people?: number;
  readonly orders?: number;
  readonly sum?: number;
  readonly paid?: number;
}

/** The best hundred; blocked participants are left out. */
export interface Ranking {
  readonly rows?: readonly RankingRow[];
  readonly seq?: number;
}

export interface BroughtArgs {
  readonly from?: number;
  readonly to?: number;
  readonly offset?: number;
  readonly limit?: number;
}

export interface BroughtRow {
  readonly participant: number;
  readonly name?: string;
  readonly nick?: string;
  readonly people?: number;
  readonly buyers?: number;
  readonly orders?: number;
  readonly sum?: number;
}

/** What referrals did in a period, most referrals first. */
export interface BroughtPage {
  readonly rows?: readonly BroughtRow[];
  readonly total?: number;
  readonly seq?: number;
}

export interface CorrectArgs {
  readonly participant: number;
  readonly held?: number;
  readonly available?: number;
  readonly held_by?: number;
  readonly available_by?: number;
  readonly release?: number;
  readonly reason?: string;
}

export interface TieArgs {
  readonly participant: number;
  readonly rev?: number;
  readonly inviter?: number;
  readonly reason?: string;
}

export interface OzonArgs {
  readonly participant: number;
  readonly rev?: number;
  readonly ozon?: string;
  readonly proven?: boolean;
  readonly reason?: string;
}

export interface BlockArgs {
  readonly participant: number;
  readonly rev?: number;
  readonly blocked?: boolean;
  readonly reason?: string;
  readonly unseen?: boolean;
}

export interface NoteArgs {
  readonly participant: number;
  readonly rev?: number;
  readonly note?: string;
}

export interface NameArgs {
  readonly participant: number;
  readonly rev?: number;
  readonly name?: string;
  readonly reason?: string;
}

export interface NoticesArgs {
  readonly participant: number;
  readonly rev?: number;
  readonly subscriptions: Subscriptions;
  readonly reason?: string;
}

export interface EraseArgs {
  readonly participant: number;
  readonly rev?: number;
  readonly forfeit?: boolean;
  readonly reason?: string;
}

export interface AttentionArgs {
  readonly kind: Attention;
  readonly until?: number;
  readonly after?: number;
  readonly limit: number;
}

export interface AttentionReturn {
  readonly ret: number;
  readonly kind?: Attention;
  readonly sku: number;
  readonly name?: string;
  readonly qty?: number;
  readonly units?: number;
  readonly type: ReturnType;
  readonly state: ReturnState;
  readonly raw_status?: string;
  readonly at?: number;
  readonly asked: number;
  readonly ruled?: ReturnState;
  readonly ruled_qty?: number;
}

/** A posting that waits for a person, with its returns. */
export interface AttentionRow {
  readonly posting: number;
  readonly number: string;
  readonly store: number;
  readonly scheme?: Scheme;
  readonly status?: PostingStatus;
  readonly created?: number;
  readonly currency?: string;
  readonly participant: number;
  readonly name?: string;
  readonly held?: number;
  readonly returns?: readonly AttentionReturn[];
}

export interface AttentionPage {
  readonly rows?: readonly AttentionRow[];
  readonly next?: number;
}

export interface DecideArgs {
  readonly posting: number;
  readonly ret: number;
  readonly asked: number;
  readonly state: ReturnState;
  readonly qty?: number;
  readonly reason?: string;
}

export interface OneParticipant {
  readonly participant: number;
}

/** A participant as administrators edit them. */
export interface ParticipantEdit {
  readonly who: ParticipantView;
  readonly rev?: number;
  readonly note?: string;
  readonly inviter_name?: string;
  readonly erasing?: boolean;
  readonly subscriptions?: Subscriptions;
}

export interface AuditArgs {
  readonly admin?: number;
  readonly console?: boolean;
  readonly action?: Action;
  readonly object?: ObjectKind;
  readonly id?: number;
  readonly since?: number;
  readonly until?: number;
  readonly before?: number;
  readonly limit: number;
  readonly participant?: number;
}

/** Something an administrator changed. */
export interface AuditRow {
  readonly seq: number;
  readonly at: number;
  readonly admin?: number;
  readonly author?: string;
  readonly action: Action;
  readonly object: ObjectKind;
  readonly id?: number;
  readonly name?: string;
  readonly reason?: string;
}

export interface AuditPage {
  readonly rows?: readonly AuditRow[];
  readonly next?: number;
}

export interface AuditKey {
  readonly seq: number;
}

/** An attribute before and after. */
export interface Change {
  readonly name: string;
  readonly value: ValueKind;
  readonly before?: string;
  readonly after?: string;
}

export interface AuditCard {
  readonly row: AuditRow;
  readonly changes?: readonly Change[];
}

export interface SettingsHistoryArgs {
  readonly before?: number;
  readonly limit: number;
}

export interface SettingsVersion {
  readonly version: number;
  readonly at: number;
  readonly admin?: number;
  readonly author?: string;
  readonly reason?: string;
  readonly seq?: number;
  readonly changes?: readonly Change[];
}

export interface SettingsHistory {
  readonly versions?: readonly SettingsVersion[];
  readonly next?: number;
}

/** An accrual or a debit. */
export interface JournalLine {
  readonly seq: number;
  readonly at: number;
  readonly kind: TransferKind;
  readonly participant: number;
  readonly name?: string;
  readonly accrued?: number;
  readonly debited?: number;
  readonly held?: boolean;
  readonly level?: number;
  readonly rate?: number;
  readonly base?: number;
  readonly settings?: number;
  readonly available_at?: number;
  readonly posting?: number;
  readonly number?: string;
  readonly payout?: number;
  readonly total?: number;
}

export interface JournalPlace {
  readonly accounts?: readonly number[];
  readonly total?: number;
  readonly before?: number;
}

export interface JournalArgs {
  readonly tg?: number;
  readonly participant?: number;
  readonly kinds?: readonly number[];
  readonly levels?: readonly number[];
  readonly since?: number;
  readonly until?: number;
  readonly least?: number;
  readonly most?: number;
  readonly posting?: number;
  readonly payout?: number;
  readonly place?: JournalPlace;
  readonly limit?: number;
  readonly side?: JournalSide;
}

export interface JournalPage {
  readonly rows?: readonly JournalLine[];
  readonly count?: number;
  readonly accrued?: number;
  readonly debited?: number;
  readonly next?: JournalPlace;
  readonly reached?: number;
  readonly seq?: number;
}

export interface PurchaseItem {
  readonly sku: number;
  readonly qty: number;
  readonly returned?: number;
  readonly price: number;
  readonly name?: string;
  readonly offer?: string;
}

/** What a posting brings to one of its beneficiaries. */
export interface PurchaseShare {
  readonly participant: number;
  readonly name?: string;
  readonly level?: number;
  readonly rate?: number;
  readonly due?: number;
  readonly posted?: number;
  readonly held?: number;
  readonly expected?: number;
}

/** A posting, what it brings, and why it brings nothing. */
export interface Purchase {
  readonly posting: number;
  readonly number: string;
  readonly order?: string;
  readonly store: number;
  readonly scheme?: Scheme;
  readonly status?: PostingStatus;
  readonly raw_status?: string;
  readonly created?: number;
  readonly recorded?: number;
  readonly delivered?: number;
  readonly ozon?: number;
  readonly buyer?: number;
  readonly name?: string;
  readonly inviter?: number;
  readonly joined?: number;
  readonly bound?: number;
  readonly settings?: number;
  readonly net?: number;
  readonly open_return?: boolean;
  readonly hold?: number;
  readonly release?: number;
  readonly own?: number;
  readonly network?: number;
  readonly why?: NoPoints;
  readonly items?: readonly PurchaseItem[];
  readonly shares?: readonly PurchaseShare[];
  readonly invited_by?: number;
}

export interface ExplainArgs {
  readonly text: string;
}

export interface TransferLine {
  readonly seq: number;
  readonly at: number;
  readonly kind: TransferKind;
  readonly participant: number;
  readonly level?: number;
  readonly debit: Account;
  readonly credit: Account;
  readonly points: number;
}

export interface Explained {
  readonly purchase: Purchase;
  readonly transfers?: readonly TransferLine[];
  readonly older?: boolean;
}

export interface Explanation {
  readonly number: string;
  readonly postings?: readonly Explained[];
  readonly buyer?: number;
}

export interface OrdersArgs {
  readonly participant: number;
  readonly before?: number;
  readonly limit: number;
}

export interface PurchasesPage {
  readonly rows?: readonly Purchase[];
  readonly next?: number;
  readonly seq?: number;
}

export interface OrdersBeforeArgs {
  readonly participant: number;
}

/** What somebody bought before they joined. */
export interface OrdersBefore {
  readonly orders?: number;
  readonly sum?: number;
  readonly cut?: boolean;
}

export interface ExportTreeArgs {
  readonly after?: number;
  readonly limit: number;
  readonly under?: number;
}

export interface TreeLine {
  readonly id: number;
  readonly name?: string;
  readonly tg: number;
  readonly ozon?: string;
  readonly joined: number;
  readonly registered?: number;
  readonly inviter?: number;
  readonly inviter_name?: string;
}

export interface ExportTree {
  readonly rows?: readonly TreeLine[];
  readonly next?: number;
  readonly seq?: number;
  readonly total?: number;
}

export interface ExportPurchasesArgs {
  readonly since?: number;
  readonly until?: number;
  readonly all?: boolean;
  readonly after?: number;
  readonly limit: number;
}

/** The programme in one day or month. */
export interface Period {
  readonly from?: number;
  readonly joined?: number;
  readonly registered?: number;
  readonly referrals?: number;
  readonly buyers?: number;
  readonly waited?: number;
  readonly repeated?: number;
  readonly active?: number;
  readonly orders?: number;
  readonly sales?: number;
  readonly own_orders?: number;
  readonly own_sales?: number;
  readonly units?: number;
  readonly units_back?: number;
  readonly gross?: number;
  readonly gross_back?: number;
  readonly accrued?: number;
  readonly taken?: number;
  readonly paid?: number;
  readonly payouts?: number;
  readonly paid_money?: number;
  readonly links?: number;
  readonly links_used?: number;
  readonly acted?: number;
}

/** The programme altogether, and its last twelve months. */
export interface Dashboard {
  readonly total: Period;
  readonly months: readonly Period[];
  readonly buyers_share?: number;
  readonly mean_wait?: number;
  readonly median_wait_days?: number;
  readonly average_order?: number;
  readonly repeated_share?: number;
  readonly returned_units_share?: number;
  readonly returned_money_share?: number;
  readonly per_link?: number;
  readonly per_used_link?: number;
  readonly seq?: number;
}

export interface DaysArgs {
  readonly since: number;
  readonly days: number;
}

export interface DaysPage {
  readonly days?: readonly Period[];
  readonly seq?: number;
}

export interface ExportParticipantsArgs {
  readonly filters?: readonly Filter[];
  readonly text?: string;
  readonly under?: number;
  readonly level?: number;
  readonly after?: number;
  readonly limit: number;
  readonly sort?: ParticipantColumn;
  readonly down?: boolean;
  readonly after_value?: number;
  readonly after_text?: string;
}

export interface ExportParticipants {
  readonly rows?: readonly ParticipantLine[];
  readonly next?: number;
  readonly total?: number;
  readonly seq?: number;
  readonly next_value?: number;
  readonly next_text?: string;
}

export interface ExportBroughtArgs {
  readonly from?: number;
  readonly to?: number;
  readonly after?: number;
  readonly limit: number;
}

export interface ExportBrought {
  readonly rows?: readonly BroughtRow[];
  readonly next?: number;
  readonly seq?: number;
}

/** A table, its filters, and the file to make of it. */
export interface ExportWhat {
  readonly format: ExportFormat;
  readonly participants?: ExportParticipantsArgs;
  readonly tree?: ExportTreeArgs;
  readonly purchases?: ExportPurchasesArgs;
  readonly brought?: ExportBroughtArgs;
  readonly top?: RankingArgs;
  readonly payouts?: PayoutsArgs;
  readonly points?: JournalArgs;
  readonly actions?: AuditArgs;
}

/** A condition of a saved view. */
export interface SavedFilter {
  readonly field: string;
  readonly how: FilterHow;
  readonly from?: number;
  readonly to?: number;
  readonly values?: readonly number[];
}

/** A view of a table under a name. */
export interface SavedView {
  readonly id?: number;
  readonly table: ExportTable;
  readonly name: string;
  readonly filters?: readonly SavedFilter[];
  readonly sort?: string;
  readonly columns?: string;
  readonly shared?: boolean;
  readonly by?: number;
  readonly author?: string;
}

/** One's own, then those that are shared; by number. */
export interface SavedViews {
  readonly views?: readonly SavedView[];
}

export interface SavedViewKey {
  readonly id: number;
}

export interface HelloArgs {
  readonly protocol: number;
  readonly build?: string;
  readonly lang?: Lang;
  readonly gathers?: boolean;
}

export interface HelloLimits {
  readonly frame: number;
  readonly rate: number;
  readonly burst: number;
  readonly outstanding: number;
  readonly topics: number;
  readonly presence: number;
}

/** Whose page it is, and what it talks to. */
export interface Hello {
  readonly me: Me;
  readonly protocol: number;
  readonly serverBuild: string;
  readonly tz: string;
  readonly limits: HelloLimits;
}

export interface SubArgs {
  readonly topic: string;
  readonly since?: number;
}

export interface SubResult {
  readonly seq: number;
  readonly gap?: boolean;
}

export interface UnsubArgs {
  readonly topic: string;
}

export interface LookArgs {
  readonly payout?: number;
}

export interface Viewer {
  readonly admin: number;
  readonly name?: string;
}

/** Who looks at a payout request now; pushed when it changes. */
export interface Looking {
  readonly payout: number;
  readonly viewers?: readonly Viewer[];
}

/** Rows of the list to be read again; pushed. */
export interface ParticipantsNews {
  readonly ids?: readonly number[];
  readonly last?: number;
}

export interface Pong {
  readonly at: number;
}

export interface ExportBeginArgs {
  readonly what: ExportWhat;
  readonly lang?: Lang;
  readonly columns?: string;
}

export interface ExportKey {
  readonly id: number;
}

/** A table on its way to a file. */
export interface ExportJob {
  readonly id: number;
  readonly table: ExportTable;
  readonly format: ExportFormat;
  readonly state: ExportState;
  readonly name: string;
  readonly created: number;
  readonly rows?: number;
  readonly total?: number;
  readonly size?: number;
  readonly expires?: number;
  readonly error?: number;
  readonly detail?: string;
}

export interface ExportList {
  readonly exports?: readonly ExportJob[];
}

export interface DeedBeginArgs {
  readonly blocked?: boolean;
  readonly reason: string;
  readonly ids?: readonly number[];
  readonly all?: ExportParticipantsArgs;
  readonly except?: readonly number[];
  readonly last?: number;
}

export interface DeedKey {
  readonly id: number;
}

/** Somebody whom it could not be done to, and why. */
export interface DeedRefusal {
  readonly participant: number;
  readonly error: number;
  readonly detail?: string;
}

/** Many participants on their way to being blocked, or not any more. */
export interface DeedJob {
  readonly id: number;
  readonly blocked?: boolean;
  readonly state: DeedState;
  readonly created: number;
  readonly total?: number;
  readonly done?: number;
  readonly same?: number;
  readonly refused?: number;
  readonly refusals?: readonly DeedRefusal[];
  readonly error?: number;
  readonly detail?: string;
}

export interface DeedList {
  readonly deeds?: readonly DeedJob[];
}

/** Every message by its name. */
export interface Messages {
  nothing: Nothing;
  tg_user: TgUser;
  who: Who;
  level_points: LevelPoints;
  participant_view: ParticipantView;
  releases_args: ReleasesArgs;
  release_day: ReleaseDay;
  releases: Releases;
  product_seen: ProductSeen;
  products_find_args: ProductsFindArgs;
  product_found: ProductFound;
  products_page: ProductsPage;
  cabinet_view: CabinetView;
  cabinets_page: CabinetsPage;
  cabinet_id: CabinetId;
  cabinet_key_args: CabinetKeyArgs;
  cabinet_checked: CabinetChecked;
  place: Place;
  attachment: Attachment;
  wording: Wording;
  message_row: MessageRow;
  conversation_view: ConversationView;
  conversation_key: ConversationKey;
  write_args: WriteArgs;
  messages_args: MessagesArgs;
  messages_page: MessagesPage;
  message_key: MessageKey;
  reword_args: RewordArgs;
  conversation_move_args: ConversationMoveArgs;
  assign_args: AssignArgs;
  ban_args: BanArgs;
  conversations_args: ConversationsArgs;
  conversation_count: ConversationCount;
  conversations_page: ConversationsPage;
  canned: Canned;
  canned_page: CannedPage;
  colleague: Colleague;
  operators_args: OperatorsArgs;
  operators_page: OperatorsPage;
  requisites: Requisites;
  requisites_mask: RequisitesMask;
  payout_correct_args: PayoutCorrectArgs;
  payout_approve_args: PayoutApproveArgs;
  payout_note_args: PayoutNoteArgs;
  payout_move_args: PayoutMoveArgs;
  payout_claim_args: PayoutClaimArgs;
  payout_row: PayoutRow;
  payouts_args: PayoutsArgs;
  state_count: StateCount;
  payouts_page: PayoutsPage;
  payout_key: PayoutKey;
  payout_step: PayoutStep;
  payout_card: PayoutCard;
  link_product: LinkProduct;
  link_view: LinkView;
  links_args: LinksArgs;
  links_page: LinksPage;
  direct_args: DirectArgs;
  direct_row: DirectRow;
  direct_page: DirectPage;
  subscriptions: Subscriptions;
  incident_view: IncidentView;
  incidents_args: IncidentsArgs;
  incidents_page: IncidentsPage;
  admin_row: AdminRow;
  admin_args: AdminArgs;
  admins_page: AdminsPage;
  me: Me;
  session_view: SessionView;
  sessions_args: SessionsArgs;
  sessions_page: SessionsPage;
  session_revoke_args: SessionRevokeArgs;
  settings: Settings;
  settings_view: SettingsView;
  settings_args: SettingsArgs;
  participant_line: ParticipantLine;
  filter: Filter;
  participants_args: ParticipantsArgs;
  participants_page: ParticipantsPage;
  participants_rows_args: ParticipantsRowsArgs;
  referrals_args: ReferralsArgs;
  level_line: LevelLine;
  tree_levels: TreeLevels;
  tree_preview_args: TreePreviewArgs;
  tree_person: TreePerson;
  tree_preview: TreePreview;
  ranking_args: RankingArgs;
  ranking_row: RankingRow;
  ranking: Ranking;
  brought_args: BroughtArgs;
  brought_row: BroughtRow;
  brought_page: BroughtPage;
  correct_args: CorrectArgs;
  tie_args: TieArgs;
  ozon_args: OzonArgs;
  block_args: BlockArgs;
  note_args: NoteArgs;
  name_args: NameArgs;
  notices_args: NoticesArgs;
  erase_args: EraseArgs;
  attention_args: AttentionArgs;
  attention_return: AttentionReturn;
  attention_row: AttentionRow;
  attention_page: AttentionPage;
  decide_args: DecideArgs;
  one_participant: OneParticipant;
  participant_edit: ParticipantEdit;
  audit_args: AuditArgs;
  audit_row: AuditRow;
  audit_page: AuditPage;
  audit_key: AuditKey;
  change: Change;
  audit_card: AuditCard;
  settings_history_args: SettingsHistoryArgs;
  settings_version: SettingsVersion;
  settings_history: SettingsHistory;
  journal_line: JournalLine;
  journal_place: JournalPlace;
  journal_args: JournalArgs;
  journal_page: JournalPage;
  purchase_item: PurchaseItem;
  purchase_share: PurchaseShare;
  purchase: Purchase;
  explain_args: ExplainArgs;
  transfer_line: TransferLine;
  explained: Explained;
  explanation: Explanation;
  orders_args: OrdersArgs;
  purchases_page: PurchasesPage;
  orders_before_args: OrdersBeforeArgs;
  orders_before: OrdersBefore;
  export_tree_args: ExportTreeArgs;
  tree_line: TreeLine;
  export_tree: ExportTree;
  export_purchases_args: ExportPurchasesArgs;
  period: Period;
  dashboard: Dashboard;
  days_args: DaysArgs;
  days_page: DaysPage;
  export_participants_args: ExportParticipantsArgs;
  export_participants: ExportParticipants;
  export_brought_args: ExportBroughtArgs;
  export_brought: ExportBrought;
  export_what: ExportWhat;
  saved_filter: SavedFilter;
  saved_view: SavedView;
  saved_views: SavedViews;
  saved_view_key: SavedViewKey;
  hello_args: HelloArgs;
  hello_limits: HelloLimits;
  hello: Hello;
  sub_args: SubArgs;
  sub_result: SubResult;
  unsub_args: UnsubArgs;
  look_args: LookArgs;
  viewer: Viewer;
  looking: Looking;
  participants_news: ParticipantsNews;
  pong: Pong;
  export_begin_args: ExportBeginArgs;
  export_key: ExportKey;
  export_job: ExportJob;
  export_list: ExportList;
  deed_begin_args: DeedBeginArgs;
  deed_key: DeedKey;
  deed_refusal: DeedRefusal;
  deed_job: DeedJob;
  deed_list: DeedList;
}

/**
 * A field as the wire knows it. Integers (count, id, time, tg, points, money, rate): min .. limit.
 * str, bytes: at most `limit` bytes; list, ints: elements. `type` names the message of msg and list,
 * and the enumeration of enum.
 */
export interface Field {
  readonly name: string;
  readonly kind: Kind;
  readonly required: boolean;
  readonly min?: number;
  readonly limit?: number;
  readonly type?: string;
}
export type Kind = "count" | "id" | "time" | "tg" | "points" | "money" | "rate" | "bool" | "str" | "bytes" | "enum" | "msg" | "list" | "ints";

export const FIELDS: { readonly [Name in keyof Messages]: readonly Field[] } = {
  nothing: [
    { name: "ok", kind: "bool", required: false },
  ],
  tg_user: [
    { name: "tg", kind: "tg", required: true, min: -4503599627370496, limit: 4503599627370496 },
    { name: "first", kind: "str", required: false, limit: 256 },
    { name: "last", kind: "str", required: false, limit: 256 },
    { name: "nick", kind: "str", required: false, limit: 64 },
    { name: "lang", kind: "enum", required: false, type: "lang" },
  ],
  who: [
    { name: "tg", kind: "tg", required: false, min: -4503599627370496, limit: 4503599627370496 },
    { name: "participant", kind: "id", required: false, min: 1, limit: 9007199254740991 },
  ],
  level_points: [
    { name: "level", kind: "count", required: true, min: 0, limit: 10 },
    { name: "points", kind: "points", required: true, min: -9000000000000000, limit: 9000000000000000 },
  ],
  participant_view: [
    { name: "id", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "tg", kind: "tg", required: true, min: -4503599627370496, limit: 4503599627370496 },
    { name: "first", kind: "str", required: false, limit: 256 },
    { name: "last", kind: "str", required: false, limit: 256 },
    { name: "nick", kind: "str", required: false, limit: 64 },
    { name: "lang", kind: "enum", required: true, type: "lang" },
    { name: "status", kind: "enum", required: true, type: "participant_status" },
    { name: "joined", kind: "time", required: true, min: 0, limit: 9007199254740991 },
    { name: "registered", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "consent", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "inviter", kind: "id", required: false, min: 1, limit: 9007199254740991 },
    { name: "ozon", kind: "str", required: false, limit: 24 },
    { name: "proven", kind: "bool", required: false },
    { name: "unreachable", kind: "bool", required: false },
    { name: "code", kind: "str", required: false, limit: 16 },
    { name: "total", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "available", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "held", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "reserved", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "own", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "levels", kind: "list", required: false, limit: 10, type: "level_points" },
    { name: "corrected", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "paid", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "paid_money", kind: "money", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "expected", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "next_release", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "next_points", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "referrals", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "orders", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "sum", kind: "money", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "last_order", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "open_payout", kind: "id", required: false, min: 1, limit: 9007199254740991 },
    { name: "payout_min", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "payout_max", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "point_rate", kind: "money", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "terms", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "talking", kind: "bool", required: false },
    { name: "called", kind: "str", required: false, limit: 256 },
  ],
  releases_args: [
    { name: "participant", kind: "id", required: true, min: 1, limit: 9007199254740991 },
  ],
  release_day: [
    { name: "at", kind: "time", required: true, min: 0, limit: 9007199254740991 },
    { name: "points", kind: "points", required: true, min: -9000000000000000, limit: 9000000000000000 },
  ],
  releases: [
    { name: "days", kind: "list", required: false, limit: 100, type: "release_day" },
    { name: "undated", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "cut", kind: "bool", required: false },
  ],
  product_seen: [
    { name: "product", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "sku", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "offer", kind: "str", required: false, limit: 100 },
    { name: "name", kind: "str", required: false, limit: 600 },
    { name: "price", kind: "money", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "currency", kind: "str", required: false, limit: 3 },
    { name: "picture", kind: "str", required: false, limit: 500 },
    { name: "archived", kind: "bool", required: false },
  ],
  products_find_args: [
    { name: "store", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "sku", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "text", kind: "str", required: false, limit: 200 },
    { name: "archived", kind: "bool", required: false },
    { name: "after_store", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "after", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "limit", kind: "count", required: true, min: 0, limit: 50 },
  ],
  product_found: [
    { name: "store", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "asked", kind: "time", required: true, min: 0, limit: 9007199254740991 },
    { name: "product", kind: "msg", required: true, type: "product_seen" },
  ],
  products_page: [
    { name: "products", kind: "list", required: false, limit: 50, type: "product_found" },
    { name: "more", kind: "bool", required: false },
    { name: "next_store", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "next", kind: "count", required: false, min: 0, limit: 9007199254740991 },
  ],
  cabinet_view: [
    { name: "client", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "state", kind: "enum", required: true, type: "cabinet_state" },
    { name: "sentence", kind: "str", required: false, limit: 320 },
    { name: "answered", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "key_ends", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "requests", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "failures", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "records", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "missed", kind: "count", required: false, min: 0, limit: 9007199254740991 },
  ],
  cabinets_page: [
    { name: "cabinets", kind: "list", required: false, limit: 8, type: "cabinet_view" },
  ],
  cabinet_id: [
    { name: "client", kind: "id", required: true, min: 1, limit: 9007199254740991 },
  ],
  cabinet_key_args: [
    { name: "client", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "key", kind: "str", required: true, limit: 190 },
  ],
  cabinet_checked: [
    { name: "state", kind: "enum", required: true, type: "cabinet_state" },
    { name: "sentence", kind: "str", required: false, limit: 320 },
    { name: "key_ends", kind: "time", required: false, min: 0, limit: 9007199254740991 },
  ],
  place: [
    { name: "bot", kind: "enum", required: true, type: "bot" },
    { name: "chat", kind: "tg", required: true, min: -4503599627370496, limit: 4503599627370496 },
    { name: "message", kind: "count", required: true, min: 0, limit: 9007199254740991 },
  ],
  attachment: [
    { name: "kind", kind: "enum", required: true, type: "attachment_kind" },
    { name: "file", kind: "str", required: false, limit: 200 },
    { name: "name", kind: "str", required: false, limit: 520 },
    { name: "mime", kind: "str", required: false, limit: 120 },
    { name: "size", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "album", kind: "str", required: false, limit: 32 },
    { name: "unique", kind: "str", required: false, limit: 200 },
  ],
  wording: [
    { name: "at", kind: "time", required: true, min: 0, limit: 9007199254740991 },
    { name: "text", kind: "str", required: false, limit: 16384 },
    { name: "attachment", kind: "msg", required: false, type: "attachment" },
  ],
  message_row: [
    { name: "conversation", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "n", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "at", kind: "time", required: true, min: 0, limit: 9007199254740991 },
    { name: "author", kind: "enum", required: true, type: "author" },
    { name: "by", kind: "str", required: false, limit: 520 },
    { name: "text", kind: "str", required: false, limit: 16384 },
    { name: "bot", kind: "enum", required: false, type: "bot" },
    { name: "delivered", kind: "bool", required: false },
    { name: "note", kind: "bool", required: false },
    { name: "attachment", kind: "msg", required: false, type: "attachment" },
    { name: "edited", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "reply", kind: "id", required: false, min: 1, limit: 9007199254740991 },
    { name: "places", kind: "list", required: false, limit: 9, type: "place" },
    { name: "reply_places", kind: "list", required: false, limit: 9, type: "place" },
    { name: "wordings", kind: "list", required: false, limit: 20, type: "wording" },
    { name: "replaced", kind: "bool", required: false },
  ],
  conversation_view: [
    { name: "id", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "kind", kind: "enum", required: true, type: "conversation_kind" },
    { name: "participant", kind: "id", required: false, min: 1, limit: 9007199254740991 },
    { name: "tg", kind: "tg", required: true, min: -4503599627370496, limit: 4503599627370496 },
    { name: "name", kind: "str", required: false, limit: 520 },
    { name: "nick", kind: "str", required: false, limit: 64 },
    { name: "lang", kind: "enum", required: false, type: "lang" },
    { name: "chat", kind: "tg", required: false, min: -4503599627370496, limit: 4503599627370496 },
    { name: "topic", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "generation", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "state", kind: "enum", required: false, type: "conversation_state" },
    { name: "since", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "answer_ms", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "assignee", kind: "id", required: false, min: 1, limit: 9007199254740991 },
    { name: "assignee_name", kind: "str", required: false, limit: 128 },
    { name: "assignee_tg", kind: "tg", required: false, min: -4503599627370496, limit: 4503599627370496 },
    { name: "banned", kind: "bool", required: false },
    { name: "messages", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "last", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "desk", kind: "msg", required: false, type: "place" },
  ],
  conversation_key: [
    { name: "kind", kind: "enum", required: false, type: "conversation_kind" },
    { name: "tg", kind: "tg", required: false, min: -4503599627370496, limit: 4503599627370496 },
    { name: "id", kind: "id", required: false, min: 1, limit: 9007199254740991 },
    { name: "chat", kind: "tg", required: false, min: -4503599627370496, limit: 4503599627370496 },
    { name: "topic", kind: "count", required: false, min: 0, limit: 9007199254740991 },
  ],
  write_args: [
    { name: "id", kind: "id", required: false, min: 1, limit: 9007199254740991 },
    { name: "kind", kind: "enum", required: false, type: "conversation_kind" },
    { name: "who", kind: "msg", required: false, type: "tg_user" },
    { name: "operator", kind: "msg", required: false, type: "tg_user" },
    { name: "text", kind: "str", required: true, limit: 16384 },
    { name: "place", kind: "msg", required: false, type: "place" },
    { name: "attachment", kind: "msg", required: false, type: "attachment" },
    { name: "reply", kind: "id", required: false, min: 1, limit: 9007199254740991 },
    { name: "reply_at", kind: "msg", required: false, type: "place" },
    { name: "note", kind: "bool", required: false },
  ],
  messages_args: [
    { name: "id", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "before", kind: "id", required: false, min: 1, limit: 9007199254740991 },
    { name: "limit", kind: "count", required: true, min: 0, limit: 100 },
  ],
  messages_page: [
    { name: "messages", kind: "list", required: false, limit: 100, type: "message_row" },
  ],
  message_key: [
    { name: "conversation", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "n", kind: "id", required: true, min: 1, limit: 9007199254740991 },
  ],
  reword_args: [
    { name: "place", kind: "msg", required: false, type: "place" },
    { name: "conversation", kind: "id", required: false, min: 1, limit: 9007199254740991 },
    { name: "n", kind: "id", required: false, min: 1, limit: 9007199254740991 },
    { name: "who", kind: "msg", required: false, type: "tg_user" },
    { name: "operator", kind: "msg", required: false, type: "tg_user" },
    { name: "text", kind: "str", required: true, limit: 16384 },
    { name: "attachment", kind: "msg", required: false, type: "attachment" },
  ],
  conversation_move_args: [
    { name: "id", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "state", kind: "enum", required: true, type: "conversation_state" },
    { name: "operator", kind: "msg", required: false, type: "tg_user" },
  ],
  assign_args: [
    { name: "id", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "from", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "to", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "deal", kind: "bool", required: false },
    { name: "operator", kind: "msg", required: false, type: "tg_user" },
  ],
  ban_args: [
    { name: "id", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "banned", kind: "bool", required: false },
    { name: "reason", kind: "str", required: false, limit: 1000 },
    { name: "operator", kind: "msg", required: false, type: "tg_user" },
  ],
  conversations_args: [
    { name: "state", kind: "enum", required: true, type: "conversation_state" },
    { name: "kind", kind: "enum", required: false, type: "conversation_kind" },
    { name: "assignee", kind: "id", required: false, min: 1, limit: 9007199254740991 },
    { name: "after", kind: "id", required: false, min: 1, limit: 9007199254740991 },
    { name: "after_since", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "limit", kind: "count", required: true, min: 0, limit: 100 },
    { name: "newest", kind: "bool", required: false },
  ],
  conversation_count: [
    { name: "kind", kind: "enum", required: true, type: "conversation_kind" },
    { name: "state", kind: "enum", required: true, type: "conversation_state" },
    { name: "count", kind: "count", required: false, min: 0, limit: 9007199254740991 },
  ],
  conversations_page: [
    { name: "rows", kind: "list", required: false, limit: 100, type: "conversation_view" },
    { name: "counts", kind: "list", required: false, limit: 8, type: "conversation_count" },
    { name: "next", kind: "id", required: false, min: 1, limit: 9007199254740991 },
    { name: "next_since", kind: "time", required: false, min: 0, limit: 9007199254740991 },
  ],
  canned: [
    { name: "id", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "title", kind: "str", required: true, limit: 128 },
    { name: "text", kind: "str", required: false, limit: 16384 },
    { name: "kind", kind: "enum", required: false, type: "conversation_kind" },
  ],
  canned_page: [
    { name: "answers", kind: "list", required: false, limit: 200, type: "canned" },
  ],
  colleague: [
    { name: "id", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "name", kind: "str", required: false, limit: 128 },
  ],
  operators_args: [
    { name: "kind", kind: "enum", required: true, type: "conversation_kind" },
  ],
  operators_page: [
    { name: "operators", kind: "list", required: false, limit: 50, type: "colleague" },
  ],
  requisites: [
    { name: "method", kind: "enum", required: false, type: "payout_method" },
    { name: "number", kind: "str", required: false, limit: 32 },
    { name: "bank", kind: "str", required: false, limit: 160 },
    { name: "bik", kind: "str", required: false, limit: 9 },
    { name: "name", kind: "str", required: false, limit: 240 },
    { name: "payee", kind: "enum", required: false, type: "payee" },
    { name: "inn", kind: "str", required: false, limit: 12 },
  ],
  requisites_mask: [
    { name: "method", kind: "enum", required: false, type: "payout_method" },
    { name: "tail", kind: "str", required: false, limit: 4 },
    { name: "bank", kind: "str", required: false, limit: 160 },
    { name: "payee", kind: "enum", required: false, type: "payee" },
  ],
  payout_correct_args: [
    { name: "payout", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "rev", kind: "count", required: true, min: 0, limit: 9007199254740991 },
    { name: "points", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "money", kind: "money", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "reason", kind: "str", required: true, limit: 1000 },
  ],
  payout_approve_args: [
    { name: "payout", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "rev", kind: "count", required: true, min: 0, limit: 9007199254740991 },
  ],
  payout_note_args: [
    { name: "payout", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "note", kind: "str", required: true, limit: 2000 },
  ],
  payout_move_args: [
    { name: "payout", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "rev", kind: "count", required: true, min: 0, limit: 9007199254740991 },
    { name: "to", kind: "enum", required: true, type: "payout_state" },
    { name: "reason", kind: "enum", required: false, type: "reject_reason" },
    { name: "comment", kind: "str", required: false, limit: 2000 },
    { name: "note", kind: "str", required: false, limit: 2000 },
    { name: "operator", kind: "msg", required: false, type: "tg_user" },
  ],
  payout_claim_args: [
    { name: "payout", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "rev", kind: "count", required: true, min: 0, limit: 9007199254740991 },
    { name: "take", kind: "bool", required: false },
    { name: "reason", kind: "str", required: false, limit: 1000 },
    { name: "operator", kind: "msg", required: false, type: "tg_user" },
  ],
  payout_row: [
    { name: "id", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "rev", kind: "count", required: true, min: 0, limit: 9007199254740991 },
    { name: "participant", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "name", kind: "str", required: false, limit: 520 },
    { name: "nick", kind: "str", required: false, limit: 64 },
    { name: "state", kind: "enum", required: true, type: "payout_state" },
    { name: "created", kind: "time", required: true, min: 0, limit: 9007199254740991 },
    { name: "changed", kind: "time", required: true, min: 0, limit: 9007199254740991 },
    { name: "points", kind: "points", required: true, min: -9000000000000000, limit: 9000000000000000 },
    { name: "money", kind: "money", required: true, min: -9000000000000000, limit: 9000000000000000 },
    { name: "rate", kind: "money", required: true, min: -9000000000000000, limit: 9000000000000000 },
    { name: "operator", kind: "id", required: false, min: 1, limit: 9007199254740991 },
    { name: "operator_name", kind: "str", required: false, limit: 128 },
    { name: "reason", kind: "enum", required: false, type: "reject_reason" },
    { name: "comment", kind: "str", required: false, limit: 2000 },
    { name: "can", kind: "ints", required: false, limit: 8 },
    { name: "requisites", kind: "msg", required: false, type: "requisites_mask" },
    { name: "claimed_until", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "approver", kind: "id", required: false, min: 1, limit: 9007199254740991 },
    { name: "approver_name", kind: "str", required: false, limit: 128 },
    { name: "approved", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "two_approvals", kind: "bool", required: false },
    { name: "debt", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "card", kind: "msg", required: false, type: "place" },
  ],
  payouts_args: [
    { name: "states", kind: "ints", required: false, limit: 8 },
    { name: "participant", kind: "id", required: false, min: 1, limit: 9007199254740991 },
    { name: "before", kind: "id", required: false, min: 1, limit: 9007199254740991 },
    { name: "limit", kind: "count", required: true, min: 0, limit: 100 },
    { name: "before_value", kind: "money", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "sort", kind: "enum", required: false, type: "payout_sort" },
    { name: "up", kind: "bool", required: false },
    { name: "operator", kind: "id", required: false, min: 1, limit: 9007199254740991 },
    { name: "reason", kind: "enum", required: false, type: "reject_reason" },
    { name: "from", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "to", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "points_from", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "points_to", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "money_from", kind: "money", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "money_to", kind: "money", required: false, min: -9000000000000000, limit: 9000000000000000 },
  ],
  state_count: [
    { name: "state", kind: "enum", required: true, type: "payout_state" },
    { name: "count", kind: "count", required: false, min: 0, limit: 9007199254740991 },
  ],
  payouts_page: [
    { name: "rows", kind: "list", required: false, limit: 100, type: "payout_row" },
    { name: "counts", kind: "list", required: false, limit: 8, type: "state_count" },
    { name: "next", kind: "id", required: false, min: 1, limit: 9007199254740991 },
    { name: "next_value", kind: "money", required: false, min: -9000000000000000, limit: 9000000000000000 },
  ],
  payout_key: [
    { name: "payout", kind: "id", required: true, min: 1, limit: 9007199254740991 },
  ],
  payout_step: [
    { name: "at", kind: "time", required: true, min: 0, limit: 9007199254740991 },
    { name: "state", kind: "enum", required: true, type: "payout_state" },
    { name: "by", kind: "str", required: false, limit: 128 },
    { name: "reason", kind: "enum", required: false, type: "reject_reason" },
    { name: "comment", kind: "str", required: false, limit: 2000 },
    { name: "note", kind: "str", required: false, limit: 2000 },
    { name: "kind", kind: "enum", required: false, type: "payout_deed" },
    { name: "points", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "money", kind: "money", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "points_before", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "money_before", kind: "money", required: false, min: -9000000000000000, limit: 9000000000000000 },
  ],
  payout_card: [
    { name: "row", kind: "msg", required: true, type: "payout_row" },
    { name: "who", kind: "msg", required: true, type: "participant_view" },
    { name: "history", kind: "list", required: false, limit: 50, type: "payout_step" },
    { name: "messages", kind: "list", required: false, limit: 100, type: "message_row" },
    { name: "room", kind: "msg", required: false, type: "conversation_view" },
  ],
  link_product: [
    { name: "store", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "product", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "sku", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "name", kind: "str", required: false, limit: 600 },
    { name: "picture", kind: "str", required: false, limit: 500 },
  ],
  link_view: [
    { name: "n", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "code", kind: "str", required: true, limit: 16 },
    { name: "created", kind: "time", required: true, min: 0, limit: 9007199254740991 },
    { name: "off", kind: "bool", required: false },
    { name: "label", kind: "str", required: false, limit: 256 },
    { name: "product", kind: "msg", required: false, type: "link_product" },
    { name: "opened", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "registered", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "bought", kind: "count", required: false, min: 0, limit: 9007199254740991 },
  ],
  links_args: [
    { name: "tg", kind: "tg", required: false, min: -4503599627370496, limit: 4503599627370496 },
    { name: "participant", kind: "id", required: false, min: 1, limit: 9007199254740991 },
    { name: "off", kind: "bool", required: false },
    { name: "skip", kind: "count", required: false, min: 0, limit: 10000 },
    { name: "limit", kind: "count", required: true, min: 0, limit: 50 },
  ],
  links_page: [
    { name: "links", kind: "list", required: false, limit: 50, type: "link_view" },
    { name: "total", kind: "count", required: false, min: 0, limit: 9007199254740991 },
  ],
  direct_args: [
    { name: "tg", kind: "tg", required: false, min: -4503599627370496, limit: 4503599627370496 },
    { name: "participant", kind: "id", required: false, min: 1, limit: 9007199254740991 },
    { name: "sort", kind: "enum", required: false, type: "direct_sort" },
    { name: "skip", kind: "count", required: false, min: 0, limit: 10000 },
    { name: "limit", kind: "count", required: true, min: 0, limit: 50 },
  ],
  direct_row: [
    { name: "participant", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "first", kind: "str", required: false, limit: 256 },
    { name: "last", kind: "str", required: false, limit: 256 },
    { name: "nick", kind: "str", required: false, limit: 64 },
    { name: "invited", kind: "time", required: true, min: 0, limit: 9007199254740991 },
    { name: "registered", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "orders", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "sum", kind: "money", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "last_order", kind: "time", required: false, min: 0, limit: 9007199254740991 },
  ],
  direct_page: [
    { name: "rows", kind: "list", required: false, limit: 50, type: "direct_row" },
    { name: "total", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "sort", kind: "enum", required: true, type: "direct_sort" },
  ],
  subscriptions: [
    { name: "points", kind: "enum", required: false, type: "frequency" },
    { name: "network", kind: "enum", required: false, type: "frequency" },
    { name: "purchases", kind: "enum", required: false, type: "frequency" },
  ],
  incident_view: [
    { name: "id", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "kind", kind: "enum", required: true, type: "incident" },
    { name: "subject", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "since", kind: "time", required: true, min: 0, limit: 9007199254740991 },
    { name: "opened", kind: "time", required: true, min: 0, limit: 9007199254740991 },
    { name: "closed", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "value", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "detail", kind: "str", required: false, limit: 320 },
    { name: "absent", kind: "bool", required: false },
  ],
  incidents_args: [
    { name: "before", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "limit", kind: "count", required: true, min: 0, limit: 100 },
  ],
  incidents_page: [
    { name: "open", kind: "list", required: false, limit: 64, type: "incident_view" },
    { name: "rows", kind: "list", required: false, limit: 100, type: "incident_view" },
    { name: "next", kind: "count", required: false, min: 0, limit: 9007199254740991 },
  ],
  admin_row: [
    { name: "id", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "tg", kind: "tg", required: false, min: -4503599627370496, limit: 4503599627370496 },
    { name: "nick", kind: "str", required: false, limit: 64 },
    { name: "name", kind: "str", required: false, limit: 128 },
    { name: "rights", kind: "count", required: false, min: 0, limit: 31 },
    { name: "blocked", kind: "bool", required: false },
    { name: "created", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "last_login", kind: "time", required: false, min: 0, limit: 9007199254740991 },
  ],
  admin_args: [
    { name: "id", kind: "id", required: false, min: 1, limit: 9007199254740991 },
    { name: "tg", kind: "tg", required: false, min: -4503599627370496, limit: 4503599627370496 },
    { name: "nick", kind: "str", required: false, limit: 64 },
    { name: "name", kind: "str", required: false, limit: 128 },
    { name: "rights", kind: "count", required: false, min: 0, limit: 31 },
    { name: "blocked", kind: "bool", required: false },
    { name: "reason", kind: "str", required: false, limit: 1000 },
  ],
  admins_page: [
    { name: "admins", kind: "list", required: false, limit: 500, type: "admin_row" },
  ],
  me: [
    { name: "admin", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "name", kind: "str", required: false, limit: 128 },
    { name: "rights", kind: "count", required: true, min: 0, limit: 31 },
    { name: "expires", kind: "time", required: true, min: 0, limit: 9007199254740991 },
  ],
  session_view: [
    { name: "key", kind: "str", required: true, limit: 16 },
    { name: "created", kind: "time", required: true, min: 0, limit: 9007199254740991 },
    { name: "used", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "expires", kind: "time", required: true, min: 0, limit: 9007199254740991 },
    { name: "agent", kind: "str", required: false, limit: 300 },
    { name: "address", kind: "str", required: false, limit: 64 },
    { name: "current", kind: "bool", required: false },
  ],
  sessions_args: [
    { name: "admin", kind: "count", required: false, min: 0, limit: 9007199254740991 },
  ],
  sessions_page: [
    { name: "sessions", kind: "list", required: false, limit: 100, type: "session_view" },
  ],
  session_revoke_args: [
    { name: "admin", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "key", kind: "str", required: false, limit: 16 },
    { name: "all", kind: "bool", required: false },
  ],
  settings: [
    { name: "levels", kind: "count", required: false, min: 0, limit: 10 },
    { name: "level_rates", kind: "ints", required: false, limit: 10 },
    { name: "own_rate", kind: "rate", required: false, min: 0, limit: 1000000 },
    { name: "max_network_rate", kind: "rate", required: false, min: 0, limit: 1000000 },
    { name: "base", kind: "enum", required: true, type: "points_base" },
    { name: "accrue_on", kind: "enum", required: true, type: "accrue_on" },
    { name: "exclude_legal", kind: "bool", required: false },
    { name: "hold_days", kind: "count", required: false, min: 0, limit: 3650 },
    { name: "hold_from", kind: "enum", required: true, type: "hold_from" },
    { name: "who", kind: "enum", required: true, type: "referrals_who" },
    { name: "proof", kind: "enum", required: true, type: "proof" },
    { name: "point_rate", kind: "money", required: true, min: -9000000000000000, limit: 9000000000000000 },
    { name: "payout_min", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "payout_max", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "payout_open_max", kind: "count", required: false, min: 0, limit: 10 },
    { name: "links_max", kind: "count", required: false, min: 0, limit: 1000 },
    { name: "operators_mode", kind: "enum", required: true, type: "operators_mode" },
    { name: "operator_alias", kind: "bool", required: false },
    { name: "terms_version", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "text_terms", kind: "str", required: false, limit: 16384 },
    { name: "text_entry", kind: "str", required: false, limit: 16384 },
    { name: "text_ozon_id", kind: "str", required: false, limit: 16384 },
    { name: "text_welcome", kind: "str", required: false, limit: 16384 },
    { name: "text_help", kind: "str", required: false, limit: 16384 },
    { name: "text_payout", kind: "str", required: false, limit: 16384 },
    { name: "text_promo_code", kind: "str", required: false, limit: 16384 },
    { name: "text_product_link", kind: "str", required: false, limit: 16384 },
    { name: "digest_hour", kind: "count", required: false, min: 0, limit: 23 },
    { name: "digest_default", kind: "enum", required: false, type: "frequency" },
    { name: "notice_released", kind: "bool", required: false },
    { name: "notice_taken", kind: "bool", required: false },
    { name: "text_share", kind: "str", required: false, limit: 400 },
    { name: "ad_line", kind: "str", required: false, limit: 300 },
    { name: "two_approvals_from", kind: "money", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "text_reject_requisites", kind: "str", required: false, limit: 4000 },
    { name: "text_reject_abuse", kind: "str", required: false, limit: 4000 },
    { name: "text_reject_return", kind: "str", required: false, limit: 4000 },
    { name: "text_reject_limits", kind: "str", required: false, limit: 4000 },
    { name: "text_reject_tax", kind: "str", required: false, limit: 4000 },
    { name: "text_reject_other", kind: "str", required: false, limit: 4000 },
  ],
  settings_view: [
    { name: "version", kind: "count", required: true, min: 0, limit: 9007199254740991 },
    { name: "since", kind: "time", required: true, min: 0, limit: 9007199254740991 },
    { name: "settings", kind: "msg", required: true, type: "settings" },
  ],
  settings_args: [
    { name: "version", kind: "count", required: true, min: 0, limit: 9007199254740991 },
    { name: "settings", kind: "msg", required: true, type: "settings" },
    { name: "reason", kind: "str", required: false, limit: 1000 },
  ],
  participant_line: [
    { name: "id", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "tg", kind: "tg", required: true, min: -4503599627370496, limit: 4503599627370496 },
    { name: "name", kind: "str", required: false, limit: 520 },
    { name: "nick", kind: "str", required: false, limit: 64 },
    { name: "joined", kind: "time", required: true, min: 0, limit: 9007199254740991 },
    { name: "registered", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "status", kind: "enum", required: true, type: "participant_status" },
    { name: "inviter", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "ozon", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "total", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "available", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "held", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "reserved", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "accrued", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "own", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "by_network", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "corrected", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "paid", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "paid_money", kind: "money", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "orders", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "sum", kind: "money", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "last_order", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "referrals", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "network_people", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "network_buyers", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "network_orders", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "network_sum", kind: "money", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "proven", kind: "bool", required: false },
    { name: "unreachable", kind: "bool", required: false },
    { name: "debt", kind: "bool", required: false },
    { name: "erased", kind: "bool", required: false },
  ],
  filter: [
    { name: "column", kind: "enum", required: true, type: "participant_column" },
    { name: "how", kind: "enum", required: true, type: "filter_how" },
    { name: "from", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "to", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "values", kind: "ints", required: false, limit: 32 },
  ],
  participants_args: [
    { name: "filters", kind: "list", required: false, limit: 24, type: "filter" },
    { name: "text", kind: "str", required: false, limit: 100 },
    { name: "under", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "level", kind: "count", required: false, min: 0, limit: 10 },
    { name: "sort", kind: "enum", required: false, type: "participant_column" },
    { name: "down", kind: "bool", required: false },
    { name: "offset", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "limit", kind: "count", required: false, min: 0, limit: 200 },
  ],
  participants_page: [
    { name: "rows", kind: "list", required: false, limit: 200, type: "participant_line" },
    { name: "total", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "seq", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "last", kind: "count", required: false, min: 0, limit: 9007199254740991 },
  ],
  participants_rows_args: [
    { name: "ids", kind: "ints", required: true, limit: 200 },
  ],
  referrals_args: [
    { name: "tg", kind: "tg", required: false, min: -4503599627370496, limit: 4503599627370496 },
    { name: "participant", kind: "id", required: false, min: 1, limit: 9007199254740991 },
    { name: "level", kind: "count", required: false, min: 0, limit: 10 },
    { name: "offset", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "limit", kind: "count", required: false, min: 0, limit: 200 },
  ],
  level_line: [
    { name: "level", kind: "count", required: true, min: 0, limit: 10 },
    { name: "people", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "buyers", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "orders", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "sum", kind: "money", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "last_order", kind: "time", required: false, min: 0, limit: 9007199254740991 },
  ],
  tree_levels: [
    { name: "levels", kind: "list", required: false, limit: 10, type: "level_line" },
    { name: "cut", kind: "bool", required: false },
    { name: "seq", kind: "count", required: false, min: 0, limit: 9007199254740991 },
  ],
  tree_preview_args: [
    { name: "participant", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "inviter", kind: "count", required: false, min: 0, limit: 9007199254740991 },
  ],
  tree_person: [
    { name: "id", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "name", kind: "str", required: false, limit: 520 },
    { name: "nick", kind: "str", required: false, limit: 64 },
  ],
  tree_preview: [
    { name: "people", kind: "ints", required: false, limit: 10 },
    { name: "deeper", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "loop", kind: "bool", required: false },
    { name: "above", kind: "list", required: false, limit: 10, type: "tree_person" },
    { name: "above_now", kind: "list", required: false, limit: 10, type: "tree_person" },
  ],
  ranking_args: [
    { name: "by", kind: "enum", required: true, type: "ranking_by" },
    { name: "from", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "to", kind: "time", required: false, min: 0, limit: 9007199254740991 },
  ],
  ranking_row: [
    { name: "place", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "participant", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "name", kind: "str", required: false, limit: 520 },
    { name: "nick", kind: "str", required: false, limit: 64 },
    { name: "people", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "orders", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "sum", kind: "money", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "paid", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
  ],
  ranking: [
    { name: "rows", kind: "list", required: false, limit: 100, type: "ranking_row" },
    { name: "seq", kind: "count", required: false, min: 0, limit: 9007199254740991 },
  ],
  brought_args: [
    { name: "from", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "to", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "offset", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "limit", kind: "count", required: false, min: 0, limit: 200 },
  ],
  brought_row: [
    { name: "participant", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "name", kind: "str", required: false, limit: 520 },
    { name: "nick", kind: "str", required: false, limit: 64 },
    { name: "people", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "buyers", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "orders", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "sum", kind: "money", required: false, min: -9000000000000000, limit: 9000000000000000 },
  ],
  brought_page: [
    { name: "rows", kind: "list", required: false, limit: 200, type: "brought_row" },
    { name: "total", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "seq", kind: "count", required: false, min: 0, limit: 9007199254740991 },
  ],
  correct_args: [
    { name: "participant", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "held", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "available", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "held_by", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "available_by", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "release", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "reason", kind: "str", required: false, limit: 1000 },
  ],
  tie_args: [
    { name: "participant", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "rev", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "inviter", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "reason", kind: "str", required: false, limit: 1000 },
  ],
  ozon_args: [
    { name: "participant", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "rev", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "ozon", kind: "str", required: false, limit: 64 },
    { name: "proven", kind: "bool", required: false },
    { name: "reason", kind: "str", required: false, limit: 1000 },
  ],
  block_args: [
    { name: "participant", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "rev", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "blocked", kind: "bool", required: false },
    { name: "reason", kind: "str", required: false, limit: 1000 },
    { name: "unseen", kind: "bool", required: false },
  ],
  note_args: [
    { name: "participant", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "rev", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "note", kind: "str", required: false, limit: 2000 },
  ],
  name_args: [
    { name: "participant", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "rev", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "name", kind: "str", required: false, limit: 256 },
    { name: "reason", kind: "str", required: false, limit: 1000 },
  ],
  notices_args: [
    { name: "participant", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "rev", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "subscriptions", kind: "msg", required: true, type: "subscriptions" },
    { name: "reason", kind: "str", required: false, limit: 1000 },
  ],
  erase_args: [
    { name: "participant", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "rev", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "forfeit", kind: "bool", required: false },
    { name: "reason", kind: "str", required: false, limit: 1000 },
  ],
  attention_args: [
    { name: "kind", kind: "enum", required: true, type: "attention" },
    { name: "until", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "after", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "limit", kind: "count", required: true, min: 0, limit: 50 },
  ],
  attention_return: [
    { name: "ret", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "kind", kind: "enum", required: false, type: "attention" },
    { name: "sku", kind: "count", required: true, min: 0, limit: 9007199254740991 },
    { name: "name", kind: "str", required: false, limit: 600 },
    { name: "qty", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "units", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "type", kind: "enum", required: true, type: "return_type" },
    { name: "state", kind: "enum", required: true, type: "return_state" },
    { name: "raw_status", kind: "str", required: false, limit: 64 },
    { name: "at", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "asked", kind: "time", required: true, min: 0, limit: 9007199254740991 },
    { name: "ruled", kind: "enum", required: false, type: "return_state" },
    { name: "ruled_qty", kind: "count", required: false, min: 0, limit: 9007199254740991 },
  ],
  attention_row: [
    { name: "posting", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "number", kind: "str", required: true, limit: 64 },
    { name: "store", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "scheme", kind: "enum", required: false, type: "scheme" },
    { name: "status", kind: "enum", required: false, type: "posting_status" },
    { name: "created", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "currency", kind: "str", required: false, limit: 3 },
    { name: "participant", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "name", kind: "str", required: false, limit: 520 },
    { name: "held", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "returns", kind: "list", required: false, limit: 500, type: "attention_return" },
  ],
  attention_page: [
    { name: "rows", kind: "list", required: false, limit: 50, type: "attention_row" },
    { name: "next", kind: "count", required: false, min: 0, limit: 9007199254740991 },
  ],
  decide_args: [
    { name: "posting", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "ret", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "asked", kind: "time", required: true, min: 0, limit: 9007199254740991 },
    { name: "state", kind: "enum", required: true, type: "return_state" },
    { name: "qty", kind: "count", required: false, min: 0, limit: 100000 },
    { name: "reason", kind: "str", required: false, limit: 1000 },
  ],
  one_participant: [
    { name: "participant", kind: "id", required: true, min: 1, limit: 9007199254740991 },
  ],
  participant_edit: [
    { name: "who", kind: "msg", required: true, type: "participant_view" },
    { name: "rev", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "note", kind: "str", required: false, limit: 2000 },
    { name: "inviter_name", kind: "str", required: false, limit: 520 },
    { name: "erasing", kind: "bool", required: false },
    { name: "subscriptions", kind: "msg", required: false, type: "subscriptions" },
  ],
  audit_args: [
    { name: "admin", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "console", kind: "bool", required: false },
    { name: "action", kind: "enum", required: false, type: "action" },
    { name: "object", kind: "enum", required: false, type: "object_kind" },
    { name: "id", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "since", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "until", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "before", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "limit", kind: "count", required: true, min: 0, limit: 100 },
    { name: "participant", kind: "count", required: false, min: 0, limit: 9007199254740991 },
  ],
  audit_row: [
    { name: "seq", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "at", kind: "time", required: true, min: 0, limit: 9007199254740991 },
    { name: "admin", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "author", kind: "str", required: false, limit: 128 },
    { name: "action", kind: "enum", required: true, type: "action" },
    { name: "object", kind: "enum", required: true, type: "object_kind" },
    { name: "id", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "name", kind: "str", required: false, limit: 600 },
    { name: "reason", kind: "str", required: false, limit: 1000 },
  ],
  audit_page: [
    { name: "rows", kind: "list", required: false, limit: 100, type: "audit_row" },
    { name: "next", kind: "count", required: false, min: 0, limit: 9007199254740991 },
  ],
  audit_key: [
    { name: "seq", kind: "id", required: true, min: 1, limit: 9007199254740991 },
  ],
  change: [
    { name: "name", kind: "str", required: true, limit: 64 },
    { name: "value", kind: "enum", required: true, type: "value_kind" },
    { name: "before", kind: "str", required: false, limit: 16384 },
    { name: "after", kind: "str", required: false, limit: 16384 },
  ],
  audit_card: [
    { name: "row", kind: "msg", required: true, type: "audit_row" },
    { name: "changes", kind: "list", required: false, limit: 100, type: "change" },
  ],
  settings_history_args: [
    { name: "before", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "limit", kind: "count", required: true, min: 0, limit: 50 },
  ],
  settings_version: [
    { name: "version", kind: "count", required: true, min: 0, limit: 9007199254740991 },
    { name: "at", kind: "time", required: true, min: 0, limit: 9007199254740991 },
    { name: "admin", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "author", kind: "str", required: false, limit: 128 },
    { name: "reason", kind: "str", required: false, limit: 1000 },
    { name: "seq", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "changes", kind: "list", required: false, limit: 100, type: "change" },
  ],
  settings_history: [
    { name: "versions", kind: "list", required: false, limit: 50, type: "settings_version" },
    { name: "next", kind: "count", required: false, min: 0, limit: 9007199254740991 },
  ],
  journal_line: [
    { name: "seq", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "at", kind: "time", required: true, min: 0, limit: 9007199254740991 },
    { name: "kind", kind: "enum", required: true, type: "transfer_kind" },
    { name: "participant", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "name", kind: "str", required: false, limit: 520 },
    { name: "accrued", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "debited", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "held", kind: "bool", required: false },
    { name: "level", kind: "count", required: false, min: 0, limit: 10 },
    { name: "rate", kind: "rate", required: false, min: 0, limit: 1000000 },
    { name: "base", kind: "money", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "settings", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "available_at", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "posting", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "number", kind: "str", required: false, limit: 64 },
    { name: "payout", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "total", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
  ],
  journal_place: [
    { name: "accounts", kind: "ints", required: false, limit: 3 },
    { name: "total", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "before", kind: "count", required: false, min: 0, limit: 9007199254740991 },
  ],
  journal_args: [
    { name: "tg", kind: "tg", required: false, min: -4503599627370496, limit: 4503599627370496 },
    { name: "participant", kind: "id", required: false, min: 1, limit: 9007199254740991 },
    { name: "kinds", kind: "ints", required: false, limit: 8 },
    { name: "levels", kind: "ints", required: false, limit: 11 },
    { name: "since", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "until", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "least", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "most", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "posting", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "payout", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "place", kind: "msg", required: false, type: "journal_place" },
    { name: "limit", kind: "count", required: false, min: 0, limit: 200 },
    { name: "side", kind: "enum", required: false, type: "journal_side" },
  ],
  journal_page: [
    { name: "rows", kind: "list", required: false, limit: 200, type: "journal_line" },
    { name: "count", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "accrued", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "debited", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "next", kind: "msg", required: false, type: "journal_place" },
    { name: "reached", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "seq", kind: "count", required: false, min: 0, limit: 9007199254740991 },
  ],
  purchase_item: [
    { name: "sku", kind: "count", required: true, min: 0, limit: 9007199254740991 },
    { name: "qty", kind: "count", required: true, min: 0, limit: 100000 },
    { name: "returned", kind: "count", required: false, min: 0, limit: 100000 },
    { name: "price", kind: "money", required: true, min: -9000000000000000, limit: 9000000000000000 },
    { name: "name", kind: "str", required: false, limit: 600 },
    { name: "offer", kind: "str", required: false, limit: 100 },
  ],
  purchase_share: [
    { name: "participant", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "name", kind: "str", required: false, limit: 520 },
    { name: "level", kind: "count", required: false, min: 0, limit: 10 },
    { name: "rate", kind: "rate", required: false, min: 0, limit: 1000000 },
    { name: "due", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "posted", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "held", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "expected", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
  ],
  purchase: [
    { name: "posting", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "number", kind: "str", required: true, limit: 64 },
    { name: "order", kind: "str", required: false, limit: 64 },
    { name: "store", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "scheme", kind: "enum", required: false, type: "scheme" },
    { name: "status", kind: "enum", required: false, type: "posting_status" },
    { name: "raw_status", kind: "str", required: false, limit: 64 },
    { name: "created", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "recorded", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "delivered", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "ozon", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "buyer", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "name", kind: "str", required: false, limit: 520 },
    { name: "inviter", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "joined", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "bound", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "settings", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "net", kind: "money", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "open_return", kind: "bool", required: false },
    { name: "hold", kind: "count", required: false, min: 0, limit: 15 },
    { name: "release", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "own", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "network", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "why", kind: "enum", required: false, type: "no_points" },
    { name: "items", kind: "list", required: false, limit: 100, type: "purchase_item" },
    { name: "shares", kind: "list", required: false, limit: 11, type: "purchase_share" },
    { name: "invited_by", kind: "count", required: false, min: 0, limit: 9007199254740991 },
  ],
  explain_args: [
    { name: "text", kind: "str", required: true, limit: 64 },
  ],
  transfer_line: [
    { name: "seq", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "at", kind: "time", required: true, min: 0, limit: 9007199254740991 },
    { name: "kind", kind: "enum", required: true, type: "transfer_kind" },
    { name: "participant", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "level", kind: "count", required: false, min: 0, limit: 10 },
    { name: "debit", kind: "enum", required: true, type: "account" },
    { name: "credit", kind: "enum", required: true, type: "account" },
    { name: "points", kind: "points", required: true, min: -9000000000000000, limit: 9000000000000000 },
  ],
  explained: [
    { name: "purchase", kind: "msg", required: true, type: "purchase" },
    { name: "transfers", kind: "list", required: false, limit: 200, type: "transfer_line" },
    { name: "older", kind: "bool", required: false },
  ],
  explanation: [
    { name: "number", kind: "str", required: true, limit: 64 },
    { name: "postings", kind: "list", required: false, limit: 20, type: "explained" },
    { name: "buyer", kind: "count", required: false, min: 0, limit: 9007199254740991 },
  ],
  orders_args: [
    { name: "participant", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "before", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "limit", kind: "count", required: true, min: 0, limit: 100 },
  ],
  purchases_page: [
    { name: "rows", kind: "list", required: false, limit: 100, type: "purchase" },
    { name: "next", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "seq", kind: "count", required: false, min: 0, limit: 9007199254740991 },
  ],
  orders_before_args: [
    { name: "participant", kind: "id", required: true, min: 1, limit: 9007199254740991 },
  ],
  orders_before: [
    { name: "orders", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "sum", kind: "money", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "cut", kind: "bool", required: false },
  ],
  export_tree_args: [
    { name: "after", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "limit", kind: "count", required: true, min: 0, limit: 500 },
    { name: "under", kind: "count", required: false, min: 0, limit: 9007199254740991 },
  ],
  tree_line: [
    { name: "id", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "name", kind: "str", required: false, limit: 520 },
    { name: "tg", kind: "tg", required: true, min: -4503599627370496, limit: 4503599627370496 },
    { name: "ozon", kind: "str", required: false, limit: 24 },
    { name: "joined", kind: "time", required: true, min: 0, limit: 9007199254740991 },
    { name: "registered", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "inviter", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "inviter_name", kind: "str", required: false, limit: 520 },
  ],
  export_tree: [
    { name: "rows", kind: "list", required: false, limit: 500, type: "tree_line" },
    { name: "next", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "seq", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "total", kind: "count", required: false, min: 0, limit: 9007199254740991 },
  ],
  export_purchases_args: [
    { name: "since", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "until", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "all", kind: "bool", required: false },
    { name: "after", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "limit", kind: "count", required: true, min: 0, limit: 100 },
  ],
  period: [
    { name: "from", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "joined", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "registered", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "referrals", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "buyers", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "waited", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "repeated", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "active", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "orders", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "sales", kind: "money", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "own_orders", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "own_sales", kind: "money", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "units", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "units_back", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "gross", kind: "money", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "gross_back", kind: "money", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "accrued", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "taken", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "paid", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "payouts", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "paid_money", kind: "money", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "links", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "links_used", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "acted", kind: "count", required: false, min: 0, limit: 9007199254740991 },
  ],
  dashboard: [
    { name: "total", kind: "msg", required: true, type: "period" },
    { name: "months", kind: "list", required: true, limit: 12, type: "period" },
    { name: "buyers_share", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "mean_wait", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "median_wait_days", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "average_order", kind: "money", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "repeated_share", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "returned_units_share", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "returned_money_share", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "per_link", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "per_used_link", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "seq", kind: "count", required: false, min: 0, limit: 9007199254740991 },
  ],
  days_args: [
    { name: "since", kind: "time", required: true, min: 0, limit: 9007199254740991 },
    { name: "days", kind: "count", required: true, min: 0, limit: 400 },
  ],
  days_page: [
    { name: "days", kind: "list", required: false, limit: 400, type: "period" },
    { name: "seq", kind: "count", required: false, min: 0, limit: 9007199254740991 },
  ],
  export_participants_args: [
    { name: "filters", kind: "list", required: false, limit: 24, type: "filter" },
    { name: "text", kind: "str", required: false, limit: 100 },
    { name: "under", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "level", kind: "count", required: false, min: 0, limit: 10 },
    { name: "after", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "limit", kind: "count", required: true, min: 0, limit: 500 },
    { name: "sort", kind: "enum", required: false, type: "participant_column" },
    { name: "down", kind: "bool", required: false },
    { name: "after_value", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "after_text", kind: "str", required: false, limit: 1200 },
  ],
  export_participants: [
    { name: "rows", kind: "list", required: false, limit: 500, type: "participant_line" },
    { name: "next", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "total", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "seq", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "next_value", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "next_text", kind: "str", required: false, limit: 1200 },
  ],
  export_brought_args: [
    { name: "from", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "to", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "after", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "limit", kind: "count", required: true, min: 0, limit: 500 },
  ],
  export_brought: [
    { name: "rows", kind: "list", required: false, limit: 500, type: "brought_row" },
    { name: "next", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "seq", kind: "count", required: false, min: 0, limit: 9007199254740991 },
  ],
  export_what: [
    { name: "format", kind: "enum", required: true, type: "export_format" },
    { name: "participants", kind: "msg", required: false, type: "export_participants_args" },
    { name: "tree", kind: "msg", required: false, type: "export_tree_args" },
    { name: "purchases", kind: "msg", required: false, type: "export_purchases_args" },
    { name: "brought", kind: "msg", required: false, type: "export_brought_args" },
    { name: "top", kind: "msg", required: false, type: "ranking_args" },
    { name: "payouts", kind: "msg", required: false, type: "payouts_args" },
    { name: "points", kind: "msg", required: false, type: "journal_args" },
    { name: "actions", kind: "msg", required: false, type: "audit_args" },
  ],
  saved_filter: [
    { name: "field", kind: "str", required: true, limit: 32 },
    { name: "how", kind: "enum", required: true, type: "filter_how" },
    { name: "from", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "to", kind: "points", required: false, min: -9000000000000000, limit: 9000000000000000 },
    { name: "values", kind: "ints", required: false, limit: 32 },
  ],
  saved_view: [
    { name: "id", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "table", kind: "enum", required: true, type: "export_table" },
    { name: "name", kind: "str", required: true, limit: 240 },
    { name: "filters", kind: "list", required: false, limit: 24, type: "saved_filter" },
    { name: "sort", kind: "str", required: false, limit: 33 },
    { name: "columns", kind: "str", required: false, limit: 1000 },
    { name: "shared", kind: "bool", required: false },
    { name: "by", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "author", kind: "str", required: false, limit: 128 },
  ],
  saved_views: [
    { name: "views", kind: "list", required: false, limit: 200, type: "saved_view" },
  ],
  saved_view_key: [
    { name: "id", kind: "id", required: true, min: 1, limit: 9007199254740991 },
  ],
  hello_args: [
    { name: "protocol", kind: "count", required: true, min: 0, limit: 65535 },
    { name: "build", kind: "str", required: false, limit: 64 },
    { name: "lang", kind: "enum", required: false, type: "lang" },
    { name: "gathers", kind: "bool", required: false },
  ],
  hello_limits: [
    { name: "frame", kind: "count", required: true, min: 0, limit: 9007199254740991 },
    { name: "rate", kind: "count", required: true, min: 0, limit: 9007199254740991 },
    { name: "burst", kind: "count", required: true, min: 0, limit: 9007199254740991 },
    { name: "outstanding", kind: "count", required: true, min: 0, limit: 9007199254740991 },
    { name: "topics", kind: "count", required: true, min: 0, limit: 9007199254740991 },
    { name: "presence", kind: "time", required: true, min: 0, limit: 9007199254740991 },
  ],
  hello: [
    { name: "me", kind: "msg", required: true, type: "me" },
    { name: "protocol", kind: "count", required: true, min: 0, limit: 65535 },
    { name: "serverBuild", kind: "str", required: true, limit: 64 },
    { name: "tz", kind: "str", required: true, limit: 64 },
    { name: "limits", kind: "msg", required: true, type: "hello_limits" },
  ],
  sub_args: [
    { name: "topic", kind: "str", required: true, limit: 64 },
    { name: "since", kind: "count", required: false, min: 0, limit: 9007199254740991 },
  ],
  sub_result: [
    { name: "seq", kind: "count", required: true, min: 0, limit: 9007199254740991 },
    { name: "gap", kind: "bool", required: false },
  ],
  unsub_args: [
    { name: "topic", kind: "str", required: true, limit: 64 },
  ],
  look_args: [
    { name: "payout", kind: "id", required: false, min: 1, limit: 9007199254740991 },
  ],
  viewer: [
    { name: "admin", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "name", kind: "str", required: false, limit: 128 },
  ],
  looking: [
    { name: "payout", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "viewers", kind: "list", required: false, limit: 32, type: "viewer" },
  ],
  participants_news: [
    { name: "ids", kind: "ints", required: false, limit: 200 },
    { name: "last", kind: "count", required: false, min: 0, limit: 9007199254740991 },
  ],
  pong: [
    { name: "at", kind: "time", required: true, min: 0, limit: 9007199254740991 },
  ],
  export_begin_args: [
    { name: "what", kind: "msg", required: true, type: "export_what" },
    { name: "lang", kind: "enum", required: false, type: "lang" },
    { name: "columns", kind: "str", required: false, limit: 1000 },
  ],
  export_key: [
    { name: "id", kind: "id", required: true, min: 1, limit: 9007199254740991 },
  ],
  export_job: [
    { name: "id", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "table", kind: "enum", required: true, type: "export_table" },
    { name: "format", kind: "enum", required: true, type: "export_format" },
    { name: "state", kind: "enum", required: true, type: "export_state" },
    { name: "name", kind: "str", required: true, limit: 64 },
    { name: "created", kind: "time", required: true, min: 0, limit: 9007199254740991 },
    { name: "rows", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "total", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "size", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "expires", kind: "time", required: false, min: 0, limit: 9007199254740991 },
    { name: "error", kind: "count", required: false, min: 0, limit: 65535 },
    { name: "detail", kind: "str", required: false, limit: 240 },
  ],
  export_list: [
    { name: "exports", kind: "list", required: false, limit: 20, type: "export_job" },
  ],
  deed_begin_args: [
    { name: "blocked", kind: "bool", required: false },
    { name: "reason", kind: "str", required: true, limit: 1000 },
    { name: "ids", kind: "ints", required: false, limit: 5000 },
    { name: "all", kind: "msg", required: false, type: "export_participants_args" },
    { name: "except", kind: "ints", required: false, limit: 5000 },
    { name: "last", kind: "count", required: false, min: 0, limit: 9007199254740991 },
  ],
  deed_key: [
    { name: "id", kind: "id", required: true, min: 1, limit: 9007199254740991 },
  ],
  deed_refusal: [
    { name: "participant", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "error", kind: "count", required: true, min: 0, limit: 65535 },
    { name: "detail", kind: "str", required: false, limit: 240 },
  ],
  deed_job: [
    { name: "id", kind: "id", required: true, min: 1, limit: 9007199254740991 },
    { name: "blocked", kind: "bool", required: false },
    { name: "state", kind: "enum", required: true, type: "deed_state" },
    { name: "created", kind: "time", required: true, min: 0, limit: 9007199254740991 },
    { name: "total", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "done", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "same", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "refused", kind: "count", required: false, min: 0, limit: 9007199254740991 },
    { name: "refusals", kind: "list", required: false, limit: 20, type: "deed_refusal" },
    { name: "error", kind: "count", required: false, min: 0, limit: 65535 },
    { name: "detail", kind: "str", required: false, limit: 240 },
  ],
  deed_list: [
    { name: "deeds", kind: "list", required: false, limit: 20, type: "deed_job" },
  ],
};

/** The values of each enumeration. */
export const ENUMS: Readonly<Record<string, readonly number[]>> = {
  lang: [1, 2],
  bot: [1, 2],
  participant_status: [1, 2, 3],
  scheme: [1, 2, 3],
  posting_status: [1, 2, 3, 4],
  return_type: [1, 2, 3, 4, 5],
  return_state: [1, 2, 3],
  transfer_kind: [1, 2, 3, 4, 5, 6, 7],
  account: [1, 2, 3, 4, 5, 6],
  cabinet_state: [1, 2, 3, 4, 5],
  conversation_kind: [1, 2],
  author: [1, 2, 3],
  conversation_state: [1, 2, 3],
  attachment_kind: [1, 2, 3, 4, 5, 6, 7, 8, 9],
  payout_method: [1, 2, 3],
  payee: [1, 2, 3],
  payout_deed: [1, 2, 3, 4, 5, 6],
  payout_sort: [1, 2, 3, 4, 5, 6, 7],
  payout_state: [1, 2, 3, 4, 5],
  reject_reason: [1, 2, 3, 4, 5, 6],
  direct_sort: [1, 2, 3],
  frequency: [1, 2, 3, 4],
  incident: [1, 2, 3, 4, 5, 6],
  hold_from: [1, 2, 3],
  points_base: [1, 2],
  accrue_on: [1, 2],
  referrals_who: [1, 2],
  proof: [1, 2],
  operators_mode: [1, 2],
  participant_column: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31],
  filter_how: [1, 2, 3, 4, 5, 6],
  ranking_by: [1, 2, 3, 4],
  action: [1, 2, 3, 4, 5, 6, 7, 8, 140, 141, 142, 230],
  object_kind: [1, 2, 3, 4, 5, 230, 147],
  value_kind: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  attention: [1, 2, 3, 4],
  deed_state: [1, 2, 3, 4],
  no_points: [180, 181, 182, 183, 184, 185, 186, 187, 188, 189, 190, 191, 192, 193, 194, 195, 196, 197],
  journal_side: [1, 2],
  export_table: [1, 2, 3, 4, 5, 6, 7, 8],
  export_format: [1, 2],
  export_state: [1, 2, 3],
};

/**
 * What the page may ask for. A method of kind "write" carries a key in its frame, the same when it
 * is sent again. `rights` is a mask of Right: any of them is enough.
 */
export const METHODS = {
  /** Everything about one. */
  "participant.view": {
    id: 14,
    argument: "who",
    result: "participant_view",
    kind: "read",
    rights: 31,
  },
  /** What somebody has on hold, by the day of its release. */
  "participant.releases": {
    id: 311,
    argument: "releases_args",
    result: "releases",
    kind: "read",
    rights: 31,
  },
  /** The catalogue, by SKU or by words. */
  "products.find": {
    id: 38,
    argument: "products_find_args",
    result: "products_page",
    kind: "read",
    rights: 23,
  },
  /** Every cabinet that is configured. */
  "cabinets.list": {
    id: 288,
    argument: "nothing",
    result: "cabinets_page",
    kind: "read",
    rights: 3,
  },
  /** Asks Ozon at once whether the Api-Key works. */
  "cabinet.check": {
    id: 289,
    argument: "cabinet_id",
    result: "cabinet_checked",
    kind: "read",
    rights: 3,
  },
  /** Another Api-Key: kept if Ozon takes it, else refused. */
  "cabinet.key": {
    id: 290,
    argument: "cabinet_key_args",
    result: "cabinet_checked",
    kind: "fact",
    rights: 1,
  },
  /** A message of either side. */
  "conversation.write": {
    id: 50,
    argument: "write_args",
    result: "message_row",
    kind: "write",
    rights: 15,
  },
  "conversation.get": {
    id: 51,
    argument: "conversation_key",
    result: "conversation_view",
    kind: "read",
    rights: 31,
  },
  "conversation.messages": {
    id: 54,
    argument: "messages_args",
    result: "messages_page",
    kind: "read",
    rights: 31,
  },
  /** Longest in the state first, unless the newest are asked for. */
  "conversations.list": {
    id: 210,
    argument: "conversations_args",
    result: "conversations_page",
    kind: "read",
    rights: 31,
  },
  /** A message was edited; what it said is kept. */
  "conversation.reword": {
    id: 211,
    argument: "reword_args",
    result: "message_row",
    kind: "fact",
    rights: 15,
  },
  /** An operator closes a conversation, or opens it again. */
  "conversation.move": {
    id: 212,
    argument: "conversation_move_args",
    result: "conversation_view",
    kind: "fact",
    rights: 15,
  },
  /** An operator takes it, or gets it. */
  "conversation.assign": {
    id: 213,
    argument: "assign_args",
    result: "conversation_view",
    kind: "fact",
    rights: 15,
  },
  /** What this person writes to support is not taken. */
  "conversation.ban": {
    id: 214,
    argument: "ban_args",
    result: "conversation_view",
    kind: "fact",
    rights: 15,
  },
  /** One message, with what it said before its edits. */
  "conversation.message": {
    id: 215,
    argument: "message_key",
    result: "message_row",
    kind: "read",
    rights: 31,
  },
  "canned.list": {
    id: 216,
    argument: "nothing",
    result: "canned_page",
    kind: "read",
    rights: 31,
  },
  /** Makes, changes or takes away an answer that is given often. */
  "canned.set": {
    id: 217,
    argument: "canned",
    result: "canned",
    kind: "write",
    rights: 3,
  },
  /** Who may answer such conversations. */
  "operators.list": {
    id: 275,
    argument: "operators_args",
    result: "operators_page",
    kind: "read",
    rights: 31,
  },
  /** An operator moves a request on. */
  "payout.move": {
    id: 42,
    argument: "payout_move_args",
    result: "payout_row",
    kind: "write",
    rights: 7,
  },
  /** An operator takes a request, or gives it back. */
  "payout.claim": {
    id: 43,
    argument: "payout_claim_args",
    result: "payout_row",
    kind: "write",
    rights: 7,
  },
  /** Newest first. */
  "payouts.list": {
    id: 44,
    argument: "payouts_args",
    result: "payouts_page",
    kind: "read",
    rights: 23,
  },
  "payout.card": {
    id: 45,
    argument: "payout_key",
    result: "payout_card",
    kind: "read",
    rights: 23,
  },
  /** Of a request, in full; the journal keeps who looked. */
  "requisites.show": {
    id: 142,
    argument: "payout_key",
    result: "requisites",
    kind: "write",
    rights: 7,
  },
  /** Other points or roubles for an open request. */
  "payout.correct": {
    id: 143,
    argument: "payout_correct_args",
    result: "payout_row",
    kind: "write",
    rights: 3,
  },
  /** The first of two agrees that it be paid. */
  "payout.approve": {
    id: 144,
    argument: "payout_approve_args",
    result: "payout_row",
    kind: "write",
    rights: 7,
  },
  /** A note of operators on a request. */
  "payout.note": {
    id: 145,
    argument: "payout_note_args",
    result: "payout_row",
    kind: "write",
    rights: 15,
  },
  /** Links of a participant and what they brought. */
  "links.list": {
    id: 122,
    argument: "links_args",
    result: "links_page",
    kind: "read",
    rights: 23,
  },
  /** Whom a participant invited. */
  "network.direct": {
    id: 124,
    argument: "direct_args",
    result: "direct_page",
    kind: "read",
    rights: 23,
  },
  "subscriptions.get": {
    id: 126,
    argument: "who",
    result: "subscriptions",
    kind: "read",
    rights: 23,
  },
  /** What is wrong now, and what was. */
  "incidents.list": {
    id: 316,
    argument: "incidents_args",
    result: "incidents_page",
    kind: "read",
    rights: 3,
  },
  /** Add, change, block or remove an administrator. */
  "admin.set": {
    id: 70,
    argument: "admin_args",
    result: "admin_row",
    kind: "write",
    rights: 1,
  },
  "admins.list": {
    id: 71,
    argument: "nothing",
    result: "admins_page",
    kind: "read",
    rights: 3,
  },
  /** Whose session it is; keeps it from going idle. */
  "session.touch": {
    id: 86,
    argument: "nothing",
    result: "me",
    kind: "fact",
    rights: 31,
  },
  "session.end": {
    id: 87,
    argument: "nothing",
    result: "nothing",
    kind: "fact",
    rights: 31,
  },
  /** Where an administrator is logged in, last used first. */
  "sessions.list": {
    id: 260,
    argument: "sessions_args",
    result: "sessions_page",
    kind: "read",
    rights: 31,
  },
  /** Ends a session at once, or all others. */
  "session.revoke": {
    id: 261,
    argument: "session_revoke_args",
    result: "nothing",
    kind: "fact",
    rights: 31,
  },
  "settings.get": {
    id: 90,
    argument: "nothing",
    result: "settings_view",
    kind: "read",
    rights: 23,
  },
  /** A new version of the settings. */
  "settings.set": {
    id: 91,
    argument: "settings_args",
    result: "settings_view",
    kind: "write",
    rights: 3,
  },
  /** The best hundred, for all time or a period. */
  "ranking.top": {
    id: 164,
    argument: "ranking_args",
    result: "ranking",
    kind: "read",
    rights: 23,
  },
  /** What each participant's direct referrals did in a period. */
  "referrals.brought": {
    id: 165,
    argument: "brought_args",
    result: "brought_page",
    kind: "read",
    rights: 23,
  },
  /** Any filters, any order. */
  "participants.list": {
    id: 160,
    argument: "participants_args",
    result: "participants_page",
    kind: "read",
    rights: 23,
  },
  /** These rows of the list, as asked for. */
  "participants.rows": {
    id: 282,
    argument: "participants_rows_args",
    result: "participants_page",
    kind: "read",
    rights: 23,
  },
  /** The network of a participant, in totals. */
  "tree.levels": {
    id: 161,
    argument: "who",
    result: "tree_levels",
    kind: "read",
    rights: 23,
  },
  /** Referrals of one level, the newest first. */
  "tree.referrals": {
    id: 162,
    argument: "referrals_args",
    result: "participants_page",
    kind: "read",
    rights: 23,
  },
  /** Before the inviter of a participant is changed. */
  "tree.preview": {
    id: 163,
    argument: "tree_preview_args",
    result: "tree_preview",
    kind: "read",
    rights: 23,
  },
  /** Points by hand, on hold and available. */
  "participant.correct": {
    id: 100,
    argument: "correct_args",
    result: "participant_edit",
    kind: "write",
    rights: 3,
  },
  /** Another inviter, or none: for orders to come. */
  "participant.tie": {
    id: 101,
    argument: "tie_args",
    result: "participant_edit",
    kind: "write",
    rights: 3,
  },
  /** Bind, change, unbind or confirm an Ozon ID. */
  "participant.ozon": {
    id: 102,
    argument: "ozon_args",
    result: "participant_edit",
    kind: "write",
    rights: 3,
  },
  /** Block or unblock. */
  "participant.block": {
    id: 103,
    argument: "block_args",
    result: "participant_edit",
    kind: "write",
    rights: 3,
  },
  /** What operators remember of a participant. */
  "participant.note": {
    id: 104,
    argument: "note_args",
    result: "participant_edit",
    kind: "write",
    rights: 3,
  },
  /** How operators call a participant. */
  "participant.name": {
    id: 295,
    argument: "name_args",
    result: "participant_edit",
    kind: "write",
    rights: 3,
  },
  /** How often a participant is told about each topic. */
  "participant.notices": {
    id: 296,
    argument: "notices_args",
    result: "participant_edit",
    kind: "write",
    rights: 3,
  },
  /** A participant with what an edit has to name. */
  "participant.editable": {
    id: 105,
    argument: "one_participant",
    result: "participant_edit",
    kind: "read",
    rights: 23,
  },
  /** What administrators changed, newest first. */
  "audit.list": {
    id: 106,
    argument: "audit_args",
    result: "audit_page",
    kind: "read",
    rights: 3,
  },
  /** One entry, attribute by attribute. */
  "audit.card": {
    id: 107,
    argument: "audit_key",
    result: "audit_card",
    kind: "read",
    rights: 3,
  },
  /** Versions of the settings, newest first, and what each changed. */
  "settings.history": {
    id: 108,
    argument: "settings_history_args",
    result: "settings_history",
    kind: "read",
    rights: 23,
  },
  /** Postings of participants that wait for a person. */
  "attention.list": {
    id: 109,
    argument: "attention_args",
    result: "attention_page",
    kind: "read",
    rights: 23,
  },
  /** What Ozon leaves open, until it says otherwise. */
  "return.decide": {
    id: 110,
    argument: "decide_args",
    result: "attention_row",
    kind: "write",
    rights: 3,
  },
  /** Personal data is gone for good; sums stay. */
  "participant.erase": {
    id: 111,
    argument: "erase_args",
    result: "participant_edit",
    kind: "write",
    rights: 1,
  },
  /** Of one participant, the newest first. */
  "journal.of": {
    id: 180,
    argument: "journal_args",
    result: "journal_page",
    kind: "read",
    rights: 23,
  },
  /** Of everybody, the newest first. */
  "journal.list": {
    id: 181,
    argument: "journal_args",
    result: "journal_page",
    kind: "read",
    rights: 23,
  },
  /** Why an order brought what it brought. */
  "explain": {
    id: 182,
    argument: "explain_args",
    result: "explanation",
    kind: "read",
    rights: 23,
  },
  /** What is known to have been bought with the Ozon ID of a participant. */
  "orders.of": {
    id: 183,
    argument: "orders_args",
    result: "purchases_page",
    kind: "read",
    rights: 23,
  },
  /** What a participant bought before they joined: history alone. */
  "orders.before": {
    id: 310,
    argument: "orders_before_args",
    result: "orders_before",
    kind: "read",
    rights: 23,
  },
  /** Who invited whom, by number. */
  "export.tree": {
    id: 184,
    argument: "export_tree_args",
    result: "export_tree",
    kind: "read",
    rights: 23,
  },
  /** What referrals bought, as the ledger came to know it. */
  "export.purchases": {
    id: 185,
    argument: "export_purchases_args",
    result: "purchases_page",
    kind: "read",
    rights: 23,
  },
  "stats.dashboard": {
    id: 190,
    argument: "nothing",
    result: "dashboard",
    kind: "read",
    rights: 23,
  },
  /** Day by day. */
  "stats.days": {
    id: 191,
    argument: "days_args",
    result: "days_page",
    kind: "read",
    rights: 23,
  },
  /** For the journal of actions, before anything is taken away. */
  "export.record": {
    id: 270,
    argument: "export_what",
    result: "nothing",
    kind: "write",
    rights: 23,
  },
  /** Any filters, any order. */
  "export.participants": {
    id: 271,
    argument: "export_participants_args",
    result: "export_participants",
    kind: "read",
    rights: 23,
  },
  /** What direct referrals did in a period, by inviter. */
  "export.brought": {
    id: 272,
    argument: "export_brought_args",
    result: "export_brought",
    kind: "read",
    rights: 23,
  },
  /** Of the tables that one may see. */
  "views.list": {
    id: 276,
    argument: "nothing",
    result: "saved_views",
    kind: "read",
    rights: 23,
  },
  /** Makes one or changes it; shared ones are for owners and admins. */
  "view.save": {
    id: 277,
    argument: "saved_view",
    result: "saved_view",
    kind: "write",
    rights: 23,
  },
  /** One's own; a shared one as above. */
  "view.remove": {
    id: 278,
    argument: "saved_view_key",
    result: "nothing",
    kind: "write",
    rights: 23,
  },
} as const;
export type MethodName = keyof typeof METHODS;
export type Argument<M extends MethodName> = Messages[(typeof METHODS)[M]["argument"]];
export type Result<M extends MethodName> = Messages[(typeof METHODS)[M]["result"]];

/** What the page may ask of the gateway itself. */
export const OPS = {
  /** The first request of a page. */
  hello: { id: 0, argument: "hello_args", result: "hello" },
  /** Push what happens under a topic. */
  sub: { id: 1, argument: "sub_args", result: "sub_result" },
  /** No more. */
  unsub: { id: 2, argument: "unsub_args", result: "nothing" },
  /** This page shows that payout request now. */
  presence: { id: 3, argument: "look_args", result: "nothing" },
  /** Is anybody there, and what time is it. */
  ping: { id: 4, argument: "nothing", result: "pong" },
  /** A table as a file; in the journal first. */
  export: { id: 5, argument: "export_begin_args", result: "export_job" },
  /** End it, and its file. */
  cancel_export: { id: 6, argument: "export_key", result: "nothing" },
  /** One's own, on this gateway. */
  exports: { id: 7, argument: "nothing", result: "export_list" },
  /** Block or unblock many participants. */
  deed: { id: 312, argument: "deed_begin_args", result: "deed_job" },
  /** Stop it; one that has ended goes. */
  end_deed: { id: 313, argument: "deed_key", result: "nothing" },
  /** One's own, on this gateway. */
  deeds: { id: 314, argument: "nothing", result: "deed_list" },
} as const;
export type OpName = keyof typeof OPS;
export type OpArgument<O extends OpName> = Messages[(typeof OPS)[O]["argument"]];
export type OpResult<O extends OpName> = Messages[(typeof OPS)[O]["result"]];
