import * as z from "zod";
import { isGuid, namespaceIdOf } from "../../domain/azure-id.ts";
import { Fault, type Permitted, type Standing } from "../../ports.ts";
import { whyNoAnswer } from "../error-words.ts";
import { faultOf } from "./answers.ts";
import type { ArmOptions } from "./arm-ports.ts";
import { areGranted, denialsOf, permissionsOf, type Question, type Roles, rolesKept } from "./arm-rights.ts";
import { NEEDED_AT_ENDPOINTS, NEEDED_AT_NAMESPACES } from "./needed-actions.ts";
import type { Permission } from "./roles-wire.ts";
import { type Arm, armSender } from "./sender.ts";

const claims = z.object({ oid: z.string().refine(isGuid) });

/** So that one examination reads a role once, and not at each namespace. */
const ROLE_KEPT = { seconds: 5 };

/** Asks with connections and memory of its own: what a check is told is not what was so a minute ago. */
export function armStanding(options: ArmOptions): Standing {
  const arm: Arm = { ...options, send: armSender(options) };
  const roles = rolesKept(arm, ROLE_KEPT);
  return {
    identity: () => objectIdOf(options),
    permitted: (namespace, objectId) =>
      asked(arm, namespaceIdOf(namespace), () =>
        permittedAt(arm, roles, { place: namespace, objectId, needed: NEEDED_AT_NAMESPACES }),
      ),
    async permittedAtEndpoints(subscription, objectId) {
      const question = { place: { subscription }, objectId, needed: NEEDED_AT_ENDPOINTS };
      try {
        return await asked(arm, `/subscriptions/${subscription}`, () => permittedAt(arm, roles, question));
      } catch (error) {
        if (error instanceof Fault && error.status === 403) return "hidden";
        throw error;
      }
    },
  };
}

async function asked(arm: Arm, where: string, ask: () => Promise<Permitted>): Promise<Permitted> {
  try {
    return await ask();
  } catch (error) {
    throw faultOf(error, `GET of what the service may do at ${where}`, arm.clock());
  }
}

async function objectIdOf({ credential, endpoint }: ArmOptions): Promise<string> {
  const token = await credential.getToken(`${endpoint}/.default`).catch((cause: unknown) => {
    throw new Fault(`The managed identity got no token: ${whyNoAnswer(cause)}`, { cause });
  });
  const read = claims.safeParse(payloadOf(token?.token ?? ""));
  if (!read.success) throw new Fault("The managed identity got a token that names nobody");
  return read.data.oid.toLowerCase();
}

/** It is our own: only Azure has to verify it. */
function payloadOf(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  } catch {
    return undefined;
  }
}

const READS_DENIALS = "Microsoft.Authorization/denyAssignments/read";

interface Asked extends Omit<Question, "fresh"> {
  readonly needed: readonly string[];
}

async function permittedAt(arm: Arm, roles: Roles, { needed, ...about }: Asked): Promise<Permitted> {
  const question = { ...about, fresh: false };
  const granted = await permissionsOf(arm, roles, question);
  const denials = areGranted(granted, READS_DENIALS) ? await denialsOf(arm, question) : [];
  return {
    missing: needed.filter((action) => !areGranted(granted, action)),
    denied: needed.filter((action) => areGranted(granted, action) && areGranted(denials, action)),
    tooMuch: tooMuchIn(granted),
  };
}

function tooMuchIn(permissions: readonly Permission[]): readonly string[] {
  const known = [...NEEDED_AT_NAMESPACES, ...NEEDED_AT_ENDPOINTS].map((action) => action.toLowerCase());
  const isTooMuch = (action: string) => !/\/read$/i.test(action) && !known.includes(action.toLowerCase());
  return [...new Set(permissions.flatMap(({ actions }) => actions).filter(isTooMuch))].toSorted();
}
