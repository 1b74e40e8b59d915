// The page of returns that wait for a person.
import { plural } from "../plural.ts";

const pieces = (n: number): string => `${n} шт.`;

export const returns = {
  title: "Возвраты на решении",
  about:
    "Здесь покупки участников, по которым Ozon не сообщил, чем закончился возврат. Пока решения нет, баллы за них остаются в заморозке. Если Ozon ответит позже, его ответ важнее.",
  kindsLabel: "Почему нужно решение",
  kinds: {
    open_return: "Возврат не завершён",
    unknown_return: "Непонятный вид возврата",
    unsized_return: "Неизвестно количество",
    currency: "Не в рублях",
  },
  failed: "Возвраты не загрузились",
  empty: "Решать нечего",
  emptyText: "Когда такая покупка появится, она будет здесь.",
  more: "Показать ещё",
  ordered: (date: string) => `заказ от ${date}`,
  currency: (code: string) => `${code}: баллы не начисляются`,
  held: (points: string) => `в заморозке ${points}`,
  sku: (sku: string) => `Товар ${sku}`,
  quantity: (qty: number, units: number) =>
    qty > 0
      ? `Возвращают ${pieces(qty)} из ${units}`
      : `Сколько возвращают, неизвестно; куплено ${pieces(units)}`,
  ozonSays: (status: string) => `Ozon: ${status}`,
  nothing: "без статуса",
  counted: (qty: number) => `Решено: возврат засчитан, ${pieces(qty)}`,
  void: "Решено: возврата не было",
  decide: "Решить…",
  decideAgain: "Изменить…",
  dialogTitle: "Состоялся ли возврат?",
  bought: (n: number) => `Куплено: ${n} ${plural(n, "штука", "штуки", "штук")}.`,
  qty: "Сколько вернулось, шт.",
  qtyHint: "Баллы за эти штуки спишутся, остальные разморозятся в срок.",
  qtyBad: (max: number) => `Введите целое число от 1 до ${max}`,
  reason: "Почему так решено",
  reasonHint: "Останется в журнале действий.",
  isCounted: "Вернулось",
  isVoid: "Возврата не было",
  takeBack: "Отменить решение",
  done: "Решение сохранено",
  failedAction: "Решение не сохранено",
};
