// The things of the simulated Ozon: buyers, orders, postings, returns. Money in kopecks, times in
// milliseconds UTC. The names Ozon gives to statuses and reasons are here too.
import type { Good } from "./goods.ts";

/** Who keeps and carries the goods: Ozon both; the seller keeps, Ozon carries; the seller both. */
export type Scheme = "fbo" | "fbs" | "rfbs";

export const SCHEMES: readonly Scheme[] = ["fbo", "fbs", "rfbs"];

export type Buyer = {
  /** The part of order numbers before the dash, with its leading zeros. */
  account: string;
  name: string;
  /** How many orders the account has made on all of Ozon; the part after the dash of the latest. */
  orders: number;
  /** Those of them that were made in this shop. */
  placed: Order[];
};

export type Item = {
  good: Good;
  quantity: number;
  /** Of one: the seller's price and what the buyer paid. */
  price: number;
  customerPrice: number;
  /** Id of the first physical unit; the others follow it by one. */
  exemplar: number;
};

export type Order = {
  id: number;
  number: string;
  buyer: Buyer;
  createdAt: number;
  postings: Posting[];
  currency: string;
  /** Bought by a company. */
  legal: boolean;
  /** Name of the platform outside Ozon where the order was made, or "". */
  external: string;
};

export type Cancellation = { reasonId: number; reason: string; initiator: string; type: string; afterShip: boolean };

export type Posting = {
  /** Grows with every posting: second part of the paging key. */
  id: number;
  number: string;
  order: Order;
  scheme: Scheme;
  items: Item[];
  createdAt: number;
  inProcessAt: number;
  status: string;
  substatus: string;
  previousSubstatus: string;
  changedAt: number;
  /** When it was handed over into delivery (not to the buyer); 0 before. */
  deliveringAt: number;
  cancellation: Cancellation | null;
  /** Number of the posting that this one was split from, or "". */
  parent: string;
  courier: boolean;
  place: number;
  returns: Return[];
  applications: Application[];
  /** What the posting will do by itself; null: it waits for a hand. */
  plan: object | null;
};

export type ReturnType = "Cancellation" | "FullReturn" | "PartialReturn" | "ClientReturn" | "Unknown";

export const RETURN_TYPES: readonly ReturnType[] = [
  "Cancellation", "FullReturn", "PartialReturn", "ClientReturn", "Unknown",
];

export type Return = {
  id: number;
  /** The return that was re-issued under this id, or 0. */
  sourceId: number;
  posting: Posting;
  item: Item;
  quantity: number;
  type: ReturnType;
  reason: string;
  exemplars: number[];
  status: string;
  changedAt: number;
  returnDate: number;
  finalAt: number;
  plan: object | null;
};

/** An rFBS return: an application without a quantity. */
export type Application = {
  id: number;
  posting: Posting;
  item: Item;
  createdAt: number;
  group: string;
  state: string;
  stateName: string;
  moneyStateName: string;
  plan: object | null;
};

/** System name of a return's status -> its number and Russian name. Number 3 is Ozon's, the others are ours. */
export const RETURN_STATUSES: Record<string, { id: number; name: string }> = Object.fromEntries(
  (
    [
      ["DisputeOpened", 1, "Открыт спор с покупателем"],
      ["OnSellerApproval", 2, "На согласовании у продавца"],
      ["ArrivedAtReturnPlace", 3, "В пункте выдачи"],
      ["OnSellerClarification", 4, "На уточнении у продавца"],
      ["OnSellerClarificationAfterPartialCompensation", 5, "На уточнении у продавца после частичной компенсации"],
      ["OfferedPartialCompensation", 6, "Предложена частичная компенсация"],
      ["ReturnMoneyApproved", 7, "Одобрен возврат денег"],
      ["PartialCompensationReturned", 8, "Вернули часть денег"],
      ["CancelledDisputeNotOpen", 9, "Возврат отклонён, спор не открыт"],
      ["Rejected", 10, "Заявка отклонена"],
      ["CrmRejected", 11, "Заявка отклонена Ozon"],
      ["Cancelled", 12, "Заявка отменена"],
      ["Approved", 13, "Заявка одобрена продавцом"],
      ["ApprovedByOzon", 14, "Заявка одобрена Ozon"],
      ["ReceivedBySeller", 15, "Продавец получил возврат"],
      ["MovingToSeller", 16, "Возврат на пути к продавцу"],
      ["ReturningToSellerByCourier", 17, "Курьер везёт возврат продавцу"],
      ["Utilizing", 18, "На утилизации"],
      ["Utilized", 19, "Утилизирован"],
      ["MoneyReturned", 20, "Покупателю вернули всю сумму"],
      ["PartialCompensationInProcess", 21, "Одобрен частичный возврат денег"],
      ["DisputeYouOpened", 22, "Продавец открыл спор"],
      ["CompensationRejected", 23, "Отказано в компенсации"],
      ["DisputeOpening", 24, "Обращение в поддержку отправлено"],
      ["CompensationOffered", 25, "Ожидает вашего решения по компенсации"],
      ["WaitingCompensation", 26, "Ожидает компенсации"],
      ["SendingError", 27, "Ошибка при отправке обращения в поддержку"],
      ["CompensationRejectedBySla", 28, "Истёк срок решения"],
      ["CompensationRejectedBySeller", 29, "Продавец отказался от компенсации"],
      ["MovingToOzon", 30, "Едет на склад Ozon"],
      ["ReturnedToOzon", 31, "На складе Ozon"],
      ["MoneyReturnedBySystem", 32, "Быстрый возврат"],
      ["WaitingShipment", 33, "Ожидает отправки"],
    ] as const
  ).map(([sys, id, name]) => [sys, { id, name }]),
);

/** Statuses after which nothing more comes by itself. */
export const CLOSED = new Set(["delivered", "cancelled", "cancelled_from_split_pending"]);

export const CANCELLATIONS = {
  client: { reasonId: 402, reason: "Покупатель отменил заказ", initiator: "Клиент", type: "client" },
  changedMind: { reasonId: 506, reason: "Передумал покупать", initiator: "Клиент", type: "client" },
  seller: { reasonId: 352, reason: "Товара нет в наличии", initiator: "Продавец", type: "seller" },
  system: { reasonId: 667, reason: "Заказ утерян службой доставки", initiator: "Ozon", type: "ozon" },
  notCollected: { reasonId: 537, reason: "Не вручен", initiator: "Система", type: "system" },
} as const;

export type CancellationName = keyof typeof CANCELLATIONS;

/** Where postings leave from and go to. Warehouse ids reach 10^15. */
export const PLACES = [
  { from: "Москва, МО и Дальние регионы", to: "Казань", warehouse: "ХОРУГВИНО_РФЦ", id: 15_431_806_189_000 },
  { from: "Омск", to: "Новосибирск", warehouse: "ОМСК_РФЦ", id: 1_020_001_835_658_000 },
  { from: "Санкт-Петербург и СЗО", to: "Санкт-Петербург и СЗО", warehouse: "САНКТ_ПЕТЕРБУРГ_РФЦ", id: 18_044_249_781_000 },
  { from: "Казань", to: "Уфа", warehouse: "КАЗАНЬ_РФЦ_НОВЫЙ", id: 1_020_000_177_886_000 },
  { from: "Юг", to: "Ростов-на-Дону", warehouse: "АДЫГЕЙСК_РФЦ", id: 23_869_688_194_000 },
  { from: "Екатеринбург", to: "Пермь", warehouse: "ЕКАТЕРИНБУРГ_РФЦ_НОВЫЙ", id: 18_044_570_445_000 },
] as const;
