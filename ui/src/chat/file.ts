// What hangs on a message, on its way to this page: asked for when it is wanted, a few at a time, whole
// or with the reason why not. Its type is what the server has read from its bytes.
import { type ErrorName, errorName, WireError } from "#wire/errors.ts";

const AT_ONCE = 3;
/** Longer than the server's own patience with a bot. */
const PATIENCE_MS = 10 * 60_000;

let running = 0;
const waiting: (() => void)[] = [];

/** Resolves when it is this one's turn; whoever was let in calls `leave`. */
async function enter(): Promise<void> {
  if (running >= AT_ONCE) await new Promise<void>((done) => waiting.push(done));
  else running += 1;
}

function leave(): void {
  const next = waiting.shift();
  if (next) next();
  else running -= 1;
}

export async function fetchFile(path: string, signal: AbortSignal): Promise<Blob> {
  await enter();
  try {
    signal.throwIfAborted();
    const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
    return await read(await ask(path, patience), signal);
  } finally {
    leave();
  }
}

async function ask(path: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(path, { credentials: "same-origin", cache: "no-store", signal });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new WireError("offline");
  }
}

async function read(response: Response, signal: AbortSignal): Promise<Blob> {
  if (!response.ok) throw new WireError(await reason(response));
  try {
    return await response.blob();
  } catch (error) {
    if (signal.aborted) throw error;
    throw new WireError("garbled", "it broke off");
  }
}

async function reason(response: Response): Promise<ErrorName> {
  const answer: unknown = await response.json().catch(() => undefined);
  const code = typeof answer === "object" && answer !== null && "error" in answer && answer.error;
  return typeof code === "number" ? errorName(code) : "unknown";
}

/** "image/jpeg" is "jpg": what a file is called that came without a name. */
const ENDINGS: Record<string, string> = { jpeg: "jpg", mpeg: "mp3" };

export function fileName(name: string, instead: string, type: string): string {
  const kind = /^(?:image|audio|video)\/(\w+)$/.exec(type)?.[1] ?? "bin";
  return name || `${instead}.${ENDINGS[kind] ?? kind}`;
}

/** As if the browser had been given a link to it. */
export function save(url: string, name: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
}
