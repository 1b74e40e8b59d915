// Logging in, step by step. With the bot: the server gives a number and a link, a person presses that
// number in Telegram, and this page asks once a second whether it has happened. With a ticket, or with
// what Telegram has signed: one request decides.
import { useCallback, useEffect, useState } from "react";
import * as v from "valibot";
import { PostError, post } from "../post.ts";
import type { Reason } from "./reasons.ts";
import type { Ways } from "./ways.ts";

export type Failure = Reason | "refused" | "expired" | "ticketExpired" | "noBot";

export interface Attempt {
  attempt: string;
  number: number;
  link: string;
  expires: number;
}

export type Step =
  | { name: "starting" }
  | { name: "ticket" }
  | { name: "signed" }
  | { name: "choice" }
  | ({ name: "waiting" } & Attempt)
  | { name: "done" }
  | { name: "failed"; why: Failure };

const POLL_MS = 1_000;

const attemptSchema = v.object({
  attempt: v.pipe(v.string(), v.maxLength(64)),
  number: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(99)),
  link: v.pipe(v.string(), v.maxLength(500), v.regex(/^https?:\/\//)),
  expires: v.pipe(v.number(), v.safeInteger()),
});
const resultSchema = v.object({ state: v.picklist(["waiting", "refused", "expired", "done"]) });

const signedSchema = v.object({
  state: v.picklist(["stranger", "blocked", "expired", "refused", "done"]),
});

/** What the address brought along: a one-time ticket, what Telegram signed, or why it did not work. */
export interface Brought {
  ticket?: string;
  signed?: string;
  why?: Reason;
}

function first({ ticket, signed, why }: Brought): Step {
  if (ticket !== undefined) return { name: "ticket" };
  if (signed === "false") return { name: "failed", why: "declined" };
  if (signed !== undefined) return { name: "signed" };
  return why === undefined ? { name: "starting" } : { name: "failed", why };
}

export function useLogin(brought: Brought, ways: Ways | undefined) {
  const [step, setStep] = useState<Step>(() => first(brought));
  const again = useCallback(() => setStep({ name: "starting" }), []);
  const { ticket = "", signed = "" } = brought;

  // Apart from the ways, which may come later: what counts once is not sent again because of them.
  useEffect(() => {
    const stop = new AbortController();
    const report = (next: Step): void => {
      if (!stop.signal.aborted) setStep(next);
    };
    if (step.name === "ticket") trade(ticket, stop.signal).then(report, ignoreAbort);
    if (step.name === "signed") show(signed, stop.signal).then(report, ignoreAbort);
    if (step.name === "waiting") follow(step.attempt, stop.signal).then(report, ignoreAbort);
    return () => stop.abort();
  }, [step, ticket, signed]);

  useEffect(() => {
    const stop = new AbortController();
    if (step.name !== "starting" || ways === undefined) return;
    if (ways.bot) {
      begin(stop.signal).then((next) => {
        if (!stop.signal.aborted) setStep(next);
      }, ignoreAbort);
    } else {
      const none = !ways.telegram && !ways.widget;
      setStep(none ? { name: "failed", why: "noBot" } : { name: "choice" });
    }
    return () => stop.abort();
  }, [step, ways]);

  return { step, again };
}

async function show(result: string, signal: AbortSignal): Promise<Step> {
  try {
    const { state } = await post("/auth/widget/finish", { result }, signedSchema, signal);
    if (state === "done") return { name: "done" };
    return { name: "failed", why: state === "expired" ? "late" : state };
  } catch (error) {
    return failure(error);
  }
}

async function begin(signal: AbortSignal): Promise<Step> {
  try {
    return { name: "waiting", ...(await post("/auth/begin", {}, attemptSchema, signal)) };
  } catch (error) {
    return failure(error);
  }
}

async function trade(ticket: string, signal: AbortSignal): Promise<Step> {
  try {
    const { state } = await post("/auth/ticket", { ticket }, resultSchema, signal);
    return state === "done" ? { name: "done" } : { name: "failed", why: "ticketExpired" };
  } catch (error) {
    if (error instanceof PostError && (error.status === 400 || error.status === 403)) {
      return { name: "failed", why: "ticketExpired" };
    }
    return failure(error);
  }
}

/** Until something is decided. A missing answer decides nothing: the next one may come. */
async function follow(attempt: string, signal: AbortSignal): Promise<Step> {
  for (;;) {
    await pause(POLL_MS, signal);
    if (document.visibilityState === "hidden") continue;
    try {
      const { state } = await post("/auth/finish", { attempt }, resultSchema, signal);
      if (state === "done") return { name: "done" };
      if (state !== "waiting") return { name: "failed", why: state };
    } catch (error) {
      if (!(error instanceof PostError)) throw error;
      if (error.status === 429) await pause(1_000 * Math.min(60, error.retryAfter || 5), signal);
      else if (error.status !== undefined && error.status < 500) return failure(error);
    }
  }
}

function failure(error: unknown): Step {
  if (!(error instanceof PostError)) throw error;
  if (error.status === 404) return { name: "failed", why: "noBot" };
  if (error.status === 429) return { name: "failed", why: "tooMany" };
  return { name: "failed", why: "failed" };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(new DOMException("left the page", "AbortError"));
    });
  });
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
}
