// Ports for what listens where the test says, while it may die and come back: nobody else has them meanwhile.
//
// A port that was only found free belongs to whoever takes it next. These lie below those that the kernel hands out by
// itself (to a simulator that asks for any, to a connection), and each is claimed by a name that the machine gives to
// one process at a time and takes back when that ends.
import { createServer, type Server } from "node:net";

const LEAST = 20_000;
const COUNT = 10_000; // up to 29999; the kernel's own begin at 32768
const TRIES = 200;

/** The server once it listens; undefined: somebody else has it. */
async function listening(where: { port: number; host: string } | { path: string }): Promise<Server | undefined> {
  return await new Promise((done) => {
    const server = createServer();
    server.once("error", () => { done(undefined); });
    server.listen(where, () => { done(server); });
  });
}

async function isFree(port: number): Promise<boolean> {
  const server = await listening({ port, host: "127.0.0.1" });
  await new Promise<void>((done) => { if (server) server.close(() => { done(); }); else done(); });
  return server !== undefined;
}

/** For as long as this process lives; false: another one has it, or something listens there. */
async function claim(port: number): Promise<boolean> {
  const name = await listening({ path: `\0refsys-test-port-${port}` });
  name?.unref();
  if (name && (await isFree(port))) return true;
  name?.close();
  return false;
}

/** So many in a row: the second instance has the next. This process's until it ends. */
export async function ownPorts(count: number): Promise<number> {
  for (let tries = 0; tries < TRIES; tries++) {
    const first = LEAST + ((process.pid * 7 + tries * 131) % (COUNT - count));
    let claimed = 0;
    while (claimed < count && (await claim(first + claimed))) claimed++;
    if (claimed === count) return first;
  }
  throw new Error(`no ${count} free ports in a row`);
}
