// Answers of the server that are not rows of a live list. The socket owns retrying and knows whether
// there is a connection, so the library does neither; pushes say when an answer has grown old.
import { QueryClient } from "@tanstack/react-query";

/** What is shown as having failed: the connection is here again. */
export async function askAgain(queries: QueryClient): Promise<void> {
  await queries.refetchQueries({
    type: "active",
    predicate: ({ state }) => state.status === "error",
  });
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: "always",
        retry: false,
        staleTime: 30_000,
        refetchOnWindowFocus: false,
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
}
