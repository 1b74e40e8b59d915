import { expect, it } from "vitest";
import { cleanLine, cleanText, telegramLink } from "./clean.ts";

it("takes control characters and direction marks out of names", () => {
  expect(cleanLine("Анна\u202e\u0007 К.\n")).toBe("Анна  К.");
  expect(cleanLine("\u2066@admin\u2069")).toBe("@admin");
  expect(cleanLine(undefined)).toBe("");
});

it("keeps the lines of a message", () => {
  expect(cleanText("раз\r\nдва\u0000\tтри\u200f\n")).toBe("раз\nдватри");
});

it("links only to what is a nickname", () => {
  expect(telegramLink("anna_k")).toBe("https://t.me/anna_k");
  expect(telegramLink("../evil")).toBeUndefined();
  expect(telegramLink(undefined)).toBeUndefined();
});
