import { Navigate, useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { keepWayBack, wayBack } from "../login/way-back.ts";
import { useSections } from "./menu.tsx";

/** Where they wanted to go before they logged in, or the first section that this person may see. */
export function Home() {
  const [first] = useSections();
  const [back] = useState(wayBack);
  const router = useRouter();
  useEffect(() => {
    keepWayBack(undefined);
    if (back !== undefined) router.navigate({ href: back, replace: true });
  }, [back, router]);
  return first === undefined || back !== undefined ? null : <Navigate to={first.to} replace />;
}
