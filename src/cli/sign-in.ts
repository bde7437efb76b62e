import { NotSignedIn, type Terminal } from "./terminal.ts";

const SIGN_IN = "sign in to Azure (az login, azd auth login or Connect-AzAccount)";
const HOW = `Set RELAY_APPROVALS_TOKEN to a token, or ${SIGN_IN} and say
for what: with --scope or RELAY_APPROVALS_SCOPE, like api://<client id of the app registration>/.default. Whoever has
deployed the service has that id from azd env get-value API_CLIENT_ID; there is none before infra/sign-in/register.sh.`;

/** To Azure Resource Manager, which is named already. */
const ARM_HOW = `Set RELAY_APPROVALS_ARM_TOKEN to a token, or ${SIGN_IN}.`;
export const ARM_HOW_ANEW = `One in RELAY_APPROVALS_ARM_TOKEN has to be a new one; without it ${SIGN_IN} anew.`;

/** A token that is good now. */
export type Tokens = () => Promise<string>;

const RENEWED_BEFORE_MS = 300_000;

/** The token in the environment, or those of whoever is signed in to Azure on this machine. */
export function tokensFor(scope: string | undefined, { env, now }: Pick<Terminal, "env" | "now">): Tokens {
  const given = env["RELAY_APPROVALS_TOKEN"]?.trim();
  if (given) return async () => checked(given, "RELAY_APPROVALS_TOKEN");
  const wanted = scope ?? env["RELAY_APPROVALS_SCOPE"];
  if (!wanted) throw new NotSignedIn(`Not signed in. ${HOW}`);
  return tokensOfIdentity(wanted, now, HOW);
}

/** For Azure Resource Manager: another token than the service's, which is of no use there. */
export function armTokensFor(scope: string, { env, now }: Pick<Terminal, "env" | "now">): Tokens {
  const given = env["RELAY_APPROVALS_ARM_TOKEN"]?.trim();
  return given ? async () => checked(given, "RELAY_APPROVALS_ARM_TOKEN") : tokensOfIdentity(scope, now, ARM_HOW);
}

function tokensOfIdentity(wanted: string, now: Terminal["now"], how: string): Tokens {
  let [token, until] = ["", 0];
  return async () => {
    if (until < now().getTime() + RENEWED_BEFORE_MS) [token, until] = await tokenOfIdentity(wanted, how);
    return token;
  };
}

/** It becomes part of a header. */
function checked(token: string, setting: string): string {
  if (!/^[!-~]+$/.test(token)) throw new NotSignedIn(`${setting} holds what is no token.`);
  return token;
}

async function tokenOfIdentity(scope: string, how: string): Promise<[token: string, until: number]> {
  const azure = await import("@azure/identity");
  const credential = new azure.ChainedTokenCredential(
    new azure.AzureCliCredential(),
    new azure.AzureDeveloperCliCredential(),
    new azure.AzurePowerShellCredential(),
  );
  try {
    const { token, expiresOnTimestamp } = await credential.getToken(scope);
    return [token, expiresOnTimestamp];
  } catch (cause) {
    throw new NotSignedIn(`No token for ${scope}.\n${(cause as Error).message.trim()}\n${how}`, { cause });
  }
}
