// Files: what bots upload or name, photos with their sizes, and download.
import { badRequest } from "./errors.ts";
import type { Call } from "./api/call.ts";
import type { Bot, StoredFile, World } from "./world.ts";
import type { Document, PhotoSize, Video } from "./wire.ts";

const DOWNLOAD_BYTES_MAX = 20 << 20;
const FETCH_MS = 5000;

/** The file that a parameter means: a part of the form, attach://part, a file_id or an address. */
async function source(call: Call, value: string, folder: string, part?: string): Promise<StoredFile> {
  const upload = (part === undefined ? undefined : call.uploads.get(part))
    ?? (value.startsWith("attach://") ? call.uploads.get(value.slice(9)) : undefined);
  if (upload) {
    if (upload.bytes.length === 0) throw badRequest("file must be non-empty");
    return call.world.storeFile(call.bot, upload, folder);
  }
  const known = call.bot.files.get(value);
  if (known) return known;
  if (/^https?:\/\//i.test(value)) return call.world.storeFile(call.bot, await fetched(value), folder);
  throw badRequest("wrong file identifier/HTTP URL specified");
}

/** Only addresses of this machine: the simulated world has no outside. */
async function fetched(address: string): Promise<{ name: string; mime: string; bytes: Buffer }> {
  const url = new URL(address);
  if (!["127.0.0.1", "[::1]", "localhost"].includes(url.hostname)) throw badRequest("failed to get HTTP URL content");
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_MS), redirect: "error" });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const mime = response.headers.get("content-type")?.split(";")[0] ?? "application/octet-stream";
    return { name: url.pathname.split("/").at(-1) || "file", mime, bytes: Buffer.from(await response.arrayBuffer()) };
  } catch {
    throw badRequest("failed to get HTTP URL content");
  }
}

export async function readPhoto(call: Call, value: string, part?: string): Promise<PhotoSize[]> {
  return photoSizes(await source(call, value, "photos", part));
}

export async function readFile(call: Call, value: string, folder: string, part?: string): Promise<Document> {
  return documentOf(await source(call, value, folder, part));
}

export async function readVideo(call: Call, value: string): Promise<Video> {
  return videoOf(await source(call, value, "videos"));
}

export function photoSizes(file: StoredFile): PhotoSize[] {
  const size = imageSize(file.bytes);
  if (!size) throw badRequest("IMAGE_PROCESS_FAILED");
  if (size.width + size.height > 10_000 || Math.max(size.width, size.height) > 20 * Math.min(size.width, size.height))
    throw badRequest("PHOTO_INVALID_DIMENSIONS");
  return [{ file_id: file.id, file_unique_id: file.unique, ...size, file_size: file.bytes.length }];
}

export function documentOf(file: StoredFile): Document {
  return { file_id: file.id, file_unique_id: file.unique, file_name: file.name, mime_type: file.mime, file_size: file.bytes.length };
}

export function videoOf(file: StoredFile): Video {
  return { ...documentOf(file), width: 640, height: 360, duration: 5 };
}

/** Width and height of a PNG or JPEG; undefined for anything else. */
export function imageSize(bytes: Buffer): { width: number; height: number } | undefined {
  if (bytes.length >= 24 && bytes.readUInt32BE(0) === 0x89504e47) return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; at += 2 + bytes.readUInt16BE(at + 2)) {
    const mark = bytes[at + 1]!;
    if (mark >= 0xc0 && mark <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(mark))
      return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
  }
  return undefined;
}

export function getFile(call: Call): object {
  const file = call.bot.files.get(call.text("file_id") ?? "");
  if (!file) throw badRequest("invalid file_id");
  if (file.bytes.length > DOWNLOAD_BYTES_MAX) throw badRequest("file is too big");
  return { file_id: file.id, file_unique_id: file.unique, file_size: file.bytes.length, file_path: file.path };
}

export function fileAt(bot: Bot, path: string): StoredFile | undefined {
  for (const file of bot.files.values()) if (file.path === path) return file;
  return undefined;
}

/** For the page: a file by its id, whichever bot holds it. */
export function fileById(world: World, id: string): StoredFile | undefined {
  for (const bot of world.bots.values()) {
    const file = bot.files.get(id);
    if (file) return file;
  }
  return undefined;
}
