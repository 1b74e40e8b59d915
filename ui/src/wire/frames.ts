// Frames of the websocket: msgpack arrays.
//
//   request  [id, op, argument]         or, for a method that writes, [id, op, argument, key]
//   answer   [id, 0, result]            or [id, code, detail]
//   push     [0, topic, seq, payload]   a payload of nil is a gap
//
// What comes may be several of them in one frame, one after another.
//
// What comes in is checked before anything believes it: shape, and that every integer is one that
// JavaScript holds exactly. The library rounds larger ones in silence, and reads floats.
import { decodeMulti, encode } from "@msgpack/msgpack";
import { WireError } from "./errors.ts";

export type Frame =
  | { kind: "answer"; id: number; code: number; body: unknown }
  | { kind: "push"; topic: string; seq: number; payload: unknown };

const DEPTH_MAX = 16;

export function writeRequest(id: number, op: number, argument: unknown, key?: string): Uint8Array {
  checkNumbers(argument, 0);
  return encode(key === undefined ? [id, op, argument] : [id, op, argument, key]);
}

export function readFrames(data: unknown): Frame[] {
  if (!(data instanceof ArrayBuffer)) throw new WireError("garbled", "a frame that is not binary");
  let values: unknown[];
  try {
    values = [...decodeMulti(data)];
  } catch (error) {
    throw new WireError("garbled", error instanceof Error ? error.message : "not msgpack");
  }
  return values.map(readValue);
}

function readValue(value: unknown): Frame {
  if (!Array.isArray(value)) throw new WireError("garbled", "a frame that is not an array");
  checkNumbers(value, 0);
  const [id, second, third, fourth] = value as unknown[];
  if (id === 0) return readPush(second, third, fourth);
  if (typeof id !== "number" || id < 0 || typeof second !== "number") {
    throw new WireError("garbled", "a frame without an id or a code");
  }
  return { kind: "answer", id, code: second, body: third };
}

function readPush(topic: unknown, seq: unknown, payload: unknown): Frame {
  if (typeof topic !== "string") throw new WireError("garbled", "a push without a topic");
  if (typeof seq !== "number") throw new WireError("garbled", "a push without a number");
  return { kind: "push", topic, seq, payload: payload ?? null };
}

function checkNumbers(value: unknown, depth: number): void {
  if (depth > DEPTH_MAX) throw new WireError("garbled", "nested too deeply");
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new WireError("garbled", "a number that is not exact");
  } else if (Array.isArray(value)) {
    for (const item of value) checkNumbers(item, depth + 1);
  } else if (value !== null && typeof value === "object" && !(value instanceof Uint8Array)) {
    for (const item of Object.values(value)) checkNumbers(item, depth + 1);
  }
}
