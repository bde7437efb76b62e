import { readFileSync } from "node:fs";
import { join } from "node:path";
import { COMMANDS } from "../../src/adapters/teams/command-list.ts";
import { zipOf } from "../zip.ts";
import { type Manifest, manifestOf } from "./manifest.ts";
import type { TeamsAppSettings } from "./settings.ts";
import { faultsIn } from "./validate.ts";

const ICONS = join(import.meta.dirname, "../../teams-app");

export interface TeamsApp {
  readonly manifest: Manifest;
  readonly zip: Uint8Array;
}

/** The package as Teams takes it: the same settings make the same bytes. `faults`: what Microsoft's schema finds wrong. */
export function teamsAppOf(settings: TeamsAppSettings): TeamsApp | { readonly faults: readonly string[] } {
  const manifest = manifestOf(settings, COMMANDS);
  const faults = faultsIn(manifest);
  if (faults.length > 0) return { faults };
  const icon = (name: string) => new Uint8Array(readFileSync(join(ICONS, name)));
  const text = new TextEncoder().encode(`${JSON.stringify(manifest, undefined, 2)}\n`);
  const zip = zipOf({ "manifest.json": text, "color.png": icon("color.png"), "outline.png": icon("outline.png") });
  return { manifest, zip };
}
