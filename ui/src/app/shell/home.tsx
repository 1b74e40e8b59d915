import { Navigate } from "@tanstack/react-router";
import { useSections } from "./menu.tsx";

/** The first section that this person may see, once it is known who it is. */
export function Home() {
  const [first] = useSections();
  return first === undefined ? null : <Navigate to={first.to} replace />;
}
