import { afterEach, describe, expect, it, vi } from "vitest";
import { ErrorCode } from "#wire/protocol.ts";
import { fetchFile, fileName } from "./file.ts";

const never = new AbortController().signal;

function answers(make: () => Promise<Response>): ReturnType<typeof vi.fn> {
  const fn = vi.fn(make);
  vi.stubGlobal("fetch", fn);
  return fn;
}

afterEach(() => vi.unstubAllGlobals());

describe("a file", () => {
  it("comes with the type that the server has read from it", async () => {
    answers(async () => new Response("abc", { headers: { "Content-Type": "image/png" } }));
    const blob = await fetchFile("/files/1/2", never);
    expect([blob.type, blob.size]).toEqual(["image/png", 3]);
  });

  it("that does not come says why, by the code of the server", async () => {
    const body = JSON.stringify({ error: ErrorCode.LIMIT, detail: "a file of more than 20 MB" });
    answers(async () => new Response(body, { status: 413 }));
    await expect(fetchFile("/files/1/2", never)).rejects.toMatchObject({ code: "limit" });
    answers(async () => new Response("<html>", { status: 502 }));
    await expect(fetchFile("/files/1/2", never)).rejects.toMatchObject({ code: "unknown" });
    answers(() => Promise.reject(new TypeError("failed to fetch")));
    await expect(fetchFile("/files/1/2", never)).rejects.toMatchObject({ code: "offline" });
  });

  it("that breaks off is not taken for a whole one", async () => {
    const broken = new ReadableStream({ pull: (to) => to.error(new TypeError("network error")) });
    answers(async () => new Response(broken));
    await expect(fetchFile("/files/1/2", never)).rejects.toMatchObject({ code: "garbled" });
  });

  it("waits until fewer than three are on their way, also behind one that failed", async () => {
    const pending: ((answer: Response | Error) => void)[] = [];
    const fn = answers(
      () =>
        new Promise((done, failed) => {
          pending.push((answer) => (answer instanceof Error ? failed(answer) : done(answer)));
        }),
    );
    const all = Array.from({ length: 5 }, (_, n) =>
      fetchFile(`/files/1/${n + 1}`, never).catch(() => undefined),
    );
    await vi.waitFor(() => expect(fn).toHaveBeenCalledTimes(3));
    pending[0]?.(new Error("gone"));
    pending[1]?.(new Response("b"));
    await vi.waitFor(() => expect(fn).toHaveBeenCalledTimes(5));
    for (const answer of pending.slice(2)) answer(new Response("c"));
    await Promise.all(all);
    answers(async () => new Response("later"));
    expect((await fetchFile("/files/1/9", never)).size).toBe(5);
  });

  it("that is wanted no more is not asked for when its turn comes", async () => {
    const pending: ((answer: Response) => void)[] = [];
    const fn = answers(() => new Promise((done) => pending.push(done)));
    const first = Array.from({ length: 3 }, () => fetchFile("/files/1/1", never));
    const left = new AbortController();
    const fourth = fetchFile("/files/1/4", left.signal);
    left.abort();
    await vi.waitFor(() => expect(pending).toHaveLength(3));
    for (const answer of pending) answer(new Response("a"));
    await Promise.all(first);
    await expect(fourth).rejects.toMatchObject({ name: "AbortError" });
    expect(fn).toHaveBeenCalledTimes(3);
  });

  it("without a name is called by what it is", () => {
    expect(fileName("receipt.pdf", "photo-1", "image/jpeg")).toBe("receipt.pdf");
    expect(fileName("", "photo-1", "image/jpeg")).toBe("photo-1.jpg");
    expect(fileName("", "video-2", "video/mp4")).toBe("video-2.mp4");
    expect(fileName("", "other-3", "application/octet-stream")).toBe("other-3.bin");
  });
});
