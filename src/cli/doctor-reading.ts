import type { Finding } from "../domain/answers.ts";
import { type Cure, notChecked } from "../domain/examination.ts";
import { shellWord } from "../domain/shell-word.ts";
import { type Arm, ArmRefused } from "./arm.ts";
import { Ended, EXIT, type ExitCode, NotSignedIn } from "./terminal.ts";
import { unreadExit } from "./unread-exit.ts";

/** What Azure answers to one question: that it does not keeps nobody from the others. */
export type Seen<Value> =
  | { readonly kind: "seen"; readonly value: Value }
  /** `gone`: there is no such thing. The finding says that it could not be looked at. */
  | { readonly kind: "gone" | "hidden"; readonly finding: Finding };

export interface Question {
  /** Resource id of what is asked about. */
  readonly at: string;
  /** The rest of the path, and the query. */
  readonly below?: string;
  readonly apiVersion: string;
  /** What whoever asks has to be. */
  readonly role?: string;
}

export interface Reading {
  get(question: Question): Promise<Seen<unknown>>;
  list(question: Question): Promise<Seen<readonly unknown[]>>;
  /** What is secret to who may only read. */
  reveal(question: Question): Promise<Seen<unknown>>;
  /** How doctor ends if all is well: not as done where nothing could be read. */
  exit(): ExitCode;
}

export function readingOf(arm: Arm): Reading {
  const past: Past = { read: 0, exits: [], shut: undefined };
  const seen = async <Value>(question: Question, ask: (path: string) => Promise<Value>): Promise<Seen<Value>> => {
    try {
      if (past.shut) throw past.shut;
      const value = await ask(`${question.at}${question.below ?? ""}`);
      past.read += 1;
      return { kind: "seen", value };
    } catch (error) {
      return unseen(question, refusalIn(error, past));
    }
  };
  return {
    get: (question) => seen(question, (path) => arm.get(path, question.apiVersion)),
    list: (question) => seen(question, (path) => arm.list(path, question.apiVersion)),
    reveal: (question) => seen(question, (path) => arm.post(path, question.apiVersion)),
    exit: () => (past.read > 0 ? EXIT.done : unreadExit(past.exits)),
  };
}

interface Past {
  read: number;
  /** What doctor would have ended with, had it been each question that was not answered. */
  readonly exits: ExitCode[];
  /** Why nothing more need be asked: there is no token, or a bad one. */
  shut: NotSignedIn | undefined;
}

/** Whatever else is thrown is a fault of ours. */
function refusalIn(error: unknown, past: Past): Ended {
  if (!(error instanceof Ended)) throw error;
  if (error instanceof NotSignedIn) past.shut ??= error;
  const refusal = past.shut ?? error;
  past.exits.push(refusal.exit);
  return refusal;
}

function unseen(question: Question, error: Ended): Seen<never> {
  const what = `This could not be looked at in Azure: ${error.message}`;
  const where = error instanceof NotSignedIn ? "Azure" : question.at || "/subscriptions";
  const isGone = error instanceof ArmRefused && error.isGone;
  return {
    kind: isGone ? "gone" : "hidden",
    finding: notChecked({ what, where, ...cureOf(question, error) }),
  };
}

const AGAIN = "Run doctor again in a minute; Azure's own words say more";

function cureOf(question: Question, error: Ended): Cure {
  if (error instanceof NotSignedIn)
    return {
      cure: "Sign in to Azure; a token in RELAY_APPROVALS_ARM_TOKEN has to be a new one",
      commands: ["az login"],
    };
  if (!(error instanceof ArmRefused)) return { cure: AGAIN };
  if (error.isOtherTenant)
    return { cure: "Sign in to the tenant of that subscription", commands: ["az login --tenant '<tenant>'"] };
  return error.status === 403 ? roleFor(question) : { cure: AGAIN };
}

function roleFor({ at, role = "Reader" }: Question): Cure {
  return {
    cure: `Have the role ${role} assigned there, and sign in anew; or sign in as somebody who has it`,
    commands: [
      `az role assignment create --assignee '<your user name>' --role ${shellWord(role)} --scope ${shellWord(at)}`,
    ],
  };
}

/** What is found in an answer; `gone` takes the place of saying that it could not be looked at. */
export async function found<Value>(
  seen: Seen<Value>,
  about: (value: Value) => readonly Finding[] | Promise<readonly Finding[]>,
  gone?: Finding,
): Promise<readonly Finding[]> {
  if (seen.kind === "seen") return about(seen.value);
  return [seen.kind === "gone" && gone ? gone : seen.finding];
}
