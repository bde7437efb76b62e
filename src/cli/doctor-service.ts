import { z } from "zod";
import type { DoctorAnswer, Finding } from "../domain/answers.ts";
import { NO_REGISTRATION } from "../domain/api-registration.ts";
import { isGuid } from "../domain/azure-id.ts";
import { ANY_APP, RESTART_APP } from "../domain/cure-commands.ts";
import { type Cure, finding } from "../domain/examination.ts";
import { type Reached, reachApi } from "./api.ts";
import { accessRestrictions } from "./doctor-cures.ts";
import { EndedByAnswer } from "./problem.ts";
import { shaped } from "./shaped.ts";
import { Ended, EXIT, type Terminal } from "./terminal.ts";

export interface Inside {
  /** `undefined`: the service did not tell. */
  readonly answer: DoctorAnswer | undefined;
  readonly findings: readonly Finding[];
  /** Whether it is the service that answers at the address. */
  readonly isOurs: boolean;
}

const PATH = "api/doctor";

const text = z.string();
/** Of the answer, what is read of it here. */
const ANSWER = z.looseObject({
  setup: z.looseObject({ subscriptions: z.array(text.refine(isGuid)), botAppId: text }).optional(),
  findings: z.array(
    z.looseObject({
      ...{ id: text, severity: z.enum(["error", "warning", "info"]), what: text, where: text, cure: text },
      commands: z.array(text).optional(),
    }),
  ),
});

/** What the service finds at itself; that it does not answer is a finding too. */
export async function inside(reached: Reached, terminal: Terminal): Promise<Inside> {
  try {
    const said = shaped(ANSWER, await reachApi(reached, terminal).get<DoctorAnswer>(PATH, "findings"), PATH);
    // An older service tells no commands.
    const findings = said.findings.map((one) => ({ ...one, commands: one.commands ?? [] }));
    return { answer: { ...said, findings }, findings, isOurs: true };
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    const isOurs = error instanceof EndedByAnswer && error.isOurs;
    return { answer: undefined, findings: [unanswered(error)], isOurs };
  }
}

function unanswered(error: Ended): Finding {
  if (error instanceof EndedByAnswer && !error.isOurs) return notOurs(error);
  switch (error.exit) {
    case EXIT.notAllowed:
      return noAccess(error);
    case EXIT.noAnswer:
      if (!(error instanceof EndedByAnswer)) return unreachable(error.message);
      return error.status === 200 ? ofAnotherVersion(error.message) : unable(error.message);
    default:
      return ofAnotherVersion(`the service does not know what doctor asks: ${error.message}`);
  }
}

const told = (id: string, { what, ...cure }: Pick<Finding, "what"> & Cure) =>
  finding("error", id, { what, where: PATH, ...cure });

function ofAnotherVersion(why: string): Finding {
  return told("api-refused", {
    what: `Service and command line do not understand each other: ${why}`,
    cure: "Deploy the version that this command line is of, or take the command line of the service's version",
    commands: ["azd deploy --all"],
  });
}

const ROLE = "have the role Audit.Read.All assigned: Entra admin center, Enterprise applications, Users and groups";

/** Of the service itself 401 says that the token is none for it, 403 that it lacks the role; without a status there was no token to send. */
function noAccess(error: Ended): Finding {
  const isRole = error instanceof EndedByAnswer && error.status === 403;
  return told("api-access", {
    what: `The service does not tell you: ${error.message}`,
    cure: isRole
      ? `You are signed in: ${ROLE}`
      : `Sign in for the app registration of the API, and ${ROLE}. If nobody gets in, compare API_CLIENT_ID and TENANT_ID with the registration`,
    commands: isRole ? [] : ["az login", "relay-approvals doctor --scope 'api://<client id of the API>/.default'"],
  });
}

function unreachable(why: string): Finding {
  return told("api-unreachable", {
    what: `The service does not answer: ${why}`,
    cure: "Start it anew; why it does not start is in Application Insights, and under Diagnose and solve problems of the app",
    commands: [RESTART_APP],
  });
}

/** The service itself says why. */
function unable(why: string): Finding {
  return told("api-unable", {
    what: `The service answers, and cannot tell: ${why}`,
    ...(why.includes(NO_REGISTRATION) ? REGISTER : TRY_AGAIN),
  });
}

const REGISTER = {
  cure: "Register the API, and deploy once more with the id that the script leaves in azd",
  commands: ["infra/sign-in/register.sh", "azd up"],
};

const TRY_AGAIN = {
  cure: "Run doctor again in a minute; if it stays so, the service's log says why",
};

/** What stands in front of the service, or at another address, answered. */
function notOurs({ status, message }: EndedByAnswer): Finding {
  const answers = `${PATH} is answered with ${status}, and not by the service`;
  if (status === 429 || status >= 500) return unreachable(message);
  if (status === 401 || (status >= 300 && status < 400))
    return told("api-sign-in", {
      what: `${answers}: something in front of it wants a sign-in of its own.`,
      ...SIGN_IN,
    });
  if (status === 404 || status < 300)
    return told("api-missing", {
      what: `${answers}: it is not at this address, or the app has no functions.`,
      ...MISSING,
    });
  return told("api-refused", {
    what: `${answers}: you are not let in from here.`,
    cure: "Ask from a network that the app lets in (OPERATOR_RANGES); a stopped app answers 403 too. Else see what stands in front of it",
    commands: [accessRestrictions(ANY_APP), `az functionapp show ${ANY_APP} --query state`],
  });
}

/** App Service authentication that turns people away, or leads them to a sign-in. */
export const SIGN_IN = {
  cure: "Give the address of the service with --url. Where it is the right one, let App Service authentication turn nobody away (allow unauthenticated access, /api/messages excluded): the templates set it so",
  commands: ["azd provision core"],
};

export const MISSING = {
  cure: "Give the address of the service with --url. Where it is the right one, see whether the app has functions, and deploy them; Application Insights says why the host finds none",
  commands: [`az functionapp function list ${ANY_APP} --output table`, "azd deploy --all"],
};
