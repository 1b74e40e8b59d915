// A dialogue between a participant and the operators, as this page knows it: the newest messages,
// older ones on demand, what is being sent, and the draft. Messages are numbered 1, 2, 3 …, so the
// order and what is missing are plain.
import type { Session } from "#app/session.ts";
import { cleanLine, cleanText } from "#data/clean.ts";
import { type ErrorName, errorCode } from "#wire/errors.ts";
import { AttachmentKind, Author, type ConversationKind, type MessageRow } from "#wire/protocol.ts";
import { newKey, type Wire } from "#wire/wire.ts";

const PAGE = 50;

/** What hangs on a message; the bytes stay with Telegram. */
export interface Attached {
  /** Where this page gets them; "": they are not to be had. */
  path: string;
  /** Another one if it was replaced. */
  file: string;
  kind: keyof typeof AttachmentKind;
  n: number;
  /** Of the file, as whoever sent it says; "" or 0 if they do not. */
  name: string;
  mime: string;
  size: number;
}

export interface Message {
  conversation: number;
  n: number;
  at: number;
  author: keyof typeof Author;
  by: string;
  text: string;
  fromTelegram: boolean;
  delivered: boolean;
  attached: Attached | undefined;
  /** Among operators: the participant never sees it. */
  note: boolean;
  edited: boolean;
}

/** What a message was before an edit. */
export interface Wording {
  at: number;
  text: string;
  attached: Attached | undefined;
}

/** On its way, or stuck; a repetition carries the same key and cannot arrive twice. */
export interface Outgoing {
  key: string;
  text: string;
  at: number;
  state: "sending" | "failed";
  error?: ErrorName;
  /** The last message that was there when it was written. */
  after: number;
}

export interface Snapshot {
  messages: readonly Message[];
  outgoing: readonly Outgoing[];
  older: "none" | "some" | "loading";
}

export class Conversation {
  readonly id: number;
  readonly kind: keyof typeof ConversationKind;
  /** What is written but not sent; survives walking through the list. */
  draft = "";
  private readonly wire: Wire;
  private current: Snapshot = { messages: [], outgoing: [], older: "none" };
  private readonly listeners = new Set<() => void>();

  constructor(wire: Wire, id: number, kind: keyof typeof ConversationKind) {
    this.wire = wire;
    this.id = id;
    this.kind = kind;
  }

  get snapshot(): Snapshot {
    return this.current;
  }

  readonly onChange = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Live until the returned function is called. */
  watch(): () => void {
    return this.wire.live(`chat:${this.id}`, "message_row", {
      push: (row) => this.merge([row]),
      gap: () => {
        // Without an answer there is no connection; the next one asks again.
        this.reload().catch(() => {});
      },
    });
  }

  /** A page of messages without a hole in it; what lies before a hole is forgotten. */
  merge(rows: readonly MessageRow[]): void {
    const first = rows[0];
    if (first === undefined) return;
    const { messages } = this.current;
    const last = messages.at(-1)?.n ?? 0;
    const known = first.n > last + 1 && last > 0 ? [] : messages;
    const byN = new Map(known.map((message) => [message.n, message]));
    for (const row of rows) byN.set(row.n, toMessage(row));
    const merged = [...byN.values()].sort((a, b) => a.n - b.n);
    this.show({ messages: merged, outgoing: withoutArrived(this.current.outgoing, merged) });
  }

  async loadOlder(): Promise<void> {
    const before = this.current.messages[0]?.n;
    if (this.current.older !== "some" || before === undefined) return;
    this.show({ older: "loading" });
    try {
      const page = await this.wire.request("conversation.messages", {
        id: this.id,
        before,
        limit: PAGE,
      });
      this.show({ older: "some" });
      this.merge(page.messages ?? []);
    } catch (error) {
      this.show({ older: "some" });
      throw error;
    }
  }

  send(text: string): void {
    const item: Outgoing = {
      key: newKey(),
      text: cleanText(text).trim(),
      at: this.wire.now(),
      state: "sending",
      after: this.current.messages.at(-1)?.n ?? 0,
    };
    if (item.text === "") return;
    this.show({ outgoing: [...this.current.outgoing, item] });
    this.transmit(item);
  }

  retry(key: string): void {
    const item = this.current.outgoing.find((each) => each.key === key);
    if (item === undefined || item.state === "sending") return;
    this.change(key, { state: "sending" });
    this.transmit(item);
  }

  discard(key: string): void {
    this.show({ outgoing: this.current.outgoing.filter((each) => each.key !== key) });
  }

  private async transmit({ key, text }: Outgoing): Promise<void> {
    try {
      const row = await this.wire.request("conversation.write", { id: this.id, text }, key);
      this.discard(key);
      this.merge([row]);
    } catch (error) {
      this.change(key, { state: "failed", error: errorCode(error) });
    }
  }

  private async reload(): Promise<void> {
    const page = await this.wire.request("conversation.messages", { id: this.id, limit: PAGE });
    this.merge(page.messages ?? []);
  }

  private change(key: string, change: Partial<Outgoing>): void {
    const outgoing = this.current.outgoing.map((item) =>
      item.key === key ? { ...item, ...change } : item,
    );
    this.show({ outgoing });
  }

  private show(change: Partial<Snapshot>): void {
    const next = { ...this.current, ...change };
    const first = next.messages[0]?.n ?? 1;
    if (first <= 1) next.older = "none";
    else if (next.older === "none") next.older = "some";
    this.current = next;
    for (const listener of [...this.listeners]) listener();
  }
}

/** The conversations of a session, each one object. */
export function createConversations(
  session: Session,
): (id: number, kind: keyof typeof ConversationKind) => Conversation {
  const known = new Map<number, Conversation>();
  return (id, kind) => {
    const conversation = known.get(id) ?? new Conversation(session.wire, id, kind);
    known.set(id, conversation);
    return conversation;
  };
}

/** The push of a message may come before the answer to its writing: then it is on the page already. */
function withoutArrived(outgoing: readonly Outgoing[], messages: readonly Message[]): Outgoing[] {
  const taken = new Set<number>();
  return outgoing.filter((item) => {
    const arrived = messages.find(
      (m) => m.n > item.after && m.author === "operator" && m.text === item.text && !taken.has(m.n),
    );
    if (arrived === undefined || item.state === "failed") return true;
    taken.add(arrived.n);
    return false;
  });
}

const AUTHORS = new Map(
  (Object.keys(Author) as (keyof typeof Author)[]).map((name) => [Author[name], name]),
);

const ATTACHMENTS = new Map<number, keyof typeof AttachmentKind>(
  (Object.keys(AttachmentKind) as (keyof typeof AttachmentKind)[]).map((name) => [
    AttachmentKind[name],
    name,
  ]),
);

type Hung = Pick<MessageRow, "attachment" | "conversation" | "n" | "bot">;

function toAttached(hung: Hung, wording?: number): Attached | undefined {
  const { attachment, conversation, n, bot } = hung;
  const path = ["/files", conversation, n, ...(wording === undefined ? [] : [wording])].join("/");
  return (
    attachment && {
      path: attachment.file && bot ? path : "",
      file: attachment.file ?? "",
      kind: ATTACHMENTS.get(attachment.kind) ?? "other",
      n,
      name: cleanLine(attachment.name),
      mime: attachment.mime ?? "",
      size: attachment.size ?? 0,
    }
  );
}

function toMessage(row: MessageRow): Message {
  return {
    conversation: row.conversation,
    n: row.n,
    at: row.at,
    author: AUTHORS.get(row.author) ?? "system",
    by: cleanLine(row.by),
    text: cleanText(row.text),
    fromTelegram: row.bot !== undefined,
    delivered: row.delivered ?? false,
    attached: toAttached(row),
    note: row.note ?? false,
    edited: row.edited !== undefined,
  };
}

/** Oldest first; what the message is now is none of them. */
export function toWordings(row: MessageRow): Wording[] {
  return (row.wordings ?? []).map(({ at, text, attachment }) => ({
    at,
    text: cleanText(text),
    attached: attachment && toAttached({ ...row, attachment }, at),
  }));
}
