// Logging in, step by step. With the bot: the server gives a number and a link, a person presses that
// number in Telegram, and this page asks once a second whether it has happened. With a ticket: one
// request decides.
import { useCallback, useEffect, useState } from "react";
import * as v from "valibot";
import { PostError, post } from "../post.ts";

export type Failure =
  | "refused"
  | "expired"
  | "ticketExpired"
  | "blocked"
  | "noBot"
  | "tooMany"
  | "failed";

export interface Attempt {
  attempt: string;
  number: number;
  link: string;
  expires: number;
}

export type Step =
  | { name: "starting" }
  | { name: "ticket" }
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

export function useLogin(ticket: string | undefined, blocked: boolean) {
  const [step, setStep] = useState<Step>(() => {
    if (ticket !== undefined) return { name: "ticket" };
    return blocked ? { name: "failed", why: "blocked" } : { name: "starting" };
  });
  const again = useCallback(() => setStep({ name: "starting" }), []);

  useEffect(() => {
    const stop = new AbortController();
    const report = (next: Step): void => {
      if (!stop.signal.aborted) setStep(next);
    };
    if (step.name === "ticket") trade(ticket ?? "", stop.signal).then(report, ignoreAbort);
    if (step.name === "starting") begin(stop.signal).then(report, ignoreAbort);
    if (step.name === "waiting") follow(step.attempt, stop.signal).then(report, ignoreAbort);
    return () => stop.abort();
  }, [step, ticket]);

  return { step, again };
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
