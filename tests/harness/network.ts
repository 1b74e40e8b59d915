// Hosts that share nothing but a network: each is a network namespace on one bridge, which this process's own is on, too.
// A cable can be pulled: what is sent then is lost, and nobody is told.
import { execFileSync, spawnSync } from "node:child_process";

let networks = 0;

function ip(...words: string[]): void {
  execFileSync("ip", words, { stdio: ["ignore", "ignore", "pipe"] });
}

export class Network {
  /** Of this process; hosts have the numbers behind it. */
  readonly address: string;
  readonly #id: string;
  readonly #subnet: string;
  readonly #hosts: string[] = [];

  /** Why there can be none here; "": there can. */
  static whyNot(): string {
    const tried = spawnSync("unshare", ["--net", "ip", "link", "add", "rs-try", "type", "bridge"]);
    return tried.status === 0 ? "" : `no network of one's own can be made here: ${String(tried.stderr ?? tried.error)}`;
  }

  /** `subnet`: of its own, or "10.0.0" where a test wants to know the addresses beforehand. */
  constructor(subnet?: string) {
    this.#id = `rs${process.pid.toString(36)}${networks++}`;
    this.#subnet = subnet ?? `198.${18 + (process.pid >> 8) % 2}.${process.pid & 255}`; // RFC 2544: no network of anybody's
    this.address = `${this.#subnet}.1`;
    ip("link", "add", this.#id, "type", "bridge");
    ip("address", "add", `${this.address}/24`, "dev", this.#id);
    ip("link", "set", this.#id, "up");
  }

  /** A host more: its address, and the words that start a program there. */
  host(): { address: string; words: string[]; name: string } {
    const n = this.#hosts.length + 2;
    const name = `${this.#id}h${n}`;
    const address = `${this.#subnet}.${n}`;
    this.#hosts.push(name);
    ip("netns", "add", name);
    ip("link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name);
    ip("link", "set", name, "master", this.#id, "up");
    ip("-netns", name, "address", "add", `${address}/24`, "dev", "eth0");
    for (const device of ["lo", "eth0"]) ip("-netns", name, "link", "set", device, "up");
    return { address, name, words: ["ip", "netns", "exec", name] };
  }

  /** The cable of a host is pulled, or put back. */
  cut(host: { name: string }): void {
    ip("link", "set", host.name, "down");
  }

  mend(host: { name: string }): void {
    ip("link", "set", host.name, "up");
  }

  close(): void {
    for (const name of this.#hosts) ip("netns", "delete", name); // its cable goes with it
    ip("link", "delete", this.#id);
  }
}
