import { sign } from "node:crypto";
import type { Head, LogFiles, LogHead, ReadHead, Signer } from "../../../src/log.ts";
import type { LogKey } from "../a-log.ts";
import { Failures } from "./failures.ts";

const NO_HEAD: Head = { size: 0, batch: [], stopped: undefined };

export class FakeLogHead implements LogHead {
  readonly failures = new Failures();
  kept: Head | undefined;
  private version = 0;

  async read(): Promise<ReadHead> {
    return this.failures.around("read", () => ({
      head: this.kept ?? NO_HEAD,
      etag: this.kept && String(this.version),
    }));
  }

  async advance(from: ReadHead, to: Head): Promise<"advanced" | "overtaken"> {
    return this.failures.around("advance", () => {
      const now = this.kept && String(this.version);
      if (now !== from.etag) return "overtaken";
      this.kept = to;
      this.version += 1;
      return "advanced";
    });
  }
}

export class FakeLogFiles implements LogFiles {
  readonly failures = new Failures();
  readonly files = new Map<string, Uint8Array>();

  async read(path: string): Promise<Uint8Array | undefined> {
    return this.failures.around("read", () => this.files.get(path));
  }

  async create(path: string, bytes: Uint8Array): Promise<"created" | "there"> {
    return this.failures.around("create", () => {
      if (this.files.has(path)) return "there";
      this.files.set(path, bytes);
      return "created";
    });
  }

  async first(prefix: string): Promise<string | undefined> {
    return this.failures.around(
      "first",
      () => [...this.files.keys()].filter((path) => path.startsWith(prefix)).sort()[0],
    );
  }
}

/** Signs with a key of its own. */
export class FakeSigner implements Signer {
  readonly failures = new Failures();
  private readonly key: LogKey;

  constructor(key: LogKey) {
    this.key = key;
  }

  async verifierKey() {
    return this.failures.around("verifierKey", () => this.key.verifier);
  }

  async sign(bytes: Uint8Array): Promise<Uint8Array> {
    return this.failures.around("sign", () => Uint8Array.from(sign("sha256", bytes, this.key.privateKey)));
  }
}
