// RabbitMQ of a bench: a node of its own in a temporary folder, on ports of its own, by a user without rights. The names of
// nodes are kept by an epmd of its own, so that it meets no other on this machine. Nothing is durable here, so it writes nothing.
import { type ChildProcess, spawn } from "node:child_process";
import { openSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { ownPorts } from "../harness/ports.ts";
import { asUser, folderOf } from "./servers.ts";

const USER = "rabbitmq";
const SERVER = "/usr/lib/rabbitmq/bin/rabbitmq-server";
/** As its manual advises where processors are few: threads that have nothing to do wait, and do not spin. */
const ERLANG = "+sbwt none +sbwtdcpu none +sbwtdio none -start_epmd false -kernel inet_dist_use_interface {127,0,0,1}";
const START_MS = 60_000;
const LOOK_MS = 50;

async function listens(port: number): Promise<boolean> {
  return await new Promise((done) => {
    const socket = connect(port, "127.0.0.1", () => { socket.destroy(); done(true); });
    socket.on("error", () => done(false));
  });
}

export class RabbitMq {
  readonly #folder: string;
  readonly #processes: ChildProcess[];
  readonly port: number;
  readonly pid: number;

  private constructor(folder: string, port: number, processes: ChildProcess[]) {
    this.#folder = folder;
    this.#processes = processes;
    this.port = port;
    this.pid = processes.at(-1)!.pid!;
  }

  static async start(): Promise<RabbitMq> {
    const folder = folderOf(USER);
    const port = await ownPorts(3);
    const [epmd, dist] = [port + 1, port + 2];
    const log = openSync(join(folder, "log"), "a");
    writeFileSync(join(folder, "rabbitmq.conf"), `listeners.tcp.1 = 127.0.0.1:${port}\n`);
    const env = {
      PATH: process.env["PATH"],
      HOME: folder,
      ERL_EPMD_PORT: `${epmd}`,
      ERL_EPMD_ADDRESS: "127.0.0.1",
      ERL_CRASH_DUMP: join(folder, "crash"),
      RABBITMQ_CONF_ENV_FILE: join(folder, "none"),
      RABBITMQ_CONFIG_FILE: join(folder, "rabbitmq.conf"),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, "plugins"),
      RABBITMQ_MNESIA_BASE: join(folder, "data"),
      RABBITMQ_LOGS: "-",
      RABBITMQ_NODENAME: `bench${port}@localhost`,
      RABBITMQ_DIST_PORT: `${dist}`,
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: ERLANG,
      detached: "true", // the script becomes the server
    };
    const run = (program: string, args: string[]): ChildProcess => {
      const [command, words] = asUser(USER, program, args, "--pdeathsig=KILL");
      return spawn(command, words, { cwd: folder, env, stdio: ["ignore", log, log] });
    };
    const self = new RabbitMq(folder, port, [run("epmd", ["-port", `${epmd}`, "-address", "127.0.0.1"]), run(SERVER, [])]);
    for (const end = performance.now() + START_MS; !(await listens(port)); await pause(LOOK_MS))
      if (performance.now() > end || self.#processes.some((one) => one.exitCode !== null)) throw new Error(`RabbitMQ does not start: see ${folder}/log`);
    return self;
  }

  async close(): Promise<void> {
    for (const one of this.#processes.toReversed()) {
      const ended = once(one, "exit");
      one.kill("SIGKILL");
      await ended;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
