// Who looks at which request now. The gateway tells the whole picture after a subscription and every
// change of it; what this page looks at it hears from us, again and again, and forgets otherwise.
import type { Session } from "#app/session.ts";
import { adminName } from "#i18n/names.ts";
import type { Looking } from "#wire/protocol.ts";

export interface Viewer {
  id: number;
  name: string;
}

const NOBODY: readonly Viewer[] = [];

export class Presence {
  private readonly session: Session;
  private readonly viewers = new Map<number, readonly Viewer[]>();
  private readonly listeners = new Set<() => void>();
  private looking: number | undefined;

  constructor(session: Session) {
    this.session = session;
    const { wire } = session;
    wire.live("payouts.presence", "looking", {
      push: (looking) => this.heard(looking),
      gap: () => {}, // the picture that follows a subscription is whole
    });
    wire.onPhase(() => {
      if (wire.phase.name === "online") this.say();
      else this.forget();
    });
    setInterval(() => this.say(), session.presenceMs);
    document.addEventListener("visibilitychange", () => this.say());
  }

  /** Colleagues, not oneself. */
  at(payout: number): readonly Viewer[] {
    return this.viewers.get(payout) ?? NOBODY;
  }

  readonly onChange = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  look(payout: number | undefined): void {
    if (payout === this.looking) return;
    this.looking = payout;
    this.tell();
  }

  private say(): void {
    if (this.looking !== undefined) this.tell();
  }

  private tell(): void {
    const { wire } = this.session;
    if (wire.phase.name !== "online") return;
    const seen = document.visibilityState === "visible" ? this.looking : undefined;
    // Unheard it is said again with the next beat.
    wire.say("presence", seen === undefined ? {} : { payout: seen }).catch(() => {});
  }

  private heard({ payout, viewers = [] }: Looking): void {
    const others = viewers
      .filter((viewer) => viewer.admin !== this.session.me?.admin)
      .map((viewer) => ({
        id: viewer.admin,
        name: adminName(viewer.admin, viewer.name),
      }));
    if (others.length > 0) this.viewers.set(payout, others);
    else this.viewers.delete(payout);
    this.announce();
  }

  private forget(): void {
    if (this.viewers.size === 0) return;
    this.viewers.clear();
    this.announce();
  }

  private announce(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

export const createPresence = (session: Session): Presence => new Presence(session);
