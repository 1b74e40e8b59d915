// What belongs to the person who is logged in: the connection, who they are, and the stores of the
// pages, each made when first asked for. A page load has one session; logging in loads the page anew,
// so that nothing of one person is ever shown to another.
import type { QueryClient } from "@tanstack/react-query";
import { askAgain, createQueryClient } from "#data/query.ts";
import { METHODS, type Me, type MethodName, PROTOCOL_VERSION } from "#wire/protocol.ts";
import type { Channel } from "#wire/socket.ts";
import { Wire } from "#wire/wire.ts";

const SUBPROTOCOL = `refsys.v${PROTOCOL_VERSION}.msgpack`;
const PRESENCE_MS = 20_000;

export class Session {
  readonly wire: Wire;
  readonly queries: QueryClient = createQueryClient();
  private person: Me | undefined;
  private presence = PRESENCE_MS;
  private readonly listeners = new Set<() => void>();
  private readonly made = new Map<unknown, unknown>();

  constructor(open: () => Channel = openHere) {
    this.wire = new Wire({
      open,
      hello: () => ({ protocol: PROTOCOL_VERSION, gathers: true }),
      greeted: ({ me, limits }) => {
        this.presence = limits.presence;
        this.become(me);
        void askAgain(this.queries);
      },
      probe: whyRefused,
    });
    this.wire.live("session", "me", { push: (me) => this.become(me), gap: () => {} });
  }

  get me(): Me | undefined {
    return this.person;
  }

  /** How often to repeat what one looks at. */
  get presenceMs(): number {
    return this.presence;
  }

  may(method: MethodName): boolean {
    return ((this.person?.rights ?? 0) & METHODS[method].rights) !== 0;
  }

  /** The store that `make` makes: the same one every time. */
  get<T>(make: (session: Session) => T): T {
    if (!this.made.has(make)) this.made.set(make, make(this));
    return this.made.get(make) as T;
  }

  readonly onMe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private become(me: Me): void {
    this.person = me;
    for (const listener of [...this.listeners]) listener();
  }
}

function openHere(): Channel {
  const { protocol, host } = location;
  const url = `${protocol === "https:" ? "wss:" : "ws:"}//${host}/ws`;
  // A Channel but for its handlers, which it gives more than ours take.
  return new WebSocket(url, SUBPROTOCOL) as unknown as Channel;
}

/**
 * A refused handshake tells a browser nothing. If the server is there and well, what it misses is the
 * cookie of a session; if it is not, the socket just tries again.
 */
async function whyRefused(): Promise<"login" | undefined> {
  const answer = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(3_000) });
  return answer.ok ? "login" : undefined;
}
