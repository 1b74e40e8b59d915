import { describe, expect, it, vi } from "vitest";
import { loadAnew, patiently } from "./code.ts";

const away = new TypeError("Failed to fetch dynamically imported module");
const pause = async (): Promise<void> => {};

describe("code that comes when it is needed", () => {
  it("is waited for while the server is away", async () => {
    const load = vi
      .fn(async () => "the page")
      .mockRejectedValueOnce(away)
      .mockRejectedValueOnce(away);
    const answers = vi.fn(async () => false);
    expect(await patiently(load, answers, pause)).toBe("the page");
    expect(answers).toHaveBeenCalledTimes(2);
  });

  it("is asked for once more when the server is back in the meantime", async () => {
    const load = vi.fn(async () => "the page").mockRejectedValueOnce(away);
    expect(await patiently(load, async () => true, pause)).toBe("the page");
  });

  it("is missed when the server is there and has none of it", async () => {
    const load = async (): Promise<string> => {
      throw away;
    };
    await expect(patiently(load, async () => true, pause)).rejects.toBe(away);
  });

  it("that another build does not have brings the page anew, once", async () => {
    const reload = vi.fn();
    const waits = loadAnew(away, reload);
    expect(await Promise.race([waits, Promise.resolve("still there")])).toBe("still there");
    expect(reload).toHaveBeenCalledOnce();
    await expect(loadAnew(away, reload)).rejects.toBe(away);
    expect(reload).toHaveBeenCalledOnce();
  });
});
