// A dictionary that comes with its page: what only one page says need not be there before it. Both
// languages come at once, which is a few kilobytes.
import { useI18n } from "./index.tsx";

export function ownTexts<T>(texts: { ru: T; en: T }): () => T {
  return () => texts[useI18n().lang];
}
