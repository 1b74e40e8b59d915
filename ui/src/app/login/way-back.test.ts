import { afterEach, expect, it, vi } from "vitest";
import { keepWayBack, wayBack } from "./way-back.ts";

afterEach(() => {
  sessionStorage.clear();
  vi.useRealTimers();
});

it("leads to where somebody wanted to go, once more after a login that failed", () => {
  keepWayBack("/participants?card=5");
  expect(wayBack()).toBe("/participants?card=5");
  expect(wayBack()).toBe("/participants?card=5");
  keepWayBack(undefined);
  expect(wayBack()).toBeUndefined();
});

it("leads to no other host, whatever is stored", () => {
  for (const to of ["//evil.example", "/\t/evil.example", "https://evil.example", "/login", 5]) {
    sessionStorage.setItem("refsys.wayBack", JSON.stringify({ to, at: Date.now() }));
    expect(wayBack(), String(to)).toBeUndefined();
  }
  sessionStorage.setItem("refsys.wayBack", "{");
  expect(wayBack()).toBeUndefined();
});

it("is forgotten when the login takes longer than it may", () => {
  vi.useFakeTimers();
  keepWayBack("/top");
  vi.advanceTimersByTime(9 * 60_000);
  expect(wayBack()).toBe("/top");
  vi.advanceTimersByTime(60_000);
  expect(wayBack()).toBeUndefined();
});
