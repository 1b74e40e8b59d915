import { plural } from "../plural.ts";

const people = (text: string, n: number): string =>
  `${text} ${plural(n, "участника", "участников", "участников")}`;

/** What is done to many participants at once. */
export const many = {
  selected: (text: string, n: number) =>
    `${plural(n, "Выбран", "Выбрано", "Выбрано")} ${text} ${plural(n, "участник", "участника", "участников")}`,
  more: (n: string) => ` и ещё ${n}`,
  byFilter: "Все, кто подходит под фильтр:",
  everybody: "Все участники программы: фильтра нет.",
  except: (text: string) => `Кроме тех, с кого снято выделение: ${text}.`,
  oneAtATime: "Дождитесь конца того, что уже идёт",
  notBegun: "Ничего не началось",
  block: {
    open: "Заблокировать…",
    title: (text: string, n: number) => `Заблокировать ${people(text, n)}`,
    confirm: "Заблокировать",
    lead: "Заблокированные не запрашивают выплат и никого не приглашают. Уже начисленное остаётся замороженным, новые заказы ничего им не приносят. Бот об этом не пишет.",
    already: "Кто уже заблокирован, останется с прежней причиной.",
    running: (done: string, total: string | undefined) =>
      total === undefined ? `Блокируем: ${done}` : `Блокируем: ${done} из ${total}`,
    done: (text: string, n: number) =>
      `${plural(n, "Заблокирован", "Заблокировано", "Заблокировано")} ${text} ${plural(n, "участник", "участника", "участников")}.`,
    same: (n: string) => `Уже были заблокированы: ${n}.`,
  },
  unblock: {
    open: "Разблокировать…",
    title: (text: string, n: number) => `Разблокировать ${people(text, n)}`,
    confirm: "Разблокировать",
    lead: "Баллы снова станут доступны в свой срок. Заказы, сделанные за время блокировки, ничего не принесут. Бот об этом не пишет.",
    already: "Кто не заблокирован, того это не коснётся.",
    running: (done: string, total: string | undefined) =>
      total === undefined ? `Разблокируем: ${done}` : `Разблокируем: ${done} из ${total}`,
    done: (text: string, n: number) =>
      `${plural(n, "Разблокирован", "Разблокировано", "Разблокировано")} ${text} ${plural(n, "участник", "участника", "участников")}.`,
    same: (n: string) => `Не были заблокированы: ${n}.`,
  },
  states: {
    stopped: "Остановлено.",
    failed: "Прервано.",
    lost: "Прервано: сервер перезапустился.",
  },
  stop: "Остановить",
  refused: (n: string) => `Не получилось: ${n}.`,
  refusal: (id: string, why: string) => `№ ${id}: ${why}`,
  again: "Что сделано, видно в журнале действий; остальных можно выбрать снова.",
};
