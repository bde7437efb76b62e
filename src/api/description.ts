import * as z from "zod";
import type { Answered, Call } from "./parts.ts";
import { API_PATHS, type ApiName } from "./paths.ts";
import { ROUTES, type Route } from "./routes.ts";
import { problem } from "./schemas.ts";

/** OpenAPI 3.1, made of the routes themselves. */
export function describeApi({ parts }: Call): Answered {
  return { json: descriptionOf(parts.world.serviceVersion) };
}

export function descriptionOf(version: string): Readonly<Record<string, unknown>> {
  const paths = Map.groupBy(API_PATHS, ({ path }) => `/${path.replace("{*file}", "{file}")}`);
  return {
    openapi: "3.1.0",
    info: {
      title: "Relay Approvals",
      version,
      description: "Who let which private endpoint into which Azure Relay namespace, when and why. See docs/api.md.",
      license: { name: "MIT", identifier: "MIT" },
    },
    paths: Object.fromEntries(
      [...paths].map(([path, methods]) => [
        path,
        Object.fromEntries(
          methods.map(({ method, name }) => [method.toLowerCase(), operationOf(name, path, ROUTES[name])]),
        ),
      ]),
    ),
    components: { schemas: { Problem: schemaOf(problem) }, securitySchemes: SECURITY },
    security: [{ entra: [] }],
  };
}

const SECURITY = {
  entra: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "An access token of Entra for the API's app registration, with the roles that each operation names",
  },
} as const;

function operationOf(name: ApiName, path: string, { summary, roles, query, body, ...answers }: Route) {
  return {
    operationId: name,
    summary,
    description: roles === "anybody" ? "Needs no token." : `Needs one of the roles ${roles.join(", ")}.`,
    ...(roles === "anybody" && { security: [] }),
    parameters: [...pathParametersOf(path), ...queryParametersOf(query)],
    ...(body && {
      requestBody: { required: true, content: { "application/json": { schema: schemaOf(body, "input") } } },
    }),
    responses: {
      "200": { description: "OK", content: contentOf(answers) },
      default: {
        description: "What is wrong, in words",
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    },
  };
}

function pathParametersOf(path: string) {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
}

function queryParametersOf(query: z.ZodObject) {
  const { properties = {} } = z.toJSONSchema(query, { io: "input" }) as {
    properties?: Record<string, { description?: string }>;
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    ...{ name, in: "query", schema },
    ...(description !== undefined && { description }),
  }));
}

function contentOf({ answer, contentTypes = [] }: Pick<Route, "answer" | "contentTypes">) {
  const texts = contentTypes.map((type) => [type, {}] as const);
  const json = answer ? [["application/json", { schema: schemaOf(answer) }] as const] : [];
  return Object.fromEntries([...json, ...texts]);
}

/** Whole, with what it is made of: a reader needs no other document. */
export function schemaOf(schema: z.ZodType, io: "input" | "output" = "output"): Readonly<Record<string, unknown>> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, target: "draft-2020-12" });
  return inlined(rest);
}

/** References within a schema would point into the wrong document. */
function inlined({ $defs = {}, ...schema }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const definitions = $defs as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const replace = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(replace);
    if (typeof value !== "object" || value === null) return value;
    const { $ref, ...members } = value as Readonly<Record<string, unknown>>;
    const named = typeof $ref === "string" ? definitions[$ref.replace("#/$defs/", "")] : undefined;
    const kept = Object.entries({ ...named, ...members }).filter(([name, member]) => !isName(name, member));
    return Object.fromEntries(kept.map(([name, member]) => [name, replace(member)]));
  };
  return replace(schema) as Readonly<Record<string, unknown>>;
}

/** A schema's own name, and not the schema of a property that is called so. */
function isName(name: string, member: unknown): boolean {
  return (name === "id" || name === "$id") && typeof member === "string";
}
