// The methods of the Seller API. Requests arrive checked against methods.json; what is checked here
// are the rules that a schema cannot say.
import { readFileSync } from "node:fs";
import { check, parseInteger } from "./check.ts";
import type { Schema } from "./check.ts";
import { invalid, notFound } from "./errors.ts";
import { GOODS, goodByOffer, goodByProduct, goodBySku } from "./goods.ts";
import type { Good } from "./goods.ts";
import { listApplications, listPostings, listReturns, periodOf, readCursor, writeCursor } from "./lists.ts";
import type { Period, PostingQuery } from "./lists.ts";
import { PLACES } from "./model.ts";
import type { Posting, Return, Scheme } from "./model.ts";
import { decimal, int64, time } from "./render.ts";
import type { Style } from "./render.ts";
import { applicationListed, barcodeOf, fboListed, fboSingle, fbsListed, fbsSingle, returnListed } from "./shapes.ts";
import type { With } from "./shapes.ts";
import type { World } from "./world.ts";

export const METHODS: Record<string, Schema> = JSON.parse(
  readFileSync(new URL("./methods.json", import.meta.url), "utf8"),
);

/** Gone from Ozon, or going; whoever calls them has old code. */
export const REMOVED = new Set([
  "/v2/posting/fbo/list", "/v3/posting/fbs/list", "/v3/posting/fbs/unfulfilled/list", "/v3/finance/transaction/list",
  "/v3/finance/transaction/totals", "/v3/returns/company/fbo", "/v3/returns/company/fbs", "/v2/product/info",
  "/v2/product/info/list", "/v2/product/list",
]);

const DAY = 86_400_000;
/** A year, leap years too. */
const YEAR_DAYS = 366;
const MAX_PRODUCTS = 1000;

export type ApiContext = {
  world: World;
  style: Style;
  clientId: string;
  /** Longest period of the FBS list: a year as documented, or the 30 days that some sellers met. */
  fbsPeriodDays: number;
  key: { expiresAt: number; roles: { name: string; methods: string[] }[] };
};

type Body = Record<string, any>;

/** Refuses a request that the method table does not allow. */
export function checkRequest(path: string, body: unknown): void {
  const problems = check(METHODS[path]!, body);
  if (problems.length === 0) return;
  throw invalid(
    `Request validation error: ${problems.map((p) => p.message).join("; ")}`,
    problems.map((p) => `${p.kind}: ${p.message}`).join("; "),
  );
}

export const HANDLERS: Record<string, (api: ApiContext, body: Body) => object> = {
  "/v3/posting/fbo/list": fboList,
  "/v4/posting/fbs/list": fbsList,
  "/v2/posting/fbo/get": (api, body) => {
    const posting = find(api, body, "fbo");
    return { result: fboSingle(api.style, posting, body.with ?? {}) };
  },
  "/v3/posting/fbs/get": (api, body) => {
    const posting = find(api, body, "fbs");
    return { result: fbsSingle(api.style, posting, body.with ?? {}) };
  },
  "/v1/returns/list": returnsList,
  "/v2/returns/rfbs/list": rfbsList,
  "/v3/product/list": productList,
  "/v3/product/info/list": productInfoList,
  "/v1/roles": ({ key }) => ({ expires_at: time(key.expiresAt, 3), roles: key.roles }),
  "/v1/seller/info": (api) => sellerInfo(api.world.now),
};

function find(api: ApiContext, body: Body, list: "fbo" | "fbs"): Posting {
  const posting = api.world.store.postings.get(body.posting_number);
  if (posting === undefined || (posting.scheme === "fbo") !== (list === "fbo")) throw notFound("Posting not found");
  return posting;
}

function checkPeriod(period: Period, days: number, violation: string | null): void {
  if (period.from > period.to) throw invalid("Request validation error: since must not be after to", "period");
  const finite = Number.isFinite(period.from) && Number.isFinite(period.to);
  if (finite && period.to - period.from > days * DAY) throw invalid("PERIOD_IS_TOO_LONG", violation);
}

function numbersOf(api: ApiContext, postings: string[] = [], orders: string[] = []): Posting[] | null {
  if (postings.length + orders.length === 0) return null;
  const { store } = api.world;
  const named = new Set(postings.flatMap((n) => store.postings.get(n) ?? []));
  const ofOrders = new Set(orders.flatMap((n) => store.orders.get(n)?.postings ?? []));
  if (postings.length === 0) return [...ofOrders];
  return orders.length === 0 ? [...named] : [...named].filter((p) => ofOrders.has(p));
}

type Draft = Omit<PostingQuery, "after" | "descending" | "limit">;

/** A page with its cursor. A full last page promises another, which then is empty: as with Ozon. */
function page(api: ApiContext, body: Body, draft: Draft, show: (style: Style, p: Posting, w: With) => object): object {
  const descending = String(body.sort_dir ?? "ASC").toUpperCase() === "DESC";
  const filter = fingerprint(body.filter ?? {});
  const after = body.cursor ? readCursor(body.cursor, descending, filter) : null;
  if (body.cursor && after === null) throw invalid("Request validation error: invalid cursor", "cursor of another filter");
  const limit = parseInteger(body.limit) ?? 100;
  const postings = listPostings(api.world.store, { ...draft, descending, after, limit });
  const last = postings.at(-1);
  const more = postings.length === limit && last !== undefined;
  return {
    has_next: more,
    cursor: more ? writeCursor({ at: last.inProcessAt, id: last.id }, descending, filter) : "",
    postings: postings.map((p) => show(api.style, p, body.with ?? {})),
  };
}

/** The same for filters that say the same, whatever the order of their fields. */
function fingerprint(filter: Body): string {
  const sorted = JSON.stringify(filter, (_, v) =>
    v !== null && typeof v === "object" && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort()) : v,
  );
  let h = 0x811c9dc5;
  for (let i = 0; i < sorted.length; i++) h = Math.imul(h ^ sorted.charCodeAt(i), 0x01000193) >>> 0;
  return h.toString(16);
}

const setOf = <T>(values: T[] | undefined): Set<T> | null => (values?.length ? new Set(values) : null);

function fboList(api: ApiContext, body: Body): object {
  const filter: Body = body.filter ?? {};
  const period = periodOf(filter.since, filter.to);
  checkPeriod(period, YEAR_DAYS, "period");
  const draft: Draft = {
    list: "fbo",
    period,
    changed: null,
    statuses: setOf(filter.statuses),
    schemes: null,
    warehouses: null,
    only: numbersOf(api, filter.posting_numbers, filter.order_numbers),
  };
  return page(api, body, draft, fboListed);
}

function fbsList(api: ApiContext, body: Body): object {
  const filter: Body = body.filter;
  const period = periodOf(filter.since, filter.to);
  checkPeriod(period, Math.min(api.fbsPeriodDays, YEAR_DAYS), api.fbsPeriodDays < YEAR_DAYS ? null : "period");
  const changed = filter.last_changed_status_date;
  const warehouses = setOf<number>([...(filter.warehouse_ids ?? []), ...(filter.delivery_method_ids ?? [])].map(Number));
  const order = filter.order_id === undefined ? undefined : api.world.store.ordersById.get(Number(filter.order_id));
  const draft: Draft = {
    list: "fbs",
    period,
    changed: changed ? periodOf(changed.from, changed.to) : null,
    statuses: setOf(filter.statuses),
    schemes: schemesOf(filter),
    warehouses: warehouses && new Set(PLACES.flatMap((p, i) => (warehouses.has(p.id) ? [i] : []))),
    only: filter.order_id === undefined ? numbersOf(api, [], filter.order_numbers) : (order?.postings ?? []),
  };
  return page(api, body, draft, fbsListed);
}

/** Which of our two FBS schemes the carrier filters leave. */
function schemesOf(filter: Body): Set<Scheme> | null {
  const flows = setOf<string>(filter.integration_type_flow);
  const providers = setOf<number>(filter.provider_ids?.map(Number));
  if (!flows && !providers && filter.is_blr_traceable !== true) return null;
  const schemes = [["fbs", "ozon", 24], ["rfbs", "non_integrated", 0]] as const;
  const left = schemes.filter(([, flow, id]) => (flows?.has(flow) ?? true) && (providers?.has(id) ?? true));
  return new Set(filter.is_blr_traceable === true ? [] : left.map(([scheme]) => scheme));
}

function returnsList(api: ApiContext, body: Body): object {
  const filter: Body = body.filter ?? {};
  const times = ["logistic_return_date", "storage_tariffication_start_date", "visual_status_change_moment"];
  if (times.filter((t) => filter[t] !== undefined).length > 1) {
    throw invalid("Request validation error: only one time filter may be used", "two time filters");
  }
  const period = (name: string): Period | null =>
    filter[name] ? periodOf(filter[name].time_from, filter[name].time_to) : null;
  const limit = parseInteger(body.limit)!;
  const returns = listReturns(api.world.store, {
    changed: period("visual_status_change_moment"),
    given: period("logistic_return_date"),
    only: returnsOf(api, filter),
    matches: returnMatcher(filter),
    lastId: parseInteger(body.last_id) ?? 0,
    limit,
  });
  const companyId = Number(api.clientId);
  return { returns: returns.map((r) => returnListed(api.style, r, companyId)), has_next: returns.length === limit };
}

function returnsOf(api: ApiContext, filter: Body): Return[] | null {
  if (filter.order_id !== undefined) {
    return (api.world.store.ordersById.get(Number(filter.order_id))?.postings ?? []).flatMap((p) => p.returns);
  }
  if (!filter.posting_numbers?.length) return null;
  return [...new Set<string>(filter.posting_numbers)].flatMap((n) => api.world.store.postings.get(n)?.returns ?? []);
}

function returnMatcher(filter: Body): (r: Return) => boolean {
  const numbers = setOf<string>(filter.posting_numbers);
  return (r) =>
    // Nothing of ours is stored for a fee or compensated, so these two filters leave nothing.
    filter.storage_tariffication_start_date === undefined &&
    filter.compensation_status_id === undefined &&
    (numbers === null || numbers.has(r.posting.number)) &&
    (!filter.offer_id || r.item.good.offerId === filter.offer_id) &&
    (!filter.product_name || r.item.good.name.includes(filter.product_name)) &&
    (!filter.visual_status_name || r.status === filter.visual_status_name) &&
    (!filter.barcode || barcodeOf(r) === filter.barcode) &&
    (!filter.warehouse_id || PLACES[r.posting.place]!.id === Number(filter.warehouse_id)) &&
    (!filter.return_schema || (r.posting.scheme === "fbo") === (filter.return_schema === "FBO"));
}

function rfbsList(api: ApiContext, body: Body): object {
  const filter: Body = body.filter ?? {};
  const groups = setOf<string>(filter.group_state?.filter((g: string) => g !== "All"));
  const all = filter.group_state?.includes("All");
  const created = periodOf(filter.created_at?.from, filter.created_at?.to);
  const found = listApplications(
    api.world.store,
    (a) =>
      (all || groups === null || groups.has(a.group)) &&
      a.createdAt >= created.from && a.createdAt <= created.to &&
      (!filter.posting_number || a.posting.number === filter.posting_number) &&
      (!filter.offer_id || a.item.good.offerId === filter.offer_id),
    parseInteger(body.last_id) ?? 0,
    parseInteger(body.limit)!,
  );
  return { returns: found.map((a) => applicationListed(api.style, a)) };
}

const ARCHIVED = new Set(["ARCHIVED", "MANUAL_ARCHIVED"]);
const LIVING = new Set(["ALL", "VISIBLE", "MODERATED", "VALIDATION_STATE_SUCCESS", "IN_SALE", "VISIBLE_WITH_FBO_STOCK"]);

function productList(api: ApiContext, body: Body): object {
  const filter: Body = body.filter ?? {};
  const visibility: string = filter.visibility ?? "ALL";
  const offers = setOf<string>(filter.offer_id);
  const products = setOf<number>(filter.product_id?.map(Number));
  const skus = setOf<number>(filter.skus?.map(Number));
  const found = GOODS.filter(
    (g) =>
      (g.archived ? ARCHIVED : LIVING).has(visibility) &&
      (!offers || offers.has(g.offerId)) && (!products || products.has(g.productId)) && (!skus || skus.has(g.sku)),
  );
  const after = body.last_id ? productCursor(body.last_id) : 0;
  const limit = parseInteger(body.limit) ?? MAX_PRODUCTS;
  const items = found.filter((g) => g.productId > after).slice(0, limit);
  const last = items.at(-1);
  return {
    result: {
      items: items.map((g) => ({
        product_id: int64(api.style, g.productId),
        offer_id: g.offerId,
        sku: int64(api.style, g.sku),
        archived: g.archived,
        has_fbo_stocks: !g.archived,
        has_fbs_stocks: false,
        is_discounted: false,
        quants: [],
      })),
      total: found.length,
      last_id: last ? Buffer.from(JSON.stringify([last.productId, last.productId])).toString("base64") : "",
    },
  };
}

function productCursor(text: string): number {
  try {
    const at = parseInteger(JSON.parse(Buffer.from(text, "base64").toString("utf8"))[0]);
    if (at !== null) return at;
  } catch {
    // Not ours: refused below.
  }
  throw invalid("Request validation error: invalid last_id", "last_id of another list");
}

function productInfoList(api: ApiContext, body: Body): object {
  const asked = [...(body.offer_id ?? []), ...(body.product_id ?? []), ...(body.sku ?? [])].length;
  if (asked === 0) throw invalid("Request validation error: use either offer_id or product_id or sku", "empty request");
  if (asked > MAX_PRODUCTS) throw invalid("Request validation error: too many items", "out_of_range: items");
  const goods = new Set<Good | undefined>([
    ...(body.offer_id ?? []).map(goodByOffer),
    ...(body.product_id ?? []).map((id: unknown) => goodByProduct(Number(id))),
    ...(body.sku ?? []).map((sku: unknown) => goodBySku(Number(sku))),
  ]);
  goods.delete(undefined);
  return { items: [...goods].map((g) => productInfo(api.style, g!)) };
}

function productInfo(style: Style, g: Good): object {
  return {
    id: int64(style, g.productId), sku: int64(style, g.sku), offer_id: g.offerId, name: g.name,
    price: decimal(g.price, 2), old_price: decimal(g.oldPrice, 2), min_price: decimal(g.price, 2), currency_code: "RUB",
    vat: "0.2", primary_image: [], images: [], color_image: [], barcodes: [`OZN${g.sku}`],
    is_archived: g.archived, is_autoarchived: false, is_discounted: false, is_kgt: false, is_prepayment_allowed: true,
    is_super: false, description_category_id: int64(style, 17_028_922), type_id: int64(style, 94_765),
    created_at: "2025-03-14T09:12:44.120331Z", updated_at: "2026-02-02T06:01:10.500100Z", volume_weight: 0.3,
    availabilities: [], commissions: [], errors: [], promotions: [], sources: [],
    model_info: { model_id: int64(style, g.productId + 5), count: int64(style, 1) },
    price_indexes: {
      color_index: "COLOR_INDEX_WITHOUT_INDEX", external_index_data: null, ozon_index_data: null,
      self_marketplaces_index_data: null,
    },
    discounted_fbo_stocks: 0, has_discounted_fbo_item: false,
    visibility_details: { has_price: true, has_stock: !g.archived },
    stocks: { has_stock: !g.archived, stocks: [{ present: 250, reserved: 3, sku: int64(style, g.sku), source: "fbo" }] },
    statuses: {
      status: "price_sent", status_failed: "", moderate_status: "approved", validation_status: "success",
      status_name: "Продается", status_description: "", status_tooltip: "", is_created: true,
      status_updated_at: "2026-02-02T06:01:10.500100Z",
    },
  };
}

function sellerInfo(now: number): object {
  const month = { date_from: time(now - 30 * DAY, 0), date_to: time(now, 0) };
  const value = { ...month, formatted: "4.9", value: 4.9, status: { danger: false, premium: true, warning: false } };
  return {
    company: {
      name: "Тёплый дом", legal_name: "ООО «Тёплый дом»", inn: "7700000016", ogrn: "1207700000014", country: "RU",
      currency: "RUB", ownership_form: "ООО", tax_system: "USN",
    },
    subscription: { is_premium: false, type: "UNSPECIFIED" },
    ratings: [{
      rating: "rating_review_avg_score_total", name: "Оценка покупателей", status: "OK", value_type: "REVIEW_SCORE",
      current_value: value, past_value: value,
    }],
  };
}
