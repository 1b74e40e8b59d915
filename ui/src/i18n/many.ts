/** English needs no more than this. */
export function many(n: number, one: string, other: string): string {
  return Math.abs(n) === 1 ? one : other;
}
