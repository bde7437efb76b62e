import type { OperationSpec } from "@azure/core-client";
import * as z from "zod";
import { foldedId, type NamespaceId, namespaceIdOf } from "../../domain/azure-id.ts";
import type { NetworkAccess } from "../../domain/background.ts";
import { later } from "../../domain/waits.ts";
import type { Networks } from "../../ports.ts";
import { faultOf } from "./answers.ts";
import { namespaceNames } from "./names.ts";
import { getNamespace, getNetworkRules } from "./operations.ts";
import type { Arm } from "./sender.ts";

const namespaceBody = z.object({ properties: z.object({ publicNetworkAccess: z.string() }) });
const rulesBody = z.object({
  properties: z.object({
    publicNetworkAccess: z.string().nullish(),
    defaultAction: z.string().nullish(),
    trustedServiceAccessEnabled: z.boolean().nullish(),
  }),
});
type Rules = z.infer<typeof rulesBody>["properties"];

/** Many requests for one namespace may begin in one look. */
const KEPT_MINUTES = 1;

/** A namespace's network rules tell all of it; where they cannot be read, the namespace itself tells a part. */
export function armNetworks(arm: Arm): Networks {
  const kept = new Map<string, { readonly access: NetworkAccess; readonly until: Date }>();
  return {
    async accessTo(namespace) {
      const key = foldedId(namespaceIdOf(namespace));
      const known = kept.get(key);
      if (known && arm.clock() < known.until) return known.access;
      const access = await readAccess(arm, namespace);
      kept.set(key, { access, until: later(arm.clock(), { minutes: KEPT_MINUTES }) });
      return access;
    },
  };
}

async function readAccess(arm: Arm, namespace: NamespaceId): Promise<NetworkAccess> {
  const rules = rulesBody.safeParse(await bodyOf(arm, namespace, getNetworkRules)).data?.properties;
  const access = rules?.publicNetworkAccess ?? (await toldBy(arm, namespace));
  return { publicly: publicly(access, rules), trustedServices: rules?.trustedServiceAccessEnabled ?? undefined };
}

async function toldBy(arm: Arm, namespace: NamespaceId): Promise<string | undefined> {
  return namespaceBody.safeParse(await bodyOf(arm, namespace, getNamespace)).data?.properties.publicNetworkAccess;
}

async function bodyOf({ send, clock, log }: Arm, namespace: NamespaceId, operation: OperationSpec): Promise<unknown> {
  try {
    return (await send(operation, namespaceNames(namespace))).body;
  } catch (error) {
    const why = String(faultOf(error, `GET of ${operation.path}`, clock()));
    log.warn("The network access of a namespace could not be read", { namespace: namespaceIdOf(namespace), why });
    return undefined;
  }
}

function publicly(access: string | undefined, rules: Rules | undefined): NetworkAccess["publicly"] {
  switch (access?.toLowerCase()) {
    case "disabled":
      return "closed";
    case "securedbyperimeter":
      return "perimeter";
    case "enabled":
      return enabledBy(rules?.defaultAction?.toLowerCase());
    default:
      return undefined;
  }
}

/** `Enabled` may mean less than it says: that is in the rules. */
function enabledBy(defaultAction: string | undefined): NetworkAccess["publicly"] {
  if (defaultAction === undefined) return "on";
  return defaultAction === "deny" ? "some" : "open";
}
