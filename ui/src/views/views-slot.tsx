import { Suspense } from "react";
import { part } from "#data/code.ts";
import type { Props } from "./views-button.tsx";

const ViewsButton = part(() => import("./views-button.tsx"));

/** At the head of a table; it comes a moment after its page. */
export function Views(props: Props) {
  return (
    <Suspense>
      <ViewsButton {...props} />
    </Suspense>
  );
}
