import { useMemo } from "react";
import * as v from "valibot";
import { useI18n } from "#i18n/index.tsx";

/** What the server calls a reason. */
const REASON_MIN = 5;
/** Bytes that the protocol takes, in characters of two bytes. */
const TEXT_MAX = 1000;
const CLAIM_REASON_MAX = 500;

/** Rules for what operators write, with the words for what is wrong. */
export function useTexts() {
  const { t, f } = useI18n();
  return useMemo(() => {
    const words = t.form;
    const optional = v.pipe(
      v.string(),
      v.trim(),
      v.maxLength(TEXT_MAX, words.long(f.count(TEXT_MAX))),
    );
    return {
      optional,
      reason: v.pipe(optional, v.minLength(REASON_MIN, words.short(REASON_MIN))),
      claimReason: v.pipe(
        v.string(),
        v.trim(),
        v.minLength(REASON_MIN, words.short(REASON_MIN)),
        v.maxLength(CLAIM_REASON_MAX, words.long(f.count(CLAIM_REASON_MAX))),
      ),
      choose: words.choose,
    };
  }, [t, f]);
}
