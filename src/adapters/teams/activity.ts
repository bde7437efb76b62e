import * as z from "zod";
import type { CardSpot } from "../../domain/copies.ts";

/** What the bot reads of an activity. What is not named here is carried along, unread. */
const Activity = z.looseObject({
  type: z.string(),
  channelId: z.string(),
  serviceUrl: z.string(),
  text: z.string().nullish(),
  value: z.unknown().optional(),
  replyToId: z.string().nullish(),
  from: z.looseObject({
    id: z.string().min(1),
    name: z.string().optional(),
    aadObjectId: z.string().optional(),
    tenantId: z.string().optional(),
  }),
  recipient: z.looseObject({ id: z.string().min(1) }),
  conversation: z.looseObject({ id: z.string().min(1), tenantId: z.string().optional() }),
  channelData: z.looseObject({ tenant: z.looseObject({ id: z.string() }).optional() }).optional(),
});

export type TeamsActivity = z.infer<typeof Activity>;

/** A JSON object with a type, or nothing. */
export function bodyOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const body = z.looseObject({ type: z.string() }).safeParse(JSON.parse(text));
    return body.data;
  } catch {
    return undefined;
  }
}

export function activityOf(body: unknown): TeamsActivity | undefined {
  return Activity.safeParse(body).data;
}

/** Where the card stands that a click was made on: only Teams itself sets that. */
export function spotOf({ conversation, replyToId }: TeamsActivity): CardSpot | undefined {
  return replyToId ? { conversation: conversation.id, activity: replyToId } : undefined;
}

/** The tenant where it happened; `undefined` when the activity does not say. */
export function tenantOf({ channelData, conversation }: TeamsActivity): string | undefined {
  return channelData?.tenant?.id ?? conversation.tenantId;
}

/** Every tenant that the activity names: where it happened and, for somebody from outside, where they are at home. */
export function tenantsOf(activity: TeamsActivity): readonly string[] {
  const { channelData, conversation, from } = activity;
  return [channelData?.tenant?.id, conversation.tenantId, from.tenantId].filter((tenant) => tenant !== undefined);
}
