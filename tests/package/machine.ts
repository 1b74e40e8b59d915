// A machine for a test: a bare Debian in a folder, booted by systemd-nspawn with a systemd of its own. It is a host of a
// network that the test has made, or has this process's, which the stage has made an empty one with nothing but a loopback.
import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root as project } from "../harness/system.ts";
import { until } from "../harness/until.ts";

const made = join(project, "build/package");
const WORDS = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LANG: "C.UTF-8", DEBIAN_FRONTEND: "noninteractive", HOME: "/root" };
const BOOT_MS = 120_000; // a second, where nothing else is going on

export type Said = { code: number; out: string; err: string };

/** Why no machine can be booted here; "": one can. */
export function whyNot(): string {
  if (process.getuid?.() !== 0) return "booting a machine takes root";
  if (!existsSync(join(made, "bare"))) return `there is no ${join(made, "bare")}: ./refsys test package makes it`;
  const tried = spawnSync("systemd-nspawn", ["--register=no", "--keep-unit", "--quiet", `--directory=${join(made, "bare")}`, "--read-only", "true"]);
  return tried.status === 0 ? "" : `systemd-nspawn cannot be used here: ${String(tried.stderr)}`;
}

/** The package that was built. */
export function builtPackage(): string {
  const [file] = globSync(join(project, "build/release/package/refsys_*.deb"));
  if (!file) throw new Error("no package: ./refsys build package");
  return file;
}

let machines = 0;

export class Machine {
  readonly folder: string;
  readonly #words: string[];
  #nspawn: ChildProcess | undefined;
  #init = 0;

  private constructor(host?: { called: string; network: string }) {
    this.folder = join(made, `machine-${process.pid}-${machines++}`);
    this.#words = host ? [`--network-namespace-path=/run/netns/${host.network}`] : [];
    mkdirSync(made, { recursive: true });
    execFileSync("cp", ["--archive", join(made, "bare"), this.folder]);
    writeFileSync(this.path("etc/apt/apt.conf.d/90yes"), 'APT::Get::Assume-Yes "true";\n'); // nobody is there to ask
    writeFileSync(this.path("etc/dpkg/dpkg.cfg.d/90fast"), "force-unsafe-io\n"); // what is installed need not survive the test
    const own = host ? `127.0.1.1 ${host.called}\n` : "";
    writeFileSync(this.path("etc/hosts"), `127.0.0.1 localhost\n${own}::1 localhost\n`); // as Debian's installer leaves it
    if (host) writeFileSync(this.path("etc/hostname"), `${host.called}\n`);
  }

  /** Bare but for an init: what any server has before anybody installs refsys. `host`: of a network (network.ts). */
  static async boot(host?: { called: string; network: string }): Promise<Machine> {
    execFileSync("ip", ["link", "set", "lo", "up"]);
    const machine = new Machine(host);
    try {
      await machine.start();
      return machine;
    } catch (error) {
      await machine.stop();
      throw error;
    }
  }

  /** With what is in its folder: the first time, or after all of it was killed. */
  async start(): Promise<void> {
    this.#nspawn = spawn(
      "setpriv",
      ["--pdeathsig", "TERM", "systemd-nspawn", "--register=no", "--keep-unit", "--quiet", "--console=pipe", "--resolv-conf=off",
        "--timezone=off", "--link-journal=no", ...this.#words, `--directory=${this.folder}`, "--boot"],
      { stdio: "ignore" },
    );
    this.#init = await until("an init", () => this.#findInit(), BOOT_MS);
    await until("the machine to be up", async () => /running|degraded/.test((await this.run("systemctl is-system-running")).out), BOOT_MS);
  }

  /** Every process in it is gone at once, with no time to do anything. What it had written is in its files, synced or not:
      the kernel is this one's, and goes on. */
  async killAll(): Promise<void> {
    process.kill(this.#init, "SIGKILL");
    await this.#end();
  }

  async #end(): Promise<void> {
    const nspawn = this.#nspawn;
    this.#nspawn = undefined;
    if (nspawn && nspawn.exitCode === null && nspawn.signalCode === null) await once(nspawn, "exit");
  }

  /** The first process of the machine is a child of systemd-nspawn. */
  #findInit(): number | undefined {
    const nspawn = this.#nspawn?.pid ?? 0;
    const children = readFileSync(`/proc/${nspawn}/task/${nspawn}/children`, "utf8").trim().split(" ");
    const init = children.find((pid) => readFileSync(`/proc/${pid}/comm`, "utf8") === "systemd\n");
    return init === undefined ? undefined : Number(init);
  }

  path(file: string): string {
    return join(this.folder, file);
  }

  put(file: string, at: string): void {
    cpSync(file, this.path(at));
  }

  /** As root in /srv, in a shell, with that on its standard input. */
  async run(command: string, input = ""): Promise<Said> {
    const words = Object.entries(WORDS).map(([name, value]) => `${name}=${value}`);
    // What this process would hand over as standard input is a socket, which nobody can open as /dev/stdin.
    const shell = ["env", "--ignore-environment", ...words, "sh", "-c", `cd /srv && cat | { ${command}\n}`];
    const namespaces = ["--target", String(this.#init), "--mount", "--pid", "--uts", "--ipc", "--cgroup", "--net"];
    return await new Promise((done, failed) => {
      const child = spawn("nsenter", [...namespaces, ...shell], { stdio: ["pipe", "pipe", "pipe"] });
      let out = "";
      let err = "";
      child.stdout.on("data", (part: Buffer) => (out += part.toString()));
      child.stderr.on("data", (part: Buffer) => (err += part.toString()));
      child.on("error", failed);
      child.on("close", (code) => { done({ code: code ?? 1, out, err }); });
      child.stdin.on("error", () => undefined);
      child.stdin.end(input);
    });
  }

  /** It has to work. */
  async ok(command: string, input = ""): Promise<string> {
    const said = await this.run(command, input);
    if (said.code !== 0) throw new Error(`${command}: ${said.code}\n${said.out}${said.err}`);
    return said.out;
  }

  /** As another user, by hand. */
  async as(user: string, command: string): Promise<Said> {
    return await this.run(`setpriv --reuid ${user} --regid ${user} --init-groups sh -c '${command}'`);
  }

  async stop(): Promise<void> {
    this.#nspawn?.kill("SIGTERM"); // which is an orderly end to what runs in it
    await this.#end();
    if (!process.env["REFSYS_KEEP"]) rmSync(this.folder, { recursive: true, force: true });
  }
}
