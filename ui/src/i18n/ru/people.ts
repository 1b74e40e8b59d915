/** What is said where somebody is looked for by name. */
export const people = {
  placeholder: "Имя, ник или ID",
  type: "Начните вводить имя, ник или номер",
  looking: "Ищем…",
  nobody: "Никого не нашли",
  failed: "Не удалось найти",
  other: "Выбрать другого",
};
