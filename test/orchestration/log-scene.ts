import type { Finding } from "../../src/domain/log/finding.ts";
import { verifyLog } from "../../src/domain/log/verify-log.ts";
import type { Recorded } from "../../src/domain/recorded.ts";
import { seal } from "../../src/orchestration/seal.ts";
import type { SealWorld } from "../../src/orchestration/seal-world.ts";
import { aLogKey, type LogKey, quickCrypto } from "../support/a-log.ts";
import { anEntry } from "../support/builders.ts";
import { Failures } from "../support/fakes/failures.ts";
import { FakeAuditInbox, FakeAuditLog } from "../support/fakes/fake-audit.ts";
import { FakeLog } from "../support/fakes/fake-log.ts";
import { FakeLogFiles, FakeLogHead, FakeSigner } from "../support/fakes/fake-log-parts.ts";
import { type Gate, gated } from "../support/gated-world.ts";

const KEY = aLogKey();

/** A record with its inbox, and the log that it is sealed in. */
export class LogScene {
  readonly failures = new Failures();
  readonly audit = new FakeAuditLog(this.failures);
  readonly inbox = new FakeAuditInbox(this.audit, this.failures);
  readonly head = new FakeLogHead();
  readonly files = new FakeLogFiles();
  readonly signer: FakeSigner;
  readonly log = new FakeLog();
  readonly key: LogKey;

  constructor(key = KEY) {
    this.key = key;
    this.signer = new FakeSigner(key);
  }

  readonly world = (): SealWorld => {
    const { inbox, head, files, signer, log } = this;
    return { inbox, head, files, signer, log, earlierKeys: [], crypto: quickCrypto };
  };

  /** The same world, each call of which passes a gate. */
  gated(gate: Gate): SealWorld {
    const world = this.world();
    const { inbox, head, files, signer } = world;
    return {
      ...world,
      inbox: gated(inbox, "inbox", gate),
      head: gated(head, "head", gate),
      files: gated(files, "files", gate),
      signer: gated(signer, "signer", gate),
    };
  }

  record(count: number): void {
    const first = this.audit.entries.length;
    for (let number = first; number < first + count; number += 1) {
      const at = new Date(Date.UTC(2026, 10, 20, 9) + number * 1_000).toISOString();
      const request = `r-${String(number).padStart(5, "0")}`;
      this.audit.entries.push(anEntry({ id: `${request}/seen`, request, at, kind: "request.seen" }));
    }
  }

  readonly seal = () => seal(this.world());

  rows(): readonly Recorded[] {
    return this.audit.recorded();
  }

  /** What `verify` finds, all rows and all files compared. */
  async findings(keys = [this.key.verifier]): Promise<readonly Finding[]> {
    const { files } = this.files;
    const read = async (path: string) => files.get(path);
    // A log has no pointer file: what is newest is what comes first.
    const newest = this.checkpoints()[0];
    const withPointer = (path: string) => read(path === "checkpoint" ? String(newest) : path);
    const rows = this.rows();
    const times = { sealedBefore: "2027-01-01T00:00:00.000Z", now: "2027-01-01T00:00:00.000Z" };
    const log = { crypto: quickCrypto, keys, read: withPointer, paths: [...files.keys()] };
    return (await verifyLog({ ...log, rows, ...times })).findings;
  }

  /** Paths, newest first. */
  checkpoints(): readonly string[] {
    return [...this.files.files.keys()].filter((path) => path.startsWith("checkpoints/")).sort();
  }

  sizes(): readonly number[] {
    return this.checkpoints().map((path) => Number(path.split("-")[1]));
  }

  /** Ids in the order of their places. */
  sealed(): readonly string[] {
    return [...this.inbox.places].sort(([, one], [, other]) => one - other).map(([id]) => id);
  }
}
