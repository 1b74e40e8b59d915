export const periods = {
  period: "Период",
  periods: {
    all: "Всё время",
    month: "Этот месяц",
    lastMonth: "Прошлый месяц",
    days30: "30 дней",
    year: "Этот год",
  },
};
