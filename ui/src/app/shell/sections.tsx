// The sections of the panel: a new page adds a line here and a route in router.tsx. What the person
// may not read is not shown.
import {
  Activity,
  ChartNoAxesColumn,
  Coins,
  Headset,
  LayoutDashboard,
  ScrollText,
  Settings,
  Trophy,
  Undo2,
  UsersRound,
  Wallet,
} from "lucide-react";
import type { ComponentType } from "react";
import { part } from "#data/code.ts";
import { NewPayouts } from "#features/payouts/new-payouts.tsx";
import type { Dict } from "#i18n/ru.ts";
import type { MethodName } from "#wire/protocol.ts";

const WaitingRooms = part(() =>
  import("#features/support/waiting-rooms.tsx").then((module) => ({
    default: module.WaitingRooms,
  })),
);

const OpenIncidents = part(() =>
  import("#features/incidents/open-incidents.tsx").then((module) => ({
    default: module.OpenIncidents,
  })),
);

export interface Section {
  id: string;
  to:
    | "/payouts"
    | "/support"
    | "/participants"
    | "/journal"
    | "/ledger"
    | "/returns"
    | "/settings"
    | "/dashboard"
    | "/stats"
    | "/top"
    | "/incidents";
  title: (t: Dict) => string;
  icon: ComponentType<{ "aria-hidden": "true" }>;
  /** After "g". */
  key: string;
  /** Who may ask this may see the section. */
  needs: MethodName;
  /** What waits there. */
  badge?: ComponentType;
}

export const SECTIONS: readonly Section[] = [
  {
    id: "payouts",
    to: "/payouts",
    title: (t) => t.menu.payouts,
    icon: Wallet,
    key: "p",
    needs: "payouts.list",
    badge: NewPayouts,
  },
  {
    id: "support",
    to: "/support",
    title: (t) => t.menu.support,
    icon: Headset,
    key: "h",
    needs: "conversations.list",
    badge: WaitingRooms,
  },
  {
    id: "participants",
    to: "/participants",
    title: (t) => t.menu.participants,
    icon: UsersRound,
    key: "u",
    needs: "participants.list",
  },
  {
    id: "ledger",
    to: "/ledger",
    title: (t) => t.menu.points,
    icon: Coins,
    key: "l",
    needs: "journal.list",
  },
  {
    id: "returns",
    to: "/returns",
    title: (t) => t.menu.returns,
    icon: Undo2,
    key: "v",
    needs: "attention.list",
  },
  {
    id: "journal",
    to: "/journal",
    title: (t) => t.menu.journal,
    icon: ScrollText,
    key: "j",
    needs: "audit.list",
  },
  {
    id: "dashboard",
    to: "/dashboard",
    title: (t) => t.menu.dashboard,
    icon: LayoutDashboard,
    key: "d",
    needs: "stats.dashboard",
  },
  {
    id: "stats",
    to: "/stats",
    title: (t) => t.menu.stats,
    icon: ChartNoAxesColumn,
    key: "r",
    needs: "referrals.brought",
  },
  {
    id: "top",
    to: "/top",
    title: (t) => t.menu.top,
    icon: Trophy,
    key: "t",
    needs: "ranking.top",
  },
  {
    id: "incidents",
    to: "/incidents",
    title: (t) => t.menu.incidents,
    icon: Activity,
    key: "i",
    needs: "incidents.list",
    badge: OpenIncidents,
  },
  {
    id: "settings",
    to: "/settings",
    title: (t) => t.menu.settings,
    icon: Settings,
    key: "s",
    needs: "settings.get",
  },
];
