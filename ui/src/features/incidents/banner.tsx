import { Link } from "@tanstack/react-router";
import { Notice } from "#kit/notice/notice.tsx";
import styles from "./incidents.module.css";
import { useOpenIncidents } from "./incidents.ts";
import { useIncidentsTexts } from "./texts.ts";
import { nameOf } from "./words.ts";

/** Above every page, while something is wrong. */
export function IncidentsBanner() {
  const own = useIncidentsTexts();
  const open = useOpenIncidents();
  const [first] = open;
  if (first === undefined) return null;
  return (
    <div className={styles.banner}>
      <Notice
        kind="error"
        title={open.length === 1 ? nameOf(own, first) : own.now(open.length)}
        action={
          <Link to="/incidents" className={styles.look}>
            {own.look}
          </Link>
        }
        testid="incidents-banner"
      />
    </div>
  );
}
