// What is made of the figures of several rounds.
const sorted = (values: number[]): number[] => values.toSorted((a, b) => a - b);
export const median = (values: number[]): number => sorted(values)[values.length >> 1]!;
export const spread = (values: number[]): { median: number; min: number; max: number } =>
  ({ median: Math.round(median(values)), min: Math.round(Math.min(...values)), max: Math.round(Math.max(...values)) });
