import { foldedId, isGuid, type NamespaceId, namespaceIdOf } from "../../../src/domain/azure-id.ts";
import type { Rights } from "../../../src/ports.ts";
import { Failures } from "./failures.ts";

/** Rights that a test gives and takes; nothing is kept, so that a yes is never a minute old. */
export class FakeRights implements Rights {
  readonly failures = new Failures();
  /** Each question, in order. */
  readonly asked: { readonly objectId: string; readonly fresh: boolean }[] = [];
  private readonly given = new Set<string>();

  give(namespace: NamespaceId, objectId: string): void {
    this.given.add(keyOf(namespace, objectId));
  }

  take(namespace: NamespaceId, objectId: string): void {
    this.given.delete(keyOf(namespace, objectId));
  }

  async mayApprove(namespace: NamespaceId, objectId: string, how = { fresh: false }): Promise<boolean> {
    this.asked.push({ objectId, fresh: how.fresh });
    return this.failures.around("mayApprove", () => isGuid(objectId) && this.given.has(keyOf(namespace, objectId)));
  }
}

const keyOf = (namespace: NamespaceId, objectId: string) => foldedId(`${namespaceIdOf(namespace)}/${objectId}`);
