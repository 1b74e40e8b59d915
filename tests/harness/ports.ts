// Ports for what listens where the test says.
import { createServer } from "node:net";

async function isFree(wanted: number): Promise<boolean> {
  return await new Promise((done) => {
    const server = createServer();
    server.once("error", () => { done(false); });
    server.listen(wanted, "127.0.0.1", () => server.close(() => { done(true); }));
  });
}

/** Two ports, one behind the other: the second instance has the next. */
export async function twoPorts(): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const first = 20_000 + ((process.pid * 7 + tries * 131) % 10_000);
    if ((await isFree(first)) && (await isFree(first + 1))) return first;
  }
  throw new Error("no two free ports");
}
