import { fits, knownConstraint } from "./route-constraints.ts";

type Segment =
  | { readonly kind: "literal"; readonly text: string }
  | {
      readonly kind: "parameter" | "rest";
      readonly name: string;
      readonly constraints: readonly string[];
      readonly isOptional: boolean;
    };

export interface Route {
  readonly template: string;
  readonly segments: readonly Segment[];
}

/** Reads a route template such as `connections/{id:int}/{*rest}`. */
export function parseRoute(template: string): Route {
  const parts = template.replace(/^\/+|\/+$/g, "").split("/");
  const segments = template === "" ? [] : parts.map((part) => segmentOf(part, template));
  const misplaced = segments.slice(0, -1).find((segment) => segment.kind === "rest");
  if (misplaced) throw new Error(`Route "${template}": only the last segment may take the rest`);
  return { template, segments };
}

/** The parameters of a path that the route matches; the path comes in decoded segments. */
export function matchRoute({ segments }: Route, path: readonly string[]): Record<string, string> | undefined {
  const takesRest = segments.at(-1)?.kind === "rest";
  if (path.length > segments.length && !takesRest) return undefined;
  const values = segments.map(({ kind }, index) => (kind === "rest" ? path.slice(index).join("/") : path[index]));
  if (!segments.every((segment, index) => accepts(segment, values[index]))) return undefined;
  const parameters = segments.flatMap((segment, index): [string, string][] => {
    const value = values[index];
    return segment.kind === "literal" || !value ? [] : [[segment.name, value]];
  });
  return Object.fromEntries(parameters);
}

/** Orders routes so that the more special one is asked first. */
export function compareRoutes(one: Route, other: Route): number {
  const length = Math.max(one.segments.length, other.segments.length);
  for (let index = 0; index < length; index++) {
    const difference = generality(one.segments[index]) - generality(other.segments[index]);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether there may be a path that belongs to both. */
export function mayBothMatch({ segments: some }: Route, { segments: others }: Route): boolean {
  for (let index = 0; index < Math.max(some.length, others.length); index++) {
    const [one, other] = [some[index], others[index]];
    if (one?.kind === "rest" || other?.kind === "rest") return true;
    if (!mayShare(one, other)) return false;
  }
  return true;
}

function mayShare(one: Segment | undefined, other: Segment | undefined): boolean {
  if (!one) return other !== undefined && accepts(other, undefined);
  if (!other) return accepts(one, undefined);
  if (one.kind === "literal") return accepts(other, one.text);
  return other.kind !== "literal" || accepts(one, other.text);
}

function segmentOf(part: string, template: string): Segment {
  const inBraces = /^\{(?<rest>\*{0,2})(?<name>[A-Za-z_]\w*)(?<constraints>(?::.+?)?)(?<optional>\??)\}$/.exec(part);
  if (!inBraces?.groups) {
    if (/[{}]/.test(part)) throw new Error(`Route "${template}": segment "${part}" is not supported by the local host`);
    return { kind: "literal", text: part.toLowerCase() };
  }
  const { rest, name = "", constraints = "", optional } = inBraces.groups;
  const names = constraints.split(/:(?![^(]*\))/).filter(Boolean);
  const unknown = names.find((constraint) => !knownConstraint(constraint));
  if (unknown) throw new Error(`Route "${template}": constraint "${unknown}" is not supported by the local host`);
  return { kind: rest ? "rest" : "parameter", name, constraints: names, isOptional: optional === "?" };
}

function accepts(segment: Segment, value: string | undefined): boolean {
  if (segment.kind === "literal") return value?.toLowerCase() === segment.text;
  if (!value) return segment.isOptional || segment.kind === "rest";
  return segment.constraints.every((constraint) => fits(constraint, value));
}

function generality(segment: Segment | undefined): number {
  if (!segment || segment.kind === "literal") return 0;
  if (segment.kind === "rest") return 3;
  return segment.constraints.length > 0 ? 1 : 2;
}
