import { Ban, CircleCheck } from "lucide-react";
import { Suspense, useState, useSyncExternalStore } from "react";
import { useOnline, useSession } from "#app/use-session.ts";
import { part } from "#data/code.ts";
import { Button } from "#kit/button/button.tsx";
import { isRunning, makeDeeds } from "./deeds.ts";
import type { Chosen } from "./many-dialog.tsx";
import { useManyTexts } from "./texts.ts";

const ManyDialog = part(() => import("./many-dialog.tsx"));

interface Props {
  chosen: () => Chosen;
  count: number;
  onBegun: () => void;
}

/** What can be done with the participants who are chosen; one thing at a time. */
export default function ManyButtons({ chosen, count, onBegun }: Props) {
  const words = useManyTexts();
  const deeds = useSession().get(makeDeeds);
  const jobs = useSyncExternalStore(deeds.onChange, () => deeds.jobs);
  const online = useOnline();
  const [open, setOpen] = useState<{ chosen: Chosen; blocked: boolean }>();
  const running = jobs.some(isRunning);
  const button = (blocked: boolean) => (
    <Button
      small
      icon={blocked ? <Ban aria-hidden="true" /> : <CircleCheck aria-hidden="true" />}
      disabled={!online || running || count === 0}
      title={running ? words.oneAtATime : undefined}
      onClick={() => setOpen({ chosen: chosen(), blocked })}
      data-testid={blocked ? "many-block" : "many-unblock"}
    >
      {blocked ? words.block.open : words.unblock.open}
    </Button>
  );
  return (
    <>
      {button(true)}
      {button(false)}
      {open !== undefined && (
        <Suspense>
          <ManyDialog {...open} onClose={() => setOpen(undefined)} onBegun={onBegun} />
        </Suspense>
      )}
    </>
  );
}
