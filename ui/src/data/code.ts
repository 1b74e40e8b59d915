// Code that comes when it is first needed: pages, dialogs, tabs. While the server is away it is waited for, with what
// was on the screen still there.
import { lazy } from "react";

const AGAIN_MS = 1_000;
const RELOADED = "refsys.reloaded:";

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

/** A part of a page. From a server that answers and does not have it, being another build, the page comes anew, once. */
export const part: typeof lazy = (load) =>
  lazy(() => patiently(load).catch((error: unknown) => loadAnew(error)));

/** Until it does, nothing; the second time it is an error. */
export async function loadAnew(error: unknown, reload = () => location.reload()): Promise<never> {
  const key = RELOADED + String(error); // with the name of the file, which each build has of its own
  if (sessionStorage.getItem(key) !== null) throw error;
  sessionStorage.setItem(key, "1");
  reload();
  return await new Promise(() => {});
}

async function serverAnswers(): Promise<boolean> {
  return await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(3_000) }).then(
    (answer) => answer.ok,
    () => false,
  );
}
