// The goods of the one shop that this Ozon knows: household things, as a small Russian seller has them.

export type Good = {
  productId: number;
  sku: number;
  offerId: string;
  name: string;
  /** Seller's price and the crossed-out one, kopecks. */
  price: number;
  oldPrice: number;
  /** Part of a hundred that Ozon takes off at its own cost: the buyer pays less than the seller's price. */
  ozonDiscount: number;
  archived: boolean;
};

const ROWS: [offer: string, name: string, price: number, oldPrice: number, ozonDiscount: number][] = [
  ["KR-GU-20", "Скребок гуаша для лица, розовый кварц", 64_900, 129_000, 12],
  ["HF-PL-09", "Плойка для афрокудрей 9 мм, 13 режимов", 153_000, 190_000, 57],
  ["KT-ML-02", "Мельница для специй ручная, дуб", 118_000, 149_000, 8],
  ["KT-NJ-20", "Нож поварской 20 см, сталь 50Х14МФ", 245_000, 310_000, 10],
  ["KT-DS-35", "Доска разделочная торцевая, бук 35×25 см", 199_000, 265_000, 6],
  ["KT-TR-10", "Термокружка 450 мл с ситечком", 129_900, 179_900, 15],
  ["KT-SK-26", "Сковорода чугунная 26 см с деревянной ручкой", 289_000, 349_000, 9],
  ["HM-PL-15", "Плед вязаный 150×200 см, хлопок", 349_000, 499_000, 18],
  ["HM-PD-50", "Подушка с лузгой гречихи 40×60 см", 89_050, 119_000, 5],
  ["HM-SV-03", "Свеча соевая «Сосновый бор», 200 мл", 74_900, 99_000, 11],
  ["HM-KP-04", "Корзина плетёная с крышкой, джут", 167_000, 210_000, 7],
  ["HM-LM-12", "Лампа настольная светодиодная с диммером", 219_900, 289_900, 14],
  ["KD-KB-40", "Конструктор деревянный «Городок», 40 деталей", 139_000, 185_000, 10],
  ["KD-PZ-48", "Пазл «Карта России», 48 деталей", 59_900, 84_900, 6],
  ["KD-AK-24", "Акварель медовая, 24 цвета", 47_500, 62_000, 4],
  ["SP-KV-61", "Коврик для йоги 183×61 см, 6 мм", 159_000, 229_000, 16],
  ["SP-RZ-05", "Набор резинок для фитнеса, 5 шт.", 69_990, 99_990, 20],
  ["SP-BT-75", "Бутылка для воды 750 мл, тритан", 54_000, 79_000, 9],
  ["PT-LK-02", "Лежанка для кошки меховая, 50 см", 178_000, 239_000, 12],
  ["PT-MS-01", "Миска для собаки на подставке, 1,2 л", 84_900, 109_000, 8],
  ["GR-SK-03", "Секатор садовый с тефлоновым покрытием", 112_000, 145_000, 6],
  ["GR-GR-10", "Набор для микрозелени, 10 культур", 39_950, 55_000, 3],
  ["BT-MC-01", "Мочалка натуральная из люфы с деревянной ручкой", 13_700, 19_800, 5],
  ["TX-PL-70", "Полотенце банное вафельное 70×140 см", 79_000, 105_000, 10],
];

/** Archived, so in no order and only in the list of the archived. */
const GONE = new Set(["KR-GU-20"]);

export const GOODS: readonly Good[] = ROWS.map(([offerId, name, price, oldPrice, ozonDiscount], i) => ({
  productId: 339_791_700 + i * 137,
  sku: i % 5 === 4 ? 9_880_276_300 + i * 31 : 827_098_800 + i * 43_211,
  offerId,
  name,
  price,
  oldPrice,
  ozonDiscount,
  archived: GONE.has(offerId),
}));

const BY_SKU = new Map(GOODS.map((g) => [g.sku, g]));
const BY_OFFER = new Map(GOODS.map((g) => [g.offerId, g]));
const BY_PRODUCT = new Map(GOODS.map((g) => [g.productId, g]));

export const goodBySku = (sku: number): Good | undefined => BY_SKU.get(sku);
export const goodByOffer = (offerId: string): Good | undefined => BY_OFFER.get(offerId);
export const goodByProduct = (id: number): Good | undefined => BY_PRODUCT.get(id);

/** What the buyer pays for one, after the discounts that Ozon pays for; whole kopecks. */
export function customerPrice(good: Good, price: number): number {
  return price - Math.floor((price * good.ozonDiscount) / 100);
}
