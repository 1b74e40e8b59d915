import { useNavigate } from "@tanstack/react-router";
import { useCommands } from "#app/palette/registry.ts";
import { usePayouts } from "./counts.ts";
import type { Tab } from "./search.ts";
import { usePayoutsTexts } from "./texts.ts";

/** J and K walk through the queue, Enter goes into the open request, Esc closes it. */
export function useQueueKeys(tab: Tab, id: number | undefined): void {
  const own = usePayoutsTexts();
  const store = usePayouts();
  const navigate = useNavigate();

  const step = (by: 1 | -1): void => {
    const ids = store.ids(tab);
    const at = id === undefined ? -1 : ids.indexOf(id);
    // From a request that has left the list: to its neighbour by number.
    const next =
      id === undefined || at >= 0
        ? ids[Math.max(0, at + by)]
        : ids[by === 1 ? ids.findIndex((each) => each < id) : ids.findLastIndex((e) => e > id)];
    if (next !== undefined) navigate({ to: "/payouts", search: { tab, id: next }, replace: true });
  };

  const { keys } = own;
  useCommands([
    { id: "next", title: keys.next, group: "page", keys: "j", run: () => step(1), keyOnly: true },
    {
      id: "previous",
      title: keys.previous,
      group: "page",
      keys: "k",
      run: () => step(-1),
      keyOnly: true,
    },
    {
      id: "into",
      title: keys.into,
      group: "page",
      keys: "enter",
      keyOnly: true,
      run: () => {
        if (id === undefined) step(1);
        else document.getElementById("payout-heading")?.focus();
      },
    },
    {
      id: "close",
      title: keys.close,
      group: "page",
      keys: "escape",
      keyOnly: true,
      run: () => navigate({ to: "/payouts", search: { tab } }),
    },
  ]);
}
