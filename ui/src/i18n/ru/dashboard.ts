import { plural } from "../plural.ts";

type FigureName =
  | "registered"
  | "sales"
  | "paid"
  | "buyers"
  | "referrals"
  | "wait"
  | "links"
  | "active"
  | "average"
  | "repeated"
  | "returned";
/** The name of a figure, and how exactly it is counted. */
type Named = readonly [name: string, definition: string];

export const dashboard = {
  title: "Сводка",
  failed: "Сводка не загрузилась",
  month: "Месяц",
  value: "Значение",
  change: (text: string) => `${text} за прошлый месяц`,
  figures: {
    registered: ["Участников", "Все, кто назвал свой Ozon ID"],
    sales: ["Продажи рефералам", "Сумма засчитанных заказов рефералов без возвращённого"],
    paid: ["Выведено", "Сумма выданных запросов на вывод"],
    buyers: ["Рефералов с покупкой", "Рефералы хотя бы с одним засчитанным заказом"],
    referrals: ["Рефералов", "Зарегистрированные участники, которых кто-то пригласил"],
    wait: [
      "До первой покупки",
      "В среднем от регистрации до первого засчитанного заказа; рядом медиана",
    ],
    links: ["Ссылок на бота", "Выданные ссылки; рядом рефералов на ссылку"],
    active: ["Активных рефералов", "Рефералы с засчитанным заказом за месяц"],
    average: ["Средний заказ", "Продажи рефералам, делённые на число засчитанных заказов"],
    repeated: ["Купили повторно", "Доля рефералов с двумя заказами и больше среди купивших"],
    returned: ["Возвраты", "Доля возвращённых товаров среди доставленных рефералам"],
  } as Record<FigureName, Named>,
  share: (text: string) => `${text} рефералов`,
  perLink: (all: string, used: string) => `${all} на ссылку, ${used} на открытую`,
  median: (span: string) => `медиана ${span}`,
  lessThanADay: "меньше дня",
  days: (n: string, days: number) => `${n} ${plural(days, "день", "дня", "дней")}`,
};
