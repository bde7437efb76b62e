import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { Validator } from "@seriousme/openapi-schema-validator";
import { API_PATHS, type ApiName } from "../../src/api/paths.ts";
import { ROUTES } from "../../src/api/routes.ts";
import { registeredTriggers } from "../functions/registered.ts";
import { ApiStage, jsonOf } from "./an-api.ts";

interface Operation {
  readonly operationId: string;
  readonly description: string;
  readonly security?: readonly unknown[];
  readonly requestBody?: unknown;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Readonly<
    Record<string, { readonly content: Readonly<Record<string, { readonly schema?: object }>> }>
  >;
}

interface Description {
  readonly openapi: string;
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

let description: Description;
beforeAll(async () => {
  description = jsonOf(await new ApiStage().ask("apiDescription", undefined));
});

const operations = () =>
  Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

const lineOf = (method: string, path: string) =>
  `${method.toUpperCase()} ${path.replace("{*", "{").replace(/^\//, "")}`;

function namesOf({ parameters }: Operation, where: string): readonly string[] {
  return parameters.filter((parameter) => parameter.in === where).map(({ name }) => name);
}

function operationOf(name: ApiName): Operation {
  const [found, ...others] = operations().filter(({ operation }) => operation.operationId === name);
  if (!found || others.length > 0) throw new Error(`${name} is not described once`);
  return found.operation;
}

describe("the API's description", () => {
  it("is OpenAPI 3.1, and its references lead somewhere", async () => {
    const validator = new Validator();
    expect(await validator.validate(JSON.parse(JSON.stringify(description)))).toEqual({ valid: true });
    expect(validator.version).toBe("3.1");
    expect(() => validator.resolveRefs()).not.toThrow();
  });

  it("would not be, were something wrong with it", async () => {
    const wrong = JSON.parse(JSON.stringify(description).replaceAll('"in":"query"', '"in":"somewhere"'));
    expect(await new Validator().validate(wrong)).toMatchObject({ valid: false });
  });

  it("names the paths that the built app registers, and no other", () => {
    const described = operations().map(({ method, path }) => lineOf(method, path));
    const registered = registeredTriggers().triggers.filter(({ name }) => name.startsWith("api"));
    const routes = registered.flatMap(({ methods = [], route = "" }) => methods.map((method) => lineOf(method, route)));
    expect(described.toSorted()).toEqual(routes.toSorted());
    expect(described.toSorted()).toEqual(API_PATHS.map(({ method, path }) => lineOf(method, path)).toSorted());
    expect(registered.map(({ name }) => name)).toEqual(
      operations()
        .map(({ operation }) => operation.operationId)
        .toSorted(),
    );
  });

  it.each(API_PATHS)("says of $name which parameters and roles it has", ({ name, path }) => {
    const { query, roles } = ROUTES[name];
    const operation = operationOf(name);
    expect(namesOf(operation, "query")).toEqual(Object.keys(query.shape));
    expect(namesOf(operation, "path")).toEqual([...path.matchAll(/(\w+)\}/g)].map(([, one]) => one));
    expect(operation.security).toEqual(roles === "anybody" ? [] : undefined);
    expect(operation.description).toContain(roles === "anybody" ? "no token" : roles.join(", "));
  });

  it.each(API_PATHS)("says of $name what is sent and answered", ({ name, method }) => {
    const { requestBody, responses } = operationOf(name);
    expect(requestBody === undefined).toBe(method === "GET");
    expect(Object.keys(responses)).toEqual(["200", "default"]);
    expect(Object.keys(responses["200"]?.content ?? {})).not.toEqual([]);
  });

  it("describes entries as the record's own schema does, with the name and the place that are added", () => {
    const {
      $id: _,
      $schema: __,
      title: ___,
      ...recorded
    } = JSON.parse(readFileSync("docs/audit-entry.schema.json", "utf8")) as Record<string, unknown> & {
      readonly properties: object;
    };
    const answer = description.paths["/api/audit"]?.["get"]?.responses["200"]?.content["application/json"]?.schema;
    const shown = (answer as { properties: { entries: { items: { properties: object } } } }).properties.entries.items;
    expect(shown.properties).toMatchObject(recorded.properties);
    const added = Object.keys(shown.properties).filter((name) => !(name in recorded.properties));
    expect(added).toEqual(["actorName", "index"]);
  });

  it("says nothing of the inside", () => {
    expect(JSON.stringify(description)).not.toMatch(/AuditEntries|table|node_modules|\.ts\b/i);
  });

  it("has the version of the service", () => {
    expect(description.info.version).toBe("0.1.0");
  });
});
