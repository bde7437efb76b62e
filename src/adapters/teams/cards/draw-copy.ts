import type { Card } from "../../../domain/card.ts";
import type { NewerCard } from "../../../domain/copies.ts";
import { box, type Element, heading, label, line, outside, STRONG, words } from "./elements.ts";
import { moment, place, reference, requester } from "./facts.ts";
import { frame } from "./frame.ts";

const LIMITS = { moment: 40, channel: 100 };

export const NEWER = "See the newer card";

/** A card that asks no more, since another one of the same request does. */
export function drawCopy(card: Card, { postedAt, channel }: NewerCard): Element {
  const where = channel === undefined ? [] : [words(" in the channel "), outside(channel, LIMITS.channel, STRONG)];
  return frame(`${NEWER}.`, [
    box("emphasis", [label("An earlier card"), heading(NEWER), ...place(card)], { bleed: true }),
    line([words("The newer one was posted "), outside(moment(postedAt), LIMITS.moment), ...where, words(".")], {
      spacing: "medium",
    }),
    ...requester(card),
    reference(card),
  ]);
}
