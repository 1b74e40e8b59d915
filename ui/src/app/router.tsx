// The addresses of the panel. What a page shows is in its address: search params are validated here,
// and what is not understood is left out. Pages arrive in chunks of their own; the login page loads
// nothing else.
import {
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  stripSearchParams,
} from "@tanstack/react-router";
import * as v from "valibot";
import { exportsSearch } from "#features/exports/search.ts";
import { journalSearch } from "#features/journal/search.ts";
import { ledgerSearch } from "#features/ledger/search.ts";
import { participantsSearch, USUAL_SORT } from "#features/participants/search.ts";
import { payoutsSearch } from "#features/payouts/search.ts";
import { USUAL_SORT as PAYOUTS_SORT, payoutsTableSearch } from "#features/payouts/table/search.ts";
import { returnsSearch } from "#features/returns/search.ts";
import { sessionsSearch } from "#features/sessions/search.ts";
import { settingsSearch } from "#features/settings/search.ts";
import { statsSearch } from "#features/stats/search.ts";
import { supportSearch } from "#features/support/search.ts";
import { topSearch } from "#features/top/search.ts";
import { Crashed, NotFound } from "./error-boundary.tsx";
import { LOCAL_PATH } from "./login/local-path.ts";
import { REASONS } from "./login/reasons.ts";
import { pageCode } from "./page-code.ts";
import { Home } from "./shell/home.tsx";

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

const loginSearch = v.object({
  /** Where to go afterwards: a path of this panel. */
  next: v.fallback(v.optional(v.pipe(v.string(), v.regex(LOCAL_PATH))), undefined),
  why: v.fallback(v.optional(v.picklist(REASONS)), undefined),
});

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: loginSearch,
  component: pageCode(() => import("./login/login-page.tsx"), "LoginPage"),
});

const ticket = createRoute({
  getParentRoute: () => root,
  path: "/login/ticket",
  validateSearch: loginSearch,
  component: pageCode(() => import("./login/login-page.tsx"), "LoginPage"),
});

const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  component: pageCode(() => import("./shell/shell.tsx"), "Shell"),
});

const home = createRoute({
  getParentRoute: () => shell,
  path: "/",
  component: Home,
});

const payouts = createRoute({
  getParentRoute: () => shell,
  path: "/payouts",
  validateSearch: payoutsSearch,
  search: { middlewares: [stripSearchParams({ tab: "all" as const })] },
  component: pageCode(() => import("#features/payouts/payouts-page.tsx"), "PayoutsPage"),
});

const payoutsTable = createRoute({
  getParentRoute: () => shell,
  path: "/payouts/table",
  validateSearch: payoutsTableSearch,
  search: { middlewares: [stripSearchParams({ sort: PAYOUTS_SORT })] },
  component: pageCode(() => import("#features/payouts/table/table-page.tsx"), "PayoutsTablePage"),
});

const support = createRoute({
  getParentRoute: () => shell,
  path: "/support",
  validateSearch: supportSearch,
  search: { middlewares: [stripSearchParams({ tab: "open" as const })] },
  component: pageCode(() => import("#features/support/support-page.tsx"), "SupportPage"),
});

const participants = createRoute({
  getParentRoute: () => shell,
  path: "/participants",
  validateSearch: participantsSearch,
  search: { middlewares: [stripSearchParams({ sort: USUAL_SORT, tab: "overview" as const })] },
  component: pageCode(
    () => import("#features/participants/participants-page.tsx"),
    "ParticipantsPage",
  ),
});

const journal = createRoute({
  getParentRoute: () => shell,
  path: "/journal",
  validateSearch: journalSearch,
  component: pageCode(() => import("#features/journal/journal-page.tsx"), "JournalPage"),
});

const returns = createRoute({
  getParentRoute: () => shell,
  path: "/returns",
  validateSearch: returnsSearch,
  search: { middlewares: [stripSearchParams({ kind: "open_return" as const })] },
  component: pageCode(() => import("#features/returns/returns-page.tsx"), "ReturnsPage"),
});

const settings = createRoute({
  getParentRoute: () => shell,
  path: "/settings",
  validateSearch: settingsSearch,
  component: pageCode(() => import("#features/settings/settings-page.tsx"), "SettingsPage"),
});

const sessions = createRoute({
  getParentRoute: () => shell,
  path: "/sessions",
  validateSearch: sessionsSearch,
  component: pageCode(() => import("#features/sessions/sessions-page.tsx"), "SessionsPage"),
});

const incidents = createRoute({
  getParentRoute: () => shell,
  path: "/incidents",
  component: pageCode(() => import("#features/incidents/incidents-page.tsx"), "IncidentsPage"),
});

const ledger = createRoute({
  getParentRoute: () => shell,
  path: "/ledger",
  validateSearch: ledgerSearch,
  component: pageCode(() => import("#features/ledger/ledger-page.tsx"), "LedgerPage"),
});

const dashboard = createRoute({
  getParentRoute: () => shell,
  path: "/dashboard",
  component: pageCode(() => import("#features/dashboard/dashboard-page.tsx"), "DashboardPage"),
});

const stats = createRoute({
  getParentRoute: () => shell,
  path: "/stats",
  validateSearch: statsSearch,
  component: pageCode(() => import("#features/stats/stats-page.tsx"), "StatsPage"),
});

const exportsRoute = createRoute({
  getParentRoute: () => shell,
  path: "/stats/exports",
  validateSearch: exportsSearch,
  search: { middlewares: [stripSearchParams({ what: "tree" as const })] },
  component: pageCode(() => import("#features/exports/exports-page.tsx"), "ExportsPage"),
});

const top = createRoute({
  getParentRoute: () => shell,
  path: "/top",
  validateSearch: topSearch,
  search: { middlewares: [stripSearchParams({ by: "referrals" as const })] },
  component: pageCode(() => import("#features/top/top-page.tsx"), "TopPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    login,
    ticket,
    shell.addChildren([
      home,
      payouts,
      payoutsTable,
      support,
      participants,
      journal,
      ledger,
      returns,
      settings,
      sessions,
      incidents,
      dashboard,
      stats,
      exportsRoute,
      top,
    ]),
  ]),
  defaultErrorComponent: Crashed,
  defaultPreload: false,
  scrollRestoration: false,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
