import type { Policy } from "../../domain/policy.ts";
import type { Hash } from "../../domain/request-id.ts";
import { later } from "../../domain/waits.ts";
import { type Clock, Contradiction, Fault, type Log, type Policies } from "../../ports.ts";
import { whyNoAnswer } from "../error-words.ts";
import { type BlobAccess, type BlobAnswer, blobReader } from "./blob-reader.ts";
import { type PolicyFault, parsePolicy, versionOf } from "./parse-policy.ts";

export interface PolicyBlobParts extends BlobAccess {
  /** In force where no good policy was ever read from the blob. */
  readonly packaged: Policies;
  readonly lastGood: LastGood;
  readonly hash: Hash;
  readonly clock: Clock;
  readonly log: Log;
  /** Told once for each version while it stays; told again, at the next read, when telling failed. */
  onRefused(refused: RefusedPolicy): Promise<void>;
  /** Each process tells it: the same change may be told by several, each with the version that it had before. */
  onChanged(change: PolicyChange): Promise<void>;
}

/** Where the last good text outlives this process: a function app ends whenever nobody needs it. */
export interface LastGood {
  find(): Promise<string | undefined>;
  keep(text: string): Promise<void>;
}

export interface RefusedPolicy {
  readonly version: string;
  readonly faults: readonly PolicyFault[];
  /** ISO; when the blob was written. */
  readonly modifiedAt: string | undefined;
}

export interface PolicyChange {
  /** What this process had in force before; `undefined`: nothing that could be read. */
  readonly from: string | undefined;
  readonly to: string;
  readonly modifiedAt: string | undefined;
}

/** How long what was read serves, and how long nothing is asked after a failed read. */
const KEPT_SECONDS = 30;

/** A policy in a blob. A bad new version, or none that can be read, leaves the last good one in force. */
export function policyBlob(url: string, parts: PolicyBlobParts): Policies {
  const blob = new PolicyBlob(url, parts);
  return { current: () => blob.current(), refused: () => blob.refusedVersion() };
}

type ReadBlob = Extract<BlobAnswer, { readonly kind: "read" }>;

class PolicyBlob {
  private readonly parts: PolicyBlobParts;
  private readonly read: ReturnType<typeof blobReader>;
  private good: Policy | undefined;
  private etag: string | undefined;
  private refused: string | undefined;
  private until = new Date(0);
  private reading: Promise<void> | undefined;
  /** Why it is not known whether there ever was a good policy: the packaged one may have owners who are none any more. */
  private forgotten: unknown;
  /** A good text that must be remembered still. */
  private unkept: string | undefined;
  private readonly untold: (() => Promise<void>)[] = [];

  constructor(url: string, parts: PolicyBlobParts) {
    this.parts = parts;
    this.read = blobReader(url, parts);
  }

  async current(): Promise<Policy> {
    if (this.parts.clock() >= this.until) {
      this.reading ??= this.refresh().finally(() => {
        this.reading = undefined;
      });
      await this.reading;
    }
    if (this.good) return this.good;
    if (this.forgotten)
      throw new Fault("The last good policy cannot be read, so nobody may decide now", { cause: this.forgotten });
    return this.parts.packaged.current();
  }

  refusedVersion(): string | undefined {
    return this.refused;
  }

  private async refresh(): Promise<void> {
    const { clock } = this.parts;
    await this.orWarn("The policy's blob is not read, so the last good policy stays in force", async () => {
      const answer = await this.read(this.etag);
      if (answer.kind === "read") await this.take(answer);
    });
    if (!this.good) await this.remember();
    await this.tell();
    this.until = later(clock(), { seconds: KEPT_SECONDS });
  }

  private async take({ text, etag, modifiedAt }: ReadBlob): Promise<void> {
    const { hash } = this.parts;
    const parsed = parsePolicy(text, hash);
    if ("faults" in parsed) this.refuse({ version: versionOf(text, hash), faults: parsed.faults, modifiedAt });
    else await this.accept(parsed.policy, { text, modifiedAt });
    this.etag = etag;
  }

  private refuse(refused: RefusedPolicy): void {
    const { log, onRefused } = this.parts;
    if (this.refused === refused.version) return;
    this.refused = refused.version;
    const [first] = refused.faults;
    log.error("A policy is refused, so the last good one stays in force", {
      version: refused.version,
      faults: refused.faults.length,
      first: first && `line ${first.line}: ${first.message}`,
    });
    this.untold.push(() => onRefused(refused));
  }

  private async accept(policy: Policy, { text, modifiedAt }: Pick<ReadBlob, "text" | "modifiedAt">): Promise<void> {
    const { log, onChanged } = this.parts;
    if (!this.good) await this.remember();
    const from = this.good?.version ?? (await this.packagedVersion());
    const to = policy.version;
    this.good = policy;
    this.refused = undefined;
    if (from === to) return;
    log.info("Another policy is in force", { from, to });
    this.unkept = text;
    this.untold.push(() => onChanged({ from, to, modifiedAt }));
  }

  /** What another process, or this one before it ended, read last. */
  private async remember(): Promise<void> {
    const { lastGood, hash } = this.parts;
    try {
      const text = await lastGood.find();
      this.forgotten = undefined;
      const parsed = text === undefined ? undefined : parsePolicy(text, hash);
      if (parsed && "policy" in parsed) this.good = parsed.policy;
    } catch (error) {
      this.forgotten = error;
      this.parts.log.error("The last good policy is not remembered", { why: whyNoAnswer(error) });
    }
  }

  private async packagedVersion(): Promise<string | undefined> {
    try {
      return (await this.parts.packaged.current()).version;
    } catch {
      return undefined;
    }
  }

  /** The record in order, so that what is told last is what is so; the rest of it at the next read when telling fails. */
  private async tell(): Promise<void> {
    await this.orWarn("The good policy could not be kept; that is tried again", async () => {
      if (this.unkept !== undefined) await this.parts.lastGood.keep(this.unkept);
      this.unkept = undefined;
    });
    await this.orWarn("Not everybody could be told of the policy; that is tried again", async () => {
      while (this.untold.length > 0) {
        await this.untold[0]?.().catch(this.unlessContradiction);
        this.untold.shift();
      }
    });
  }

  /** What is on record already in other words, by another version of the service, holds up nothing that is told after it. */
  private readonly unlessContradiction = (error: unknown) => {
    if (!(error instanceof Contradiction)) throw error;
    this.parts.log.error("What became of a policy is on record in other words", { why: error.message });
  };

  private async orWarn(message: string, attempt: () => Promise<void>): Promise<void> {
    try {
      await attempt();
    } catch (error) {
      const why = error instanceof Fault ? error.message : whyNoAnswer(error);
      this.parts.log.warn(message, { why });
    }
  }
}
