import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { addCommands } from "./palette/registry.ts";
import { installShortcuts } from "./shortcuts.ts";

const run = { next: vi.fn(), payouts: vi.fn(), palette: vi.fn(), help: vi.fn() };
let stop: (() => void)[] = [];

const press = (code: string, key: string, more: KeyboardEventInit = {}) =>
  (document.activeElement ?? document.body).dispatchEvent(
    new KeyboardEvent("keydown", { code, key, bubbles: true, cancelable: true, ...more }),
  );

beforeEach(() => {
  document.body.innerHTML = "<button>b</button><textarea></textarea>";
  const command = { title: "", group: "page" } as const;
  stop = [
    installShortcuts(document),
    addCommands(() => [
      { ...command, id: "next", keys: "j", run: run.next },
      { ...command, id: "payouts", keys: "g p", run: run.payouts },
      { ...command, id: "palette", keys: "mod+k", run: run.palette },
      { ...command, id: "help", keys: "?", run: run.help },
    ]),
  ];
});

afterEach(() => {
  for (const each of stop) each();
  vi.clearAllMocks();
});

it("knows a letter by its key in any layout", () => {
  press("KeyJ", "j");
  press("KeyJ", "о");
  expect(run.next).toHaveBeenCalledTimes(2);
  press("KeyJ", "J", { shiftKey: true });
  expect(run.next).toHaveBeenCalledTimes(2);
});

it("knows a sign by what it writes", () => {
  press("Slash", "?", { shiftKey: true });
  press("Digit7", "?", { shiftKey: true });
  expect(run.help).toHaveBeenCalledTimes(2);
});

it("takes keys one after the other", () => {
  press("KeyP", "p");
  expect(run.payouts).not.toHaveBeenCalled();
  press("KeyG", "g");
  press("KeyP", "p");
  expect(run.payouts).toHaveBeenCalledTimes(1);
});

it("leaves those alone who write, but not with Ctrl", () => {
  document.querySelector("textarea")?.focus();
  press("KeyJ", "j");
  expect(run.next).not.toHaveBeenCalled();
  press("KeyK", "л", { ctrlKey: true });
  expect(run.palette).toHaveBeenCalledTimes(1);
});

it("is silent while a dialog asks something", () => {
  document.body.innerHTML += '<div role="dialog" data-toast></div>';
  press("KeyJ", "j");
  expect(run.next).toHaveBeenCalledTimes(1);
  run.next.mockClear();
  document.body.innerHTML += '<div role="dialog"></div>';
  press("KeyJ", "j");
  press("KeyK", "k", { ctrlKey: true });
  expect(run.next).not.toHaveBeenCalled();
  expect(run.palette).not.toHaveBeenCalled();
});
