import { QueryClientProvider } from "@tanstack/react-query";
import { Outlet, useNavigate, useRouter } from "@tanstack/react-router";
import { CloudAlert, WifiOff } from "lucide-react";
import { Suspense, useEffect, useState } from "react";
import { part } from "#data/code.ts";
import { useI18n } from "#i18n/index.tsx";
import { Button } from "#kit/button/button.tsx";
import { Empty } from "#kit/empty/empty.tsx";
import { Toaster } from "#kit/toast/toast.tsx";
import { TooltipProvider } from "#kit/tooltip/tooltip.tsx";
import { Session } from "../session.ts";
import { installShortcuts } from "../shortcuts.ts";
import { allowSound } from "../sound.ts";
import { SessionContext, usePhase } from "../use-session.ts";
import { Header } from "./header.tsx";
import { SideMenu } from "./menu.tsx";
import styles from "./shell.module.css";

const IncidentsBanner = part(() =>
  import("#features/incidents/banner.tsx").then((module) => ({ default: module.IncidentsBanner })),
);

const RELOADED = "refsys.reloaded";
// A lost connection of a moment is nothing to shout about.
const BANNER_AFTER_MS = 1_500;

/** What surrounds every page of somebody who is logged in. */
export function Shell() {
  const { t } = useI18n();
  const [session] = useState(() => new Session());

  useEffect(() => {
    const { wire } = session;
    const hurry = (): void => wire.hurry();
    const onVisible = (): void => {
      if (document.visibilityState === "visible") wire.hurry();
    };
    wire.start();
    addEventListener("online", hurry);
    document.addEventListener("visibilitychange", onVisible);
    const stops = [installShortcuts(document), allowSound()];
    return () => {
      removeEventListener("online", hurry);
      document.removeEventListener("visibilitychange", onVisible);
      for (const stop of stops) stop();
      wire.stop();
    };
  }, [session]);

  return (
    <SessionContext value={session}>
      <QueryClientProvider client={session.queries}>
        <TooltipProvider delay={400}>
          <Toaster closeLabel={t.app.close}>
            <a className={styles.skip} href="#main">
              {t.app.skip}
            </a>
            <div className={styles.shell}>
              <Header />
              <SideMenu />
              <main id="main" tabIndex={-1} className={styles.main}>
                <OfflineBanner />
                <Suspense fallback={null}>
                  <IncidentsBanner />
                </Suspense>
                <Page />
              </main>
            </div>
          </Toaster>
        </TooltipProvider>
      </QueryClientProvider>
    </SessionContext>
  );
}

/** The page, or where its end leads. */
function Page() {
  const { t } = useI18n();
  const phase = usePhase();
  const navigate = useNavigate();
  const router = useRouter();
  const why = phase.name === "ended" ? phase.why : undefined;

  useEffect(() => {
    if (phase.name === "online") forgetReload();
    // Read at this moment: while we leave, the address is the login's already.
    const next = router.state.location.href;
    if (why === "login") navigate({ to: "/login", search: { next }, replace: true });
    if (why === "blocked") navigate({ to: "/login", search: { why }, replace: true });
    if (why === "outdated" && !reloadedOnce()) location.reload();
  }, [phase, why, router, navigate]);

  if (why === undefined) return <Outlet />;
  if (why !== "outdated") return null;
  return (
    <Empty
      icon={<CloudAlert aria-hidden="true" />}
      title={t.connection.outdated}
      action={
        <Button variant="primary" onClick={() => location.reload()}>
          {t.app.reload}
        </Button>
      }
    >
      {t.connection.outdatedText}
    </Empty>
  );
}

function OfflineBanner() {
  const { t } = useI18n();
  const offline = usePhase().name === "offline";
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!offline) {
      setShown(false);
      return;
    }
    const timer = setTimeout(() => setShown(true), BANNER_AFTER_MS);
    return () => clearTimeout(timer);
  }, [offline]);
  if (!shown) return null;
  return (
    <div className={styles.banner} role="alert" data-testid="offline-banner">
      <WifiOff aria-hidden="true" />
      {t.connection.banner}
    </div>
  );
}

/** True from the second time on: reloading did not bring the page of the server's release. */
function reloadedOnce(): boolean {
  try {
    if (sessionStorage.getItem(RELOADED) !== null) return true;
    sessionStorage.setItem(RELOADED, "1");
    return false;
  } catch {
    return true; // without storage we could reload for ever
  }
}

function forgetReload(): void {
  try {
    sessionStorage.removeItem(RELOADED);
  } catch {
    // No storage, nothing to forget.
  }
}
