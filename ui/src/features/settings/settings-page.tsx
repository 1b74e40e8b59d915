import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { Suspense } from "react";
import { Failed } from "#app/failed.tsx";
import { useSession } from "#app/use-session.ts";
import { useTitle } from "#app/use-title.ts";
import { part } from "#data/code.ts";
import { useInSight } from "#kit/in-sight.ts";
import { Page } from "#kit/page/page.tsx";
import { Skeleton } from "#kit/skeleton/skeleton.tsx";
import { errorCode } from "#wire/errors.ts";
import { Admins } from "./admins/admins.tsx";
import { settingsQuery } from "./api.ts";
import { Cabinets } from "./cabinets/cabinets.tsx";
import { SettingsForm } from "./form.tsx";
import { SHEETS, type Sheet } from "./search.ts";
import styles from "./settings.module.css";
import { useSettingsTexts } from "./texts.ts";

// A long table, seldom looked at.
const History = part(() => import("./history.tsx"));

/** Everything that can be set, a sheet for each subject. */
export function SettingsPage() {
  const own = useSettingsTexts();
  const session = useSession();
  const { sheet } = useSearch({ from: "/shell/settings" });
  useTitle(own.title);
  const sheets = SHEETS.filter(
    (one) =>
      (one !== "admins" || session.may("admins.list")) &&
      (one !== "ozon" || session.may("cabinets.list")),
  );
  const line = useInSight<HTMLElement>(`${sheet} of ${sheets.length}`);
  return (
    <Page title={own.title}>
      <div className={styles.columns}>
        <nav ref={line} className={styles.nav} aria-label={own.sheetsLabel}>
          {sheets.map((one) => (
            <Link
              key={one}
              to="/settings"
              search={{ sheet: one }}
              className={styles.link}
              activeOptions={{ includeSearch: true }}
              activeProps={{}}
              aria-current={one === sheet ? "page" : undefined}
              data-testid={`sheet-${one}`}
            >
              {own.sheets[one]}
            </Link>
          ))}
        </nav>
        <div className={styles.sheet}>
          <Suspense fallback={<Skeleton width="half" tall />}>
            <SheetOf sheet={sheet} />
          </Suspense>
        </div>
      </div>
    </Page>
  );
}

function SheetOf({ sheet }: { sheet: Sheet }) {
  const own = useSettingsTexts();
  const session = useSession();
  const { data, error, refetch } = useQuery(settingsQuery(session));
  if (sheet === "ozon") return <Cabinets />;
  if (sheet === "admins") return <Admins />;
  if (sheet === "history") return <History />;
  if (data === undefined && error !== null) {
    return <Failed title={own.failed} code={errorCode(error)} onRetry={() => refetch()} />;
  }
  if (data === undefined) return <Skeleton width="half" tall />;
  return <SettingsForm view={data} group={sheet} />;
}
