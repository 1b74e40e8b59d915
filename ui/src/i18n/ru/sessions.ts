// The page of sessions.
export const sessions = {
  title: "Сессии",
  titleOf: (name: string) => `Сессии: ${name}`,
  about:
    "Браузеры, в которых выполнен вход в панель. Незнакомую сессию завершите: её страницы закроются сразу. Без работы сессия живёт 12 часов, всего — не дольше недели.",
  current: "эта сессия",
  unknown: "Неизвестный браузер",
  entered: (time: string) => `вход ${time}`,
  used: (ago: string) => `активность ${ago}`,
  end: "Завершить",
  endOne: (name: string) => `Завершить сессию: ${name}`,
  endOthers: "Завершить все остальные",
  endAll: "Завершить все",
  ended: "Сессия завершена",
  endedAll: "Сессии завершены",
  empty: "Сессий нет",
  failed: "Сессии не загрузились",
  failedAction: "Сессия не завершена",
};
