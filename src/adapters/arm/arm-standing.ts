import * as z from "zod";
import { isGuid, namespaceIdOf } from "../../domain/azure-id.ts";
import { Fault, type Permitted, type Standing } from "../../ports.ts";
import { whyNoAnswer } from "../error-words.ts";
import { faultOf } from "./answers.ts";
import type { ArmOptions } from "./arm-ports.ts";
import { areGranted, denialsOf, permissionsOf, type Question, rolesKept } from "./arm-rights.ts";
import { NEEDED_AT_ENDPOINTS, NEEDED_AT_NAMESPACES } from "./needed-actions.ts";
import type { Permission } from "./roles-wire.ts";
import { type Arm, armSender } from "./sender.ts";

const claims = z.object({ oid: z.string().refine(isGuid) });

/** Asks with connections and memory of its own: what a check is told is not what was so a minute ago. */
export function armStanding(options: ArmOptions): Standing {
  const arm: Arm = { ...options, send: armSender(options) };
  return {
    identity: () => objectIdOf(options),
    async permitted(namespace, objectId) {
      try {
        return await permittedAt(arm, { namespace, objectId, fresh: true });
      } catch (error) {
        throw faultOf(error, `GET of what the service may do at ${namespaceIdOf(namespace)}`, arm.clock());
      }
    },
  };
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

async function permittedAt(arm: Arm, question: Question): Promise<Permitted> {
  const granted = await permissionsOf(arm, rolesKept(arm), question);
  const denials = areGranted(granted, READS_DENIALS) ? await denialsOf(arm, question) : [];
  return {
    missing: NEEDED_AT_NAMESPACES.filter((action) => !areGranted(granted, action)),
    denied: NEEDED_AT_NAMESPACES.filter((action) => areGranted(granted, action) && areGranted(denials, action)),
    tooMuch: tooMuchIn(granted),
  };
}

function tooMuchIn(permissions: readonly Permission[]): readonly string[] {
  const known = [...NEEDED_AT_NAMESPACES, ...NEEDED_AT_ENDPOINTS].map((action) => action.toLowerCase());
  const isTooMuch = (action: string) => !/\/read$/i.test(action) && !known.includes(action.toLowerCase());
  return [...new Set(permissions.flatMap(({ actions }) => actions).filter(isTooMuch))].toSorted();
}
