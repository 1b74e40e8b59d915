import { plural } from "../plural.ts";

export const grid = {
  export: "Экспорт",
  rows: (n: string, count: number) => `${n} ${plural(count, "строка", "строки", "строк")}`,
  atLeast: (n: string) => `Показано ${n}, прокрутите дальше`,
  shownAtMost: (n: string) => `Прокрутить можно до строки ${n}: уточните фильтр.`,
  failed: "Не удалось прочитать список",
  nextRow: "Следующая строка",
  previousRow: "Предыдущая строка",
  search: "Искать в таблице",
  filter: "Фильтр",
  reset: "Сбросить фильтры",
  remove: (field: string) => `Убрать фильтр «${field}»`,
  apply: "Применить",
  from: "от",
  to: "до",
  range: (from: string | undefined, to: string | undefined) =>
    [from !== undefined && `от ${from}`, to !== undefined && `до ${to}`].filter(Boolean).join(" "),
  notFigure: "Введите число, например 1 500 или 99,90",
  notNumber: "Введите номер, например 12",
  notDate: "Введите дату",
  crossed: "Это меньше, чем «от»",
  columns: "Столбцы",
  columnsReset: "Как обычно",
  emptyFiltered: "Под эти условия ничего не подходит",
  emptyFilteredText: "Измените фильтр или сбросьте его.",
};
