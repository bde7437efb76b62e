import { styleText } from "node:util";
import type { Screen } from "./terminal.ts";

export type Colour = "dim" | "bold" | "green" | "red" | "yellow";

/** Only where the screen has colours. */
export function painted(text: string, colour: Colour | undefined, screen: Screen | undefined): string {
  return colour && screen?.hasColours ? styleText(colour, text, { validateStream: false }) : text;
}
