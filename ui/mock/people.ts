// Names and sums for the mock: the same ones every time.

const FIRST = ["Тимур", "Ольга", "Иван", "Ксения", "Елена", "Ирина", "Мария", "Гульнара", "Павел"];
const LAST = ["Петров", "Кузнецов", "Ким", "Соколов", "Попов", "Смирнов", "Иванов", "Зайцев"];
const FEMALE = new Set(["Ольга", "Ксения", "Елена", "Ирина", "Мария", "Гульнара"]);

/** A small generator of pseudo-random numbers (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Person {
  id: number;
  tg: number;
  first: string;
  last: string;
  nick: string;
  joined: number;
  ozon: string;
  available: number;
  held: number;
  reserved: number;
  paid: number;
  referrals: number;
}

export function makePeople(count: number, now: number): Person[] {
  const next = random(7);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  return Array.from({ length: count }, (_, i) => {
    const first = pick(FIRST);
    const last = pick(LAST);
    return {
      id: 100 + i,
      tg: 5_000_000_000 + i,
      first,
      last: FEMALE.has(first) && last !== "Ким" ? `${last}а` : last,
      nick: i % 4 === 3 ? "" : `user_${100_000 + Math.floor(next() * 900_000)}`,
      joined: now - Math.floor((20 + next() * 400) * 86_400_000),
      ozon: String(10_000_000 + Math.floor(next() * 80_000_000)),
      available: Math.floor(next() * 9_000_000),
      held: Math.floor(next() * 6_000_000),
      reserved: 0,
      paid: Math.floor(next() * 3_000_000),
      referrals: Math.floor(next() * 40),
    };
  });
}
