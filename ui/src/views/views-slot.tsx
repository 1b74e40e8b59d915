import { lazy, Suspense } from "react";
import type { Props } from "./views-button.tsx";

const ViewsButton = lazy(() => import("./views-button.tsx"));

/** At the head of a table; it comes a moment after its page. */
export function Views(props: Props) {
  return (
    <Suspense>
      <ViewsButton {...props} />
    </Suspense>
  );
}
