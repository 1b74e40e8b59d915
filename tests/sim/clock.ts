// The clock of the simulated world. Every process of a test run (actors and simulators) maps the
// same file of eight bytes, a signed little-endian offset in milliseconds, and calls
// "system time + offset" the present. A test moves time by writing the file; nothing sleeps.
import { closeSync, existsSync, mkdirSync, openSync, readSync, renameSync, writeFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";

export class Clock {
  readonly #fd: number;
  readonly #bytes = Buffer.alloc(8);

  constructor(file: string) {
    if (!existsSync(file)) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(`${file}.new`, Buffer.alloc(8));
      renameSync(`${file}.new`, file);
    }
    this.#fd = openSync(file, "r+");
  }

  offsetMs(): number {
    readSync(this.#fd, this.#bytes, 0, 8, 0);
    return Number(this.#bytes.readBigInt64LE());
  }

  /** The present: milliseconds since 1970, UTC. */
  now(): number {
    return Date.now() + this.offsetMs();
  }

  /** Time goes on by `ms` for everybody at once. In place: the others have the file mapped. */
  advance(ms: number): void {
    this.#bytes.writeBigInt64LE(BigInt(this.offsetMs() + ms));
    writeSync(this.#fd, this.#bytes, 0, 8, 0);
  }

  close(): void {
    closeSync(this.#fd);
  }
}
