import { X } from "lucide-react";
import { useSyncExternalStore } from "react";
import { useOnline, useSession } from "#app/use-session.ts";
import { errorText } from "#i18n/error-text.ts";
import { useI18n } from "#i18n/index.tsx";
import { Button, IconButton } from "#kit/button/button.tsx";
import { toast } from "#kit/toast/toast.tsx";
import { errorCode, errorName } from "#wire/errors.ts";
import { type DeedJob, DeedState } from "#wire/protocol.ts";
import { isRunning, makeDeeds } from "./deeds.ts";
import styles from "./many.module.css";
import { useManyTexts } from "./texts.ts";

/** Each until it is closed: how far it has come, or how it ended. */
export default function DeedsList() {
  const deeds = useSession().get(makeDeeds);
  const jobs = useSyncExternalStore(deeds.onChange, () => deeds.jobs);
  const lost = useSyncExternalStore(deeds.onChange, () => deeds.lost);
  if (jobs.length === 0 && lost.length === 0) return null;
  return (
    <ul className={styles.deeds} data-testid="deeds">
      {jobs.map((job) => (
        <Deed key={job.id} job={job} state={stateName(job)} />
      ))}
      {lost.map((job) => (
        <Deed key={job.id} job={job} state="lost" />
      ))}
    </ul>
  );
}

function Deed({ job, state }: { job: DeedJob; state: keyof typeof DeedState | "lost" }) {
  const { t, f } = useI18n();
  const words = useManyTexts();
  const online = useOnline();
  const deeds = useSession().get(makeDeeds);
  const running = isRunning(job) && state !== "lost";
  const end = (): void => {
    deeds.end(job).catch((error) => toast("error", words.stop, errorText(t, errorCode(error))));
  };
  const { total, done = 0, same = 0, refused = 0, refusals = [], blocked = false } = job;
  const deed = blocked ? words.block : words.unblock;
  return (
    <li className={styles.deed} data-testid="deed" data-state={state}>
      <div className={styles.line}>
        <span role="status" className={styles.text}>
          {state !== "running" && state !== "done" && <strong>{words.states[state]} </strong>}
          {running
            ? deed.running(
                f.count(done + same + refused),
                total === undefined ? undefined : f.count(total),
              )
            : deed.done(f.count(done), done)}
          {!running && same > 0 && ` ${deed.same(f.count(same))}`}
          {!running && refused > 0 && ` ${words.refused(f.count(refused))}`}
          {state === "failed" && ` ${errorText(t, errorName(job.error ?? 0))}.`}
          {(state === "failed" || state === "lost") && ` ${words.again}`}
        </span>
        {running ? (
          <Button small disabled={!online} onClick={end} data-testid="deed-stop">
            {words.stop}
          </Button>
        ) : (
          <IconButton bare label={t.app.close} onClick={end} data-testid="deed-close">
            <X aria-hidden="true" />
          </IconButton>
        )}
      </div>
      {running && (
        <progress
          className={styles.progress}
          aria-label={deed.open}
          max={total}
          value={total === undefined ? undefined : done + same + refused}
        />
      )}
      {!running && refusals.length > 0 && (
        <ul className={styles.refusals}>
          {refusals.map(({ participant, error }) => (
            <li key={participant}>
              {words.refusal(String(participant), errorText(t, errorName(error)))}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function stateName(job: DeedJob): keyof typeof DeedState {
  const names = Object.keys(DeedState) as (keyof typeof DeedState)[];
  return names.find((name) => DeedState[name] === job.state) ?? "failed";
}
