// The forms a Russian noun takes after a number: 1 балл, 2 балла, 5 баллов, 1,5 балла.
const RULES = new Intl.PluralRules("ru");

/** The form for `n`; a fraction takes the second one, as in «1,5 балла». */
export function plural(n: number, one: string, few: string, many: string): string {
  const rule = RULES.select(Math.abs(n));
  if (rule === "one") return one;
  return rule === "many" || rule === "zero" ? many : few;
}
