import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "#app/use-session.ts";
import { errorText } from "#i18n/error-text.ts";
import { useI18n } from "#i18n/index.tsx";
import { Skeleton } from "#kit/skeleton/skeleton.tsx";
import { errorCode } from "#wire/errors.ts";
import { releasesQuery } from "./api.ts";
import styles from "./card.module.css";

/** When what is on hold becomes available, day by day; asked for when it is opened. */
export function Releases({ id }: { id: number }) {
  const { t, f } = useI18n();
  const session = useSession();
  const [open, setOpen] = useState(false);
  const { data, error } = useQuery({ ...releasesQuery(session, id), enabled: open });
  const words = t.participants.facts;
  return (
    <details
      className={styles.releases}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      data-testid="releases"
    >
      <summary>{words.releases}</summary>
      {error !== null && <p role="alert">{errorText(t, errorCode(error))}</p>}
      {open && data === undefined && error === null && <Skeleton width="half" />}
      <dl className={styles.facts}>
        {data?.days?.map(({ at, points }) => (
          <div key={at} className={styles.fact}>
            <dt>{f.date(at)}</dt>
            <dd>{f.points(points)}</dd>
          </div>
        ))}
        {data?.undated !== undefined && (
          <div className={styles.fact}>
            <dt>{words.undated}</dt>
            <dd>{f.points(data.undated)}</dd>
          </div>
        )}
      </dl>
      {data?.cut && <p>{words.releasesCut}</p>}
    </details>
  );
}
