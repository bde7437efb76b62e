import * as z from "zod";
import type { Command } from "../../domain/command.ts";
import { commentOf } from "../../domain/comment.ts";
import type { TeamsActivity } from "./activity.ts";
import { COMMENT_INPUT } from "./cards/comment-input.ts";
import { COMMAND, type Wanted } from "./cards/wanted.ts";

const Asked: z.ZodType<Wanted> = z.object({
  kind: z.enum(["pending", "connections", "audit", "revoke", "remove"]),
  of: z
    .string()
    .max(1_000)
    .optional()
    .transform((of) => of),
  hours: z
    .int()
    .min(1)
    .max(8_784)
    .optional()
    .transform((hours) => hours),
  from: z.int().min(0).max(100_000).default(0),
  seen: z.string().max(100).optional(),
});

const Pressed = z.object({ verb: z.literal(COMMAND), ask: Asked, [COMMENT_INPUT]: z.string().default("") });
const Execute = z.object({
  action: z.object({ verb: z.unknown(), data: z.looseObject({}).default({}) }),
});

/** What a button of an answer asks for: more rows, or a change for the second time. It is believed in nothing. */
export function askedByButton({ type, value }: TeamsActivity): Command | undefined {
  const action = Execute.safeParse(value).data?.action;
  const pressed = type === "invoke" ? action && { ...action.data, verb: action.verb } : value;
  const said = Pressed.safeParse(pressed).data;
  return said && commandOf(said.ask, commentOf(said[COMMENT_INPUT]));
}

function commandOf({ kind, of, hours, from, seen }: Wanted, comment: string): Command | undefined {
  if (kind === "pending") return { kind, namespace: of, from };
  if (of === undefined) return undefined;
  if (kind === "connections") return { kind, namespace: of, from };
  if (kind === "audit") return hours === undefined ? undefined : { kind, about: of, sinceHours: hours, from };
  return { kind, connection: of, comment, confirmedFor: seen };
}
