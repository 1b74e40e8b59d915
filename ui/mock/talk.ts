// One websocket of the mock: the gateway's own ops, and the methods that the page asks for.
import { decode, encode } from "@msgpack/msgpack";
import type { WebSocket } from "ws";
import { decodeMessage } from "../src/wire/codec.ts";
import { WireError } from "../src/wire/errors.ts";
import {
  Author,
  ErrorCode,
  METHODS,
  type MethodName,
  OPS,
  ParticipantStatus,
  type PayoutsArgs,
  PROTOCOL_VERSION,
} from "../src/wire/protocol.ts";
import type { Server } from "./server.ts";
import { type Admin, Refusal } from "./world.ts";

export class Talk {
  readonly admin: Admin;
  readonly topics = new Set<string>();
  looking: number | undefined;
  private readonly socket: WebSocket;
  private readonly server: Server;

  constructor(server: Server, socket: WebSocket, admin: Admin) {
    this.server = server;
    this.socket = socket;
    this.admin = admin;
    socket.on("message", (data: Buffer) => this.heard(data));
    socket.on("close", () => server.left(this));
  }

  push(topic: string, seq: number, payload: unknown): void {
    if (this.topics.has(topic)) this.socket.send(encode([0, topic, seq, payload]));
  }

  close(code: number): void {
    this.socket.close(code);
  }

  private async heard(data: Buffer): Promise<void> {
    const [id, op, argument, key] = decode(data) as [number, number, object, string?];
    await this.server.pause();
    if (this.server.silent) return;
    try {
      const done = key === undefined ? undefined : this.server.answers.get(key);
      const result = done ?? this.answer(op, argument);
      if (key !== undefined) this.server.answers.set(key, result);
      this.socket.send(encode([id, 0, result]));
      if (op === OPS.sub.id) this.server.replay(this, argument);
    } catch (error) {
      if (error instanceof Refusal) this.socket.send(encode([id, error.code, error.message]));
      else if (error instanceof WireError) {
        this.socket.send(encode([id, ErrorCode.BAD_REQUEST, error.message]));
      } else throw error;
    }
  }

  private answer(op: number, argument: object): object {
    switch (op) {
      case OPS.hello.id:
        return {
          me: {
            admin: this.admin.id,
            name: this.admin.name,
            rights: this.admin.rights,
            expires: Date.now() + 43_200_000,
          },
          protocol: PROTOCOL_VERSION,
          serverBuild: "mock",
          tz: "Europe/Moscow",
          limits: {
            frame: 65_536,
            rate: 50,
            burst: 200,
            outstanding: 64,
            topics: 64,
            presence: 20_000,
          },
        };
      case OPS.sub.id:
        this.topics.add(decodeMessage("sub_args", argument).topic);
        return { seq: this.server.world.seq };
      case OPS.unsub.id:
        this.topics.delete(decodeMessage("unsub_args", argument).topic);
        return {};
      case OPS.presence.id:
        this.server.looks(this, decodeMessage("look_args", argument).payout);
        return {};
      case OPS.ping.id:
        return { at: Date.now() };
      default:
        return this.method(op, argument);
    }
  }

  private method(op: number, argument: object): object {
    const name = (Object.keys(METHODS) as MethodName[]).find((each) => METHODS[each].id === op);
    if (name === undefined) throw new Refusal(ErrorCode.NOT_FOUND, "no such method");
    if ((METHODS[name].rights & this.admin.rights) === 0) {
      throw new Refusal(ErrorCode.FORBIDDEN, "rights");
    }
    const { world } = this.server;
    switch (name) {
      case "payouts.list":
        return this.list(decodeMessage("payouts_args", argument));
      case "payout.card":
        return this.card(decodeMessage("payout_key", argument).payout);
      case "payout.move":
        return world.move(this.admin, decodeMessage("payout_move_args", argument));
      case "payout.claim":
        return world.claim(this.admin, decodeMessage("payout_claim_args", argument));
      case "conversation.write": {
        const { id = 0, text } = decodeMessage("write_args", argument);
        const row = world.say(id, Author.operator, this.admin.name, text);
        setTimeout(() => world.delivered(id, row.n), 700);
        return row;
      }
      case "conversation.messages": {
        const {
          id,
          before = Number.MAX_SAFE_INTEGER,
          limit,
        } = decodeMessage("messages_args", argument);
        const older = (world.messages.get(id) ?? []).filter((row) => row.n < before);
        return { messages: older.slice(-limit) };
      }
      default:
        throw new Refusal(ErrorCode.REFUSED, "the mock does not do that");
    }
  }

  private list({ states = [], before = Number.MAX_SAFE_INTEGER, limit }: PayoutsArgs): object {
    const { payouts } = this.server.world;
    const wanted = payouts
      .filter((row) => row.id < before && (states.length === 0 || states.includes(row.state)))
      .reverse();
    const rows = wanted.slice(0, limit);
    const counts = [1, 2, 3, 4, 5].map((state) => ({
      state,
      count: payouts.filter((row) => row.state === state).length,
    }));
    return { rows, counts, ...(wanted.length > limit && { next: rows.at(-1)?.id }) };
  }

  private card(id: number): object {
    const { world } = this.server;
    const row = world.payout(id);
    const person = world.person(row.participant);
    return {
      row,
      who: {
        ...person,
        lang: 1,
        status: ParticipantStatus.active,
        proven: true,
        total: person.available + person.held + person.reserved,
      },
      history: world.history.get(id),
      messages: (world.messages.get(person.id) ?? []).slice(-100),
      room: { id: person.id, kind: 1, tg: person.tg },
    };
  }
}
