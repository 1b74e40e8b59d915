// Which ways in there are: the server says so.
import { useEffect, useState } from "react";
import * as v from "valibot";
import { get } from "../post.ts";

const schema = v.object({ bot: v.boolean(), telegram: v.boolean(), widget: v.boolean() });

export type Ways = v.InferOutput<typeof schema>;

/** While it cannot be said, the bot's: asking for that tells what is wrong. */
const USUAL: Ways = { bot: true, telegram: false, widget: false };

export function useWays(): Ways | undefined {
  const [ways, setWays] = useState<Ways>();
  useEffect(() => {
    const stop = new AbortController();
    get("/auth/ways", schema, stop.signal).then(setWays, () => {
      if (!stop.signal.aborted) setWays(USUAL);
    });
    return () => stop.abort();
  }, []);
  return ways;
}
