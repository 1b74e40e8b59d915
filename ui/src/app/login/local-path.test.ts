import { expect, it } from "vitest";
import { LOCAL_PATH } from "./local-path.ts";

const ORIGIN = "https://panel.example";

it("is taken when it leads into the panel", () => {
  for (const path of ["/payouts?id=5", "/participants?f=%7B%22q%22%7D&sort=-sum", "/", "/a//b"]) {
    expect(LOCAL_PATH.test(path)).toBe(true);
    expect(new URL(path, ORIGIN).origin).toBe(ORIGIN);
  }
});

it("is not taken when a browser would leave, or come back to the login page", () => {
  const away = [
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
  ];
  const hidden = [
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    "/\r\\evil.example",
    " //evil.example",
  ];
  for (const path of [...away, ...hidden]) {
    expect(LOCAL_PATH.test(path), JSON.stringify(path)).toBe(false);
    expect(new URL(path, ORIGIN).origin, JSON.stringify(path)).not.toBe(ORIGIN);
  }
  for (const path of ["", "payouts", "/login", "/login?next=/login"])
    expect(LOCAL_PATH.test(path)).toBe(false);
});
