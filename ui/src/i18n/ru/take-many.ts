/** Several requests are taken at once. */
export const takeMany = {
  take: "Взять в работу",
  done: (n: string) => `Взято в работу: ${n}`,
  title: (ours: string, all: string) => `У вас в работе ${ours} из ${all}`,
  lead: "Остальные не взяты: кто-то успел раньше или запрос уже закрыт.",
  taken: "взят",
  mine: "уже у вас",
  theirs: (name: string) => `в работе: ${name}`,
  closed: (state: string) => `закрыт: ${state}`,
  changed: "изменился, пока вы выбирали",
};
