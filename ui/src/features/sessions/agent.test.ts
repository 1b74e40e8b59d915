import { describe, expect, it } from "vitest";
import { browserName } from "./agent.ts";

const WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)";

describe("a browser", () => {
  it("is told by what it is, not by whom it names for the sake of old pages", () => {
    expect(browserName(`${WINDOWS} Chrome/156.0.0.0 Safari/537.36`)).toBe("Chrome 156, Windows");
    expect(browserName(`${WINDOWS} Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0`)).toBe(
      "Edge 156, Windows",
    );
    expect(browserName(`${WINDOWS} Chrome/154.0.0.0 YaBrowser/26.10.0 Safari/537.36`)).toBe(
      "Yandex 26, Windows",
    );
    expect(
      browserName("Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"),
    ).toBe("Firefox 150, Linux");
    expect(
      browserName(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1",
      ),
    ).toBe("Safari 19, iPhone");
  });

  it("that says nothing of itself has no name", () => {
    expect(browserName(undefined)).toBeUndefined();
    expect(browserName("")).toBeUndefined();
    expect(browserName("curl/8.1")).toBeUndefined();
  });
});
