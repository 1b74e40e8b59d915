// Postings, returns and goods as the methods of the Seller API show them. The list methods and the
// single-item methods are of two generations and differ in shape; both are exact.
import type { Application, Item, Posting, Return } from "./model.ts";
import { PLACES, RETURN_STATUSES } from "./model.ts";
import { amount, decimal, int64, number, price, time, timeOrNull } from "./render.ts";
import type { Style } from "./render.ts";

/** What the caller asked to have added. */
export type With = {
  analytics_data?: boolean;
  financial_data?: boolean;
  legal_info?: boolean;
  barcodes?: boolean;
  product_exemplars?: boolean;
  related_postings?: boolean;
};

const HOUR = 3_600_000;

/** Fields nobody has announced. */
const tomorrow = (style: Style): object =>
  style.extraFields ? { scanit: null, experiments: [{ id: 7, name: "tomorrow", value: { on: true } }] } : {};

const percentOff = (item: Item): number =>
  Math.round(((item.good.oldPrice - item.price) * 10_000) / item.good.oldPrice) / 100;

const placeOf = (p: Posting): (typeof PLACES)[number] => PLACES[p.place]!;

function legalInfo(p: Posting): object | null {
  if (!p.order.legal) return null;
  return { company_name: "ООО «Ромашка»", inn: "7701234567", kpp: "770101001" };
}

function externalOrder(p: Posting): object {
  return { is_external: p.order.external !== "", platform_name: p.order.external };
}

function deliveryType(p: Posting): string {
  return p.courier ? "Courier" : "PVZ";
}

/** What all four posting methods say alike. */
function common(style: Style, p: Posting): object {
  return {
    posting_number: p.number,
    order_number: p.order.number,
    order_id: int64(style, p.order.id),
    status: p.status,
    substatus: p.substatus,
    in_process_at: time(p.inProcessAt, p.scheme === "fbo" ? 6 : 0, p.id),
    external_order: externalOrder(p),
    additional_data: [],
  };
}

function analytics(style: Style, p: Posting): object {
  return {
    city: p.scheme === "rfbs" ? placeOf(p).to : "",
    delivery_type: deliveryType(p),
    is_premium: p.order.id % 3 === 0,
    is_legal: p.order.legal,
    payment_type_group_name: p.order.legal ? "оплата на расчётный счёт" : "Система Быстрых Платежей",
    warehouse_id: int64(style, placeOf(p).id),
    client_delivery_date_begin: null,
    client_delivery_date_end: null,
  };
}

function finance(style: Style, item: Item): object {
  return {
    product_id: int64(style, item.good.sku),
    price: number(item.price),
    old_price: number(item.good.oldPrice),
    payout: 0,
    actions: item.good.ozonDiscount > 10 ? ["Системная виртуальная скидка селлера"] : [],
    total_discount_value: number(item.good.oldPrice - item.price),
    total_discount_percent: percentOff(item),
  };
}

/** One of `postings` of /v3/posting/fbo/list. */
export function fboListed(style: Style, p: Posting, w: With): object {
  const currency = p.order.currency;
  return {
    ...common(style, p),
    created_at: time(p.createdAt, 6, p.id * 7),
    cancel_reason_id: int64(style, p.cancellation?.reasonId ?? 0),
    cancellation: p.cancellation && {
      cancel_reason: p.cancellation.reason,
      cancellation_initiator: p.cancellation.initiator,
      cancellation_type: p.cancellation.type,
    },
    products: p.items.map((item) => ({
      sku: int64(style, item.good.sku),
      offer_id: item.good.offerId,
      name: item.good.name,
      quantity: int64(style, item.quantity),
      price: amount(item.price, currency, item.good.sku),
      is_marketplace_buyout: false,
      digital_codes: [],
    })),
    analytics_data: w.analytics_data ? { ...analytics(style, p), warehouse_name: placeOf(p).warehouse } : null,
    financial_data: w.financial_data
      ? {
          cluster_from: placeOf(p).from,
          cluster_to: placeOf(p).to,
          products: p.items.map((i) => ({ ...finance(style, i), commission: { amount: 0, percent: int64(style, 0), currency } })),
        }
      : null,
    legal_info: w.legal_info ? legalInfo(p) : null,
    ...tomorrow(style),
  };
}

/** `result` of /v2/posting/fbo/get: the older generation, price as text beside its currency. */
export function fboSingle(style: Style, p: Posting, w: With): object {
  return {
    ...common(style, p),
    created_at: time(p.createdAt, 6, p.id * 7),
    cancel_reason_id: int64(style, p.cancellation?.reasonId ?? 0),
    fact_delivery_date: timeOrNull(p.deliveringAt, 3),
    products: p.items.map((item) => ({
      sku: int64(style, item.good.sku),
      offer_id: item.good.offerId,
      name: item.good.name,
      quantity: int64(style, item.quantity),
      price: decimal(item.price, 2),
      currency_code: p.order.currency,
      is_marketplace_buyout: false,
      digital_codes: [],
    })),
    analytics_data: w.analytics_data ? { ...analytics(style, p), warehouse_name: placeOf(p).warehouse } : null,
    financial_data: w.financial_data ? financeSingle(style, p) : null,
    legal_info: w.legal_info ? legalInfo(p) : null,
    ...tomorrow(style),
  };
}

function financeSingle(style: Style, p: Posting): object {
  const currency = p.order.currency;
  return {
    cluster_from: placeOf(p).from,
    cluster_to: placeOf(p).to,
    products: p.items.map((item) => ({
      ...finance(style, item),
      currency_code: currency,
      customer_currency_code: currency,
      customer_price: number(item.customerPrice),
      commission_amount: 0,
      commission_percent: int64(style, 0),
      commissions_currency_code: currency,
      quantity: int64(style, item.quantity),
    })),
  };
}

function fbsAnalytics(style: Style, p: Posting): object {
  return {
    ...analytics(style, p),
    region: p.scheme === "rfbs" ? placeOf(p).to : "",
    warehouse: placeOf(p).warehouse,
    tpl_provider: p.scheme === "rfbs" ? "Своя доставка" : "Доставка Ozon",
    tpl_provider_id: int64(style, p.scheme === "rfbs" ? 0 : 24),
    delivery_date_begin: null,
    delivery_date_end: null,
  };
}

/** What both FBS methods say alike. */
function fbsCommon(style: Style, p: Posting): object {
  const own = p.scheme === "rfbs";
  const warehouse = int64(style, placeOf(p).id);
  return {
    ...common(style, p),
    parent_posting_number: p.parent,
    delivering_date: timeOrNull(p.deliveringAt, 0),
    shipment_date: time(p.inProcessAt + 24 * HOUR, 0),
    shipment_date_without_delay: time(p.inProcessAt + 24 * HOUR, 0),
    tracking_number: p.deliveringAt > 0 ? `${p.id}TRK` : "",
    tpl_integration_type: own ? "non_integrated" : "ozon",
    integration_type_flow: own ? "non_integrated" : "ozon",
    available_actions: p.status === "awaiting_packaging" ? ["cancel", "ship"] : [],
    cancellation: {
      cancel_reason_id: int64(style, p.cancellation?.reasonId ?? 0),
      cancel_reason: p.cancellation?.reason ?? "",
      cancellation_type: p.cancellation?.type ?? "",
      cancellation_initiator: p.cancellation?.initiator ?? "",
      cancelled_after_ship: p.cancellation?.afterShip ?? false,
      affect_cancellation_rating: p.cancellation?.type === "seller",
    },
    container: null,
    container_sort_type: "",
    delivery_method: {
      id: warehouse,
      name: own ? "Доставка продавца" : "Доставка Ozon самостоятельно",
      tpl_provider: own ? "Своя доставка" : "Доставка Ozon",
      tpl_provider_id: int64(style, own ? 0 : 24),
      warehouse: placeOf(p).warehouse,
      warehouse_id: warehouse,
    },
    is_express: false,
    is_multibox: false,
    multi_box_qty: 1,
    optional: { products_with_possible_mandatory_mark: [] },
    pickup_code_verified_at: null,
    require_blr_traceable_attrs: false,
    requirements: {
      products_requiring_change_country: [], products_requiring_country: [], products_requiring_gtd: [],
      products_requiring_imei: [], products_requiring_jw_uin: [], products_requiring_mandatory_mark: [],
      products_requiring_rnpt: [], products_requiring_weight: [],
    },
    sorting_center: null,
    tariffication_steps: [],
  };
}

/** Only sellers who deliver themselves are told who the buyer is. */
function customer(style: Style, p: Posting): object | null {
  if (p.scheme !== "rfbs") return null;
  return {
    customer_id: int64(style, Number(p.order.buyer.account)),
    name: p.order.buyer.name,
    phone: "",
    address: {
      address_tail: `г. ${placeOf(p).to}, ул. Садовая, д. ${1 + (p.id % 90)}`, city: placeOf(p).to, comment: "",
      country: "Россия", district: "", region: placeOf(p).to, zip_code: "101000", latitude: 55.7558, longitude: 37.6176,
      pvz_code: int64(style, 0), provider_pvz_code: "",
    },
  };
}

/** One of `postings` of /v4/posting/fbs/list. */
export function fbsListed(style: Style, p: Posting, w: With): object {
  const currency = p.order.currency;
  const whom = customer(style, p);
  return {
    ...fbsCommon(style, p),
    delivery_schema: "fbs",
    destination_place_id: int64(style, 0),
    destination_place_name: "",
    is_click_and_collect: false,
    is_presortable: false,
    prr_option: "",
    quantum_id: int64(style, 0),
    tariffication: null,
    volume_weight: 0.3,
    customer: whom && { ...whom, customer_email: "" },
    addressee: whom && { name: p.order.buyer.name },
    barcodes: w.barcodes ? { upper_barcode: `%101%${p.id}`, lower_barcode: `${p.id}` } : null,
    products: p.items.map((item) => ({
      sku: int64(style, item.good.sku),
      offer_id: item.good.offerId,
      name: item.good.name,
      quantity: item.quantity,
      price: amount(item.price, currency, item.good.sku),
      is_marketplace_buyout: false,
      is_blr_traceable: false,
      imei: [],
      product_color: "",
      weight: 0.3,
    })),
    analytics_data: w.analytics_data ? fbsAnalytics(style, p) : null,
    financial_data: w.financial_data
      ? {
          cluster_from: placeOf(p).from,
          cluster_to: placeOf(p).to,
          products: p.items.map((item) => ({
            ...finance(style, item),
            customer_price: amount(item.customerPrice, currency, item.good.sku + 1),
            quantity: int64(style, item.quantity),
            commission: { amount: 0, percent: int64(style, 0), currency },
          })),
        }
      : null,
    legal_info: w.legal_info ? legalInfo(p) : null,
    ...tomorrow(style),
  };
}

/** `result` of /v3/posting/fbs/get. */
export function fbsSingle(style: Style, p: Posting, w: With): object {
  const whom = customer(style, p);
  const related = p.order.postings.filter((o) => o !== p).map((o) => o.number);
  return {
    ...fbsCommon(style, p),
    previous_substatus: p.previousSubstatus,
    provider_status: "",
    delivery_price: "",
    courier: null,
    fact_delivery_date: timeOrNull(p.deliveringAt, 0),
    prr_option: { code: "", price: "", currency_code: p.order.currency, floor: "" },
    tariffication: null,
    customer: whom,
    addressee: whom && { name: p.order.buyer.name, phone: "", pin: "" },
    barcodes: w.barcodes ? { upper_barcode: `%101%${p.id}`, lower_barcode: `${p.id}` } : null,
    products: p.items.map((item) => ({
      sku: int64(style, item.good.sku),
      offer_id: item.good.offerId,
      name: item.good.name,
      quantity: item.quantity,
      price: decimal(item.price, 4),
      currency_code: p.order.currency,
      dimensions: { height: "150.00", length: "500.00", weight: "550", width: "300.00" },
      is_blr_traceable: false,
      is_marketplace_buyout: false,
      is_weight_needed: false,
      has_imei: false,
      mandatory_mark: [],
      jw_uin: [],
      weight_max: 0.55,
      weight_min: 0,
    })),
    product_exemplars: w.product_exemplars ? { products: p.items.map((i) => exemplars(style, i)) } : null,
    related_postings: w.related_postings ? { related_posting_numbers: related } : null,
    related_weight_postings: [],
    analytics_data: w.analytics_data ? fbsAnalytics(style, p) : null,
    financial_data: w.financial_data ? financeSingle(style, p) : null,
    legal_info: w.legal_info ? legalInfo(p) : null,
    ...tomorrow(style),
  };
}

function exemplars(style: Style, item: Item): object {
  return {
    sku: int64(style, item.good.sku),
    exemplars: Array.from({ length: item.quantity }, (_, i) => ({
      exemplar_id: int64(style, item.exemplar + i), mandatory_mark: "", gtd: "", is_gtd_absent: true, rnpt: "",
      is_rnpt_absent: true, weight: 0, imei: [],
    })),
  };
}

/** One of `returns` of /v1/returns/list. */
export function returnListed(style: Style, r: Return, companyId: number): object {
  const currency = r.posting.order.currency;
  const place = placeOf(r.posting);
  const status = RETURN_STATUSES[r.status];
  const where = { id: int64(style, place.id), name: `${place.warehouse}_ВОЗВРАТЫ`, address: `Россия, г. ${place.to}` };
  return {
    id: int64(style, r.id),
    source_id: int64(style, r.sourceId),
    company_id: int64(style, companyId),
    type: r.type,
    schema: r.posting.scheme === "fbo" ? "Fbo" : "Fbs",
    order_id: int64(style, r.posting.order.id),
    order_number: r.posting.order.number,
    posting_number: r.posting.number,
    return_reason_name: r.reason,
    exemplars: r.exemplars.map((id) => ({ id: int64(style, id) })),
    product: {
      sku: int64(style, r.item.good.sku),
      offer_id: r.item.good.offerId,
      name: r.item.good.name,
      quantity: r.quantity,
      price: price(style, r.item.price, currency),
      price_without_commission: price(style, r.item.price, currency),
      commission_percent: style.int64 === "string" ? "1.2" : 1.2,
      commission: price(style, Math.floor((r.item.price * 12) / 1000), currency),
    },
    logistic: {
      return_date: time(r.returnDate, 6, r.id),
      final_moment: timeOrNull(r.finalAt),
      technical_return_moment: null,
      cancelled_with_compensation_moment: null,
      barcode: barcodeOf(r),
    },
    visual: {
      status: { id: status?.id ?? 99, display_name: status?.name ?? r.status, sys_name: r.status },
      change_moment: time(r.changedAt, 6, r.id),
    },
    place: where,
    target_place: where,
    storage: {},
    additional_info: { is_opened: r.type === "ClientReturn", is_super_econom: false },
    clearing_id: int64(style, 21_190_893_156_000 + r.posting.id),
    return_clearing_id: null,
    compensation_status: null,
    ...tomorrow(style),
  };
}

export const barcodeOf = (r: Return): string => `ii${r.id}`;

/** One of `returns` of /v2/returns/rfbs/list. Its price is in whole roubles, and there is no quantity. */
export function applicationListed(style: Style, a: Application): object {
  return {
    return_id: int64(style, a.id),
    return_number: `${a.posting.order.number}-R${a.id}`,
    posting_number: a.posting.number,
    order_number: a.posting.order.number,
    created_at: time(a.createdAt, 6, a.id),
    client_name: "",
    product: {
      sku: int64(style, a.item.good.sku),
      offer_id: a.item.good.offerId,
      name: a.item.good.name,
      price: Math.floor(a.item.price / 100),
      currency_code: a.posting.order.currency,
    },
    state: {
      group_state: a.group, state: a.state, state_name: a.stateName, money_return_state_name: a.moneyStateName,
    },
    ...tomorrow(style),
  };
}
