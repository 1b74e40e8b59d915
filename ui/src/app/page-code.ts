// The code of a page comes when the page is first gone to. While the server is away it is waited for, with
// what was on the screen still there; the router alone would load everything anew, and find nobody to load
// it from. A server that answers and does not have the code is another build: then anew is right.
import { lazyRouteComponent } from "@tanstack/react-router";

const AGAIN_MS = 1_000;

export async function patiently<T>(
  load: () => Promise<T>,
  answers: () => Promise<boolean> = serverAnswers,
  pause: () => Promise<void> = () => new Promise((done) => setTimeout(done, AGAIN_MS)),
): Promise<T> {
  for (;;) {
    try {
      return await load();
    } catch {
      if (await answers()) return await load();
      await pause();
    }
  }
}

async function serverAnswers(): Promise<boolean> {
  return await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(3_000) }).then(
    (answer) => answer.ok,
    () => false,
  );
}

export const pageCode: typeof lazyRouteComponent = (load, name) =>
  lazyRouteComponent(() => patiently(load), name);
