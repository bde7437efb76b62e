import { parseNamespaceId } from "../domain/azure-id.ts";
import { Unusable } from "./terminal.ts";

export interface RelayHost {
  readonly host: string;
  /** Where the alias leads, once a private endpoint is approved. */
  readonly alias: string;
}

const PUBLIC_SUFFIX = "servicebus.windows.net";
const NAME = /^[a-z][a-z0-9-]{4,48}[a-z0-9]$/i;
/** Of Azure's clouds. */
const HOST = /^([a-z][a-z0-9-]{4,48}[a-z0-9])\.(servicebus\.(?:windows\.net|usgovcloudapi\.net|chinacloudapi\.cn))$/i;

/** A namespace by its name, its host name in any cloud, or its resource id. */
export function relayHost(words: string): RelayHost {
  const named = parseNamespaceId(words)?.namespace ?? words;
  const [, name, suffix] = HOST.exec(named) ?? [undefined, NAME.exec(named)?.[0], PUBLIC_SUFFIX];
  if (!name || !suffix)
    throw new Unusable(
      `${words}: give a namespace like contoso-orders, its host name like contoso-orders.${PUBLIC_SUFFIX}, or its id.`,
    );
  return { host: `${name}.${suffix}`.toLowerCase(), alias: `${name}.privatelink.${suffix}`.toLowerCase() };
}
