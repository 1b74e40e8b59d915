// Somebody at the console of a machine who types what the guide says, and puts in what is their own.
import assert from "node:assert/strict";
import { until } from "../harness/until.ts";
import { type Chapter, changeSettings, commandsOf, type Step } from "./guide.ts";
import type { Machine } from "./machine.ts";

export const SETTINGS = "/etc/refsys/refsys.toml";
const PATIENCE_MS = 120_000;

export type Own = {
  /** What they paste, or type, into a command that has these words. */
  pasted?: [words: string, text: string][];
  /** What they put where the guide has an example. */
  instead?: [example: string, own: string][];
  /** A command that the guide has repeated until it says so; `refsysctl status` until all is there. */
  awaited?: [words: string, said: RegExp][];
};

export class Operator {
  readonly machine: Machine;
  readonly told = new Map<string, string>(); // what a command of the guide has printed
  readonly followed = new Set<string>(); // chapters of it
  readonly #guide: Chapter[];
  readonly #own: Own;
  #pasted = ""; // a text of the guide that waits for its command

  constructor(machine: Machine, guide: Chapter[], own: Own) {
    this.machine = machine;
    this.#guide = guide;
    this.#own = own;
  }

  async edit(block: string): Promise<void> {
    const file = await this.machine.ok(`cat ${SETTINGS}`);
    await this.machine.ok(`cat > ${SETTINGS}`, changeSettings(file, block));
  }

  async follow(step: Step): Promise<void> {
    const text = (this.#own.instead ?? []).reduce((now, [example, own]) => now.replaceAll(example, own), step.text);
    if (step.kind === "toml") return await this.edit(text);
    if (step.kind === "text") return void (this.#pasted = text);
    for (const command of commandsOf(text)) this.told.set(command, await this.#type(command));
  }

  /** Every step of these chapters, and of their parts. */
  async chapters(...titles: string[]): Promise<void> {
    for (const title of titles) {
      const parts = this.#guide.filter((one) => one.title === title || one.title.startsWith(`${title}: `));
      assert.ok(parts.length > 0, `the guide has a chapter "${title}"`);
      for (const part of parts) {
        for (const step of part.steps) await this.follow(step);
        this.followed.add(part.title);
      }
    }
  }

  async #type(command: string): Promise<string> {
    const [, own = ""] = this.#own.pasted?.find(([words]) => command.includes(words)) ?? [];
    const input = own ? `${own}\n` : command.includes(" /dev/stdin ") ? this.#pasted : "";
    const [, said] = this.#own.awaited?.find(([words]) => command.includes(words)) ?? [];
    if (!said && command !== "refsysctl status") return await this.machine.ok(command, input);
    return await until(command, async () => {
      const out = await this.machine.ok(command);
      if (said) assert.match(out, said);
      return out;
    }, PATIENCE_MS);
  }
}
