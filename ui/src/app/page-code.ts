// The code of a page comes when the page is first gone to, patiently: the router alone would load everything
// anew, and find nobody to load it from. From a server that answers and does not have it, it does so rightly.
import { lazyRouteComponent } from "@tanstack/react-router";
import { patiently } from "#data/code.ts";

export const pageCode: typeof lazyRouteComponent = (load, name) =>
  lazyRouteComponent(() => patiently(load), name);
