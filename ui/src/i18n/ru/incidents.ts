// What is wrong with the system and needs a person: the page, and the line above all pages.
import { plural } from "../plural.ts";

export const incidents = {
  title: "Неполадки",
  about:
    "Что требует вмешательства, сейчас и раньше. О начале и конце каждой неполадки владельцы узнают из сообщений бота.",
  kinds: {
    poller: "Данные Ozon не загружаются",
    key: "Заканчивается Api-Key",
    telegram: "Бот не на связи",
    disk: "Заканчивается место на диске",
    verify: "Проверка журнала не пройдена",
    restart: "Главная книга перезапущена после сбоя",
  },
  cabinet: (client: number) => `кабинет ${client}`,
  bot: (support: boolean): string => (support ? "бот поддержки" : "бот участников"),
  until: (date: string) => `действует до ${date}`,
  used: (percent: number) => `занято ${percent}\u00a0%`,
  lasts: "не устранена",
  since: (time: string, span: string) => `с ${time}, уже ${span}`,
  span: (from: string, to: string, span: string) => `${from} — ${to}, ${span}`,
  minutes: (n: number) => `${n}\u00a0мин`,
  hours: (hours: number, minutes: number) =>
    minutes === 0 ? `${hours}\u00a0ч` : `${hours}\u00a0ч ${minutes}\u00a0мин`,
  days: (days: number, hours: number) =>
    hours === 0 ? `${days}\u00a0дн.` : `${days}\u00a0дн. ${hours}\u00a0ч`,
  now: (n: number) => `${n}\u00a0${plural(n, "неполадка", "неполадки", "неполадок")}`,
  badge: (n: number) => plural(n, "неполадка", "неполадки", "неполадок"),
  look: "Подробнее",
  older: "Показать более ранние",
  empty: "Неполадок не было",
  failed: "Неполадки не загрузились",
};
