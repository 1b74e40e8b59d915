import { useSearch } from "@tanstack/react-router";
import { ExternalLink, ShieldCheck } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { useI18n } from "#i18n/index.tsx";
import { Button } from "#kit/button/button.tsx";
import { Notice } from "#kit/notice/notice.tsx";
import { Spinner } from "#kit/spinner/spinner.tsx";
import { useTitle } from "../use-title.ts";
import styles from "./login.module.css";
import { useLoginTexts } from "./texts.ts";
import { type Attempt, type Failure, useLogin } from "./use-login.ts";
import { keepWayBack, wayBack } from "./way-back.ts";
import { useWays, type Ways } from "./ways.ts";

/** Longer than that is not a countdown but a clock that differs from the server's. */
const COUNTDOWN_MAX_MS = 15 * 60_000;

export function LoginPage() {
  const { t } = useI18n();
  const own = useLoginTexts();
  const { next: asked, why } = useSearch({ strict: false });
  const [brought] = useState(() => ({ ...takeSecrets(), ...(why !== undefined && { why }) }));
  // Telegram sends the browser back without it.
  const returned = brought.why !== undefined || brought.signed !== undefined;
  const [next] = useState(() => asked ?? (returned ? wayBack() : undefined));
  const ways = useWays();
  const { step, again } = useLogin(brought, ways);
  useTitle(own.title);

  useEffect(() => {
    // A load of the page anew: nothing of an earlier person is left in its memory.
    if (step.name !== "done") return;
    keepWayBack(undefined);
    location.replace(next ?? "/");
  }, [step, next]);

  return (
    <main className={styles.page}>
      <section className={styles.card} aria-labelledby="login-title">
        <p className={styles.product}>{t.app.title}</p>
        <h1 id="login-title" className={styles.title}>
          {own.title}
        </h1>
        {step.name === "starting" && <Progress>{t.connection.connecting}</Progress>}
        {step.name === "ticket" && <Progress>{own.checking}</Progress>}
        {step.name === "signed" && <Progress>{own.checkingSigned}</Progress>}
        {step.name === "waiting" && <Waiting {...step} />}
        {step.name === "done" && (
          <p className={styles.progress} role="status" data-testid="login-done">
            <ShieldCheck aria-hidden="true" /> {own.done}
          </p>
        )}
        {step.name === "failed" && (
          <Failed
            why={step.why}
            again={ways?.bot === true || ways === undefined ? again : undefined}
          />
        )}
        {ways && CHOOSING.has(step.name) && (
          <Others ways={ways} first={step.name === "choice"} onLeave={() => keepWayBack(next)} />
        )}
      </section>
    </main>
  );
}

/** While nothing else is under way. */
const CHOOSING = new Set(["waiting", "choice", "failed"]);

/** Plain links: the server sends the browser to Telegram, and nothing of Telegram's runs here. */
function Others(props: { ways: Ways; first: boolean; onLeave: () => void }) {
  const { ways, first, onLeave } = props;
  const own = useLoginTexts();
  const quiet = first ? styles.link : styles.other;
  return (
    <>
      {ways.telegram && (
        <a className={quiet} href="/auth/telegram" onClick={onLeave} data-testid="login-telegram">
          {own.telegram}
        </a>
      )}
      {ways.widget && (
        <a className={quiet} href="/auth/widget" onClick={onLeave} data-testid="login-widget">
          {ways.telegram ? own.widget : own.telegram}
        </a>
      )}
    </>
  );
}

function Progress({ children }: { children: ReactNode }) {
  return (
    <p className={styles.progress} role="status">
      <Spinner /> {children}
    </p>
  );
}

function Waiting({ number, link, expires }: Attempt) {
  const own = useLoginTexts();
  const left = useCountdown(expires);
  return (
    <>
      <p className={styles.lead}>{own.lead}</p>
      <div className={styles.number}>
        <span className={styles.numberLabel}>{own.number}</span>
        <output className={styles.digits} data-testid="login-number">
          {String(number).padStart(2, "0")}
        </output>
      </div>
      <a
        className={styles.link}
        href={link}
        target="_blank"
        rel="noopener noreferrer"
        data-testid="login-link"
      >
        {own.open} <ExternalLink aria-hidden="true" />
      </a>
      <p className={styles.progress} role="status">
        <Spinner /> {own.waiting}
      </p>
      {left !== undefined && <p className={styles.left}>{own.left(left)}</p>}
    </>
  );
}

function Failed({ why, again }: { why: Failure; again: (() => void) | undefined }) {
  const own = useLoginTexts();
  return (
    <div data-testid="login-failed" data-why={why} className={styles.failed}>
      <Notice kind={why === "expired" ? "info" : "error"} title={own[why]}>
        {own[`${why}Text`]}
      </Notice>
      {again && (
        <Button variant="primary" wide onClick={again} data-testid="login-again">
          {why === "ticketExpired" || why === "blocked" ? own.start : own.again}
        </Button>
      )}
    </div>
  );
}

/** "4:59", or nothing when the clocks of page and server do not agree. */
function useCountdown(expires: number): string | undefined {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const left = expires - now;
  if (left < 0 || left > COUNTDOWN_MAX_MS) return undefined;
  const seconds = Math.floor(left / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/**
 * The one-time ticket of `/login#ticket=...` or `/login/ticket#...`, and what Telegram's older login
 * has signed, `/login#tgAuthResult=...`. They leave the address at once: the history of the browser is
 * no place for them.
 */
function takeSecrets(): Secrets {
  const { hash, pathname, search } = location;
  const found: Secrets = {};
  const signed = /^#tgAuthResult=(.+)$/.exec(hash)?.[1];
  const ticket = pathname.endsWith("/ticket")
    ? hash.slice(1).replace(/^ticket=/, "")
    : /^#ticket=(.+)$/.exec(hash)?.[1];
  if (signed !== undefined) found.signed = decodeURIComponent(signed);
  else if (ticket !== undefined && ticket !== "") found.ticket = decodeURIComponent(ticket);
  else return kept;
  history.replaceState(history.state, "", pathname + search);
  kept = found;
  return kept;
}

interface Secrets {
  ticket?: string;
  signed?: string;
}

// Rendering may start twice (React's strict mode), the address has it only once.
let kept: Secrets = {};
