// Every word of the page; a feature has a file of its own. Messages with figures in them are
// functions; en.ts has the same shape, or the type check fails. Names of people come from Telegram
// and cannot be declined: they stand where the nominative fits.
import { plural } from "./plural.ts";
import { grid } from "./ru/grid.ts";
import { journal } from "./ru/journal.ts";
import { participants } from "./ru/participants.ts";

export const ru = {
  app: {
    title: "Реферальная программа",
    close: "Закрыть",
    cancel: "Отмена",
    retry: "Повторить",
    reload: "Обновить страницу",
    notFound: "Такой страницы нет",
    notFoundText: "Возможно, ссылка устарела.",
    home: "На главную",
    crashed: "Страница сломалась",
    crashedText: "Это наша ошибка. Данные не пострадали: обновите страницу и продолжайте.",
    skip: "К содержанию",
  },

  connection: {
    online: "на связи",
    connecting: "подключение…",
    offline: "нет связи",
    banner: "Нет связи с сервером. Подключаемся снова; пока можно читать, но не менять.",
    outdated: "Вышла новая версия панели",
    outdatedText: "Обновите страницу, чтобы продолжить работу.",
  },

  menu: {
    label: "Разделы",
    open: "Открыть меню",
    journal: "Журнал действий",
    participants: "Участники",
    payouts: "Запросы на вывод",
    support: "Поддержка",
    points: "Начисления и списания",
    returns: "Возвраты",
    dashboard: "Сводка",
    stats: "Статистика",
    top: "Топ-100",
    incidents: "Неполадки",
    settings: "Настройки",
    asking: (n: number) =>
      plural(n, "переписка ждёт ответа", "переписки ждут ответа", "переписок ждут ответа"),
    waiting: (n: number) => plural(n, "новый запрос", "новых запроса", "новых запросов"),
    search: "Найти раздел или действие…",
    language: "Язык",
    theme: "Оформление",
    themeSystem: "Как в системе",
    themeLight: "Светлое",
    themeDark: "Тёмное",
    account: "Учётная запись",
    sessions: "Сессии",
    logout: "Выйти",
    logoutFailed: "Не удалось выйти",
  },

  palette: {
    title: "Команды",
    placeholder: "Раздел или действие",
    empty: "Ничего не нашлось",
    go: "Перейти",
    page: "На этой странице",
    general: "Общее",
    help: "Сочетания клавиш",
    open: "Поиск команд",
  },

  rights: {
    owner: "владелец",
    admin: "администратор",
    payout: "оператор выплат",
    support: "оператор поддержки",
    analyst: "аналитик",
  },

  errors: {
    bad_request: "Сервер не понял запрос",
    forbidden: "Недостаточно прав",
    not_found: "Такого объекта нет",
    conflict: "Кто-то изменил это раньше вас",
    insufficient: "Не хватает доступных баллов",
    refused: "Сейчас так сделать нельзя",
    taken: "Уже занято",
    limit: "Достигнут предел",
    expired: "Слишком поздно",
    unavailable: "Сервер занят или перезапускается",
    busy: "Слишком много запросов, подождите немного",
    timeout: "Сервер не ответил вовремя",
    offline: "Нет связи с сервером",
    garbled: "Сервер ответил непонятно",
    unknown: "Что-то пошло не так",
  },

  form: {
    short: (n: number) => `Напишите хотя бы ${n} ${plural(n, "символ", "символа", "символов")}`,
    long: (n: string) => `Слишком длинно: не больше ${n} символов`,
    choose: "Выберите причину",
  },

  grid,

  journal,

  participants,

  chat: {
    title: "Переписка",
    empty: "Сообщений пока нет",
    placeholder: "Сообщение участнику",
    label: "Сообщение участнику",
    send: "Отправить",
    canned: "Готовые ответы",
    cannedNone: "Готовых ответов пока нет",
    cannedEdit: "Изменить готовые ответы…",
    left: (n: string, count: number) =>
      `${count < 0 ? "Лишних символов" : "Осталось символов"}: ${n}`,
    older: "Показать более ранние",
    newer: "К последним",
    sending: "отправляется",
    sent: "отправлено",
    delivered: "доставлено в Telegram",
    failed: "не отправлено",
    retry: "Повторить",
    discard: "Удалить",
    system: "Система",
    noRight: "Переписываться с участниками могут операторы.",
    fromTelegram: "из Telegram",
    note: "заметка",
    edited: "исправлено",
    attachments: {
      photo: "фото",
      video: "видео",
      voice: "голосовое сообщение",
      document: "файл",
      sticker: "стикер",
      audio: "аудио",
      animation: "видео",
      video_note: "видеосообщение",
      other: "вложение",
    },
    log: "Сообщения",
    today: "Сегодня",
  },
};

export type Dict = typeof ru;
