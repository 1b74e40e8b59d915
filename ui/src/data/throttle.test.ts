import { afterEach, expect, it, vi } from "vitest";
import { throttled } from "./throttle.ts";

afterEach(() => {
  vi.useRealTimers();
});

it("runs at once, then at most once in each pause, and never forgets the last call", () => {
  vi.useFakeTimers();
  const run = vi.fn();
  const ask = throttled(run, 1_000);
  ask();
  expect(run).toHaveBeenCalledTimes(1);
  ask();
  ask();
  vi.advanceTimersByTime(999);
  expect(run).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  expect(run).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(5_000);
  expect(run).toHaveBeenCalledTimes(2);
  ask();
  expect(run).toHaveBeenCalledTimes(3);
});
