import { EVENT_OPERATIONS, EVENT_TYPES } from "../domain/event-filter.ts";
import { listIn, textIn, textsIn, valueIn } from "./json-in.ts";

/** What the filter of an event subscription lets through. All of its parts must let an event pass. */
export interface Passing {
  /** Operations that the service has to hear of, and does not. */
  readonly unheard: readonly string[];
  readonly typeless: readonly string[];
  /** Parts about something else that leave out what they should not, or may. */
  readonly narrowed: readonly string[];
  readonly tooMuch: readonly string[];
}

export function passingOf(one: unknown, subscription: string): Passing {
  const filter = valueIn(one, "properties", "filter");
  const types = textsIn(filter, "includedEventTypes");
  const advanced = listIn(filter, "advancedFilters");
  const named = advanced.filter((part) => keyOf(part) === OPERATION);
  const others = advanced.filter((part) => keyOf(part) !== OPERATION);
  return {
    unheard: EVENT_OPERATIONS.filter((operation) => !named.every((part) => lets(part, operation))),
    typeless: types.length === 0 ? [] : EVENT_TYPES.filter((type) => !types.includes(type)),
    narrowed: [...subjectsIn(filter, subscription), ...others.flatMap((part) => otherIn(part, subscription))],
    tooMuch: named.length === 0 ? ["every operation in the subscription"] : strangersIn(named),
  };
}

const OPERATION = "data.operationname";

const keyOf = (part: unknown) => textIn(part, "key").toLowerCase();

function strangersIn(named: readonly unknown[]): readonly string[] {
  const known = EVENT_OPERATIONS.map((operation) => operation.toLowerCase());
  return named
    .filter((part) => textIn(part, "operatorType") === "StringIn")
    .flatMap((part) => textsIn(part, "values"))
    .filter((operation) => !known.includes(operation.toLowerCase()));
}

/** Subjects are ids of connections, whose beginning alone is known. */
function subjectsIn(filter: unknown, subscription: string): readonly string[] {
  const [begins, ends] = [textIn(filter, "subjectBeginsWith"), textIn(filter, "subjectEndsWith")];
  const every = `/subscriptions/${subscription}/resourcegroups/`.toLowerCase();
  return [
    ...(every.startsWith(begins.toLowerCase()) ? [] : [`subjects that begin with ${begins}`]),
    ...(ends === "" ? [] : [`subjects that end with ${ends}`]),
  ];
}

function otherIn(part: unknown, subscription: string): readonly string[] {
  const values = valuesOf(keyOf(part), subscription);
  if (values?.every((value) => lets(part, value))) return [];
  const wanted = textsIn(part, "values").join(", ") || textIn(part, "value");
  return [`${textIn(part, "key")} ${textIn(part, "operatorType")} ${wanted}`.trimEnd()];
}

/** What is the same in all events of the service; `undefined`: nobody knows. */
function valuesOf(key: string, subscription: string): readonly string[] | undefined {
  switch (key) {
    case "eventtype":
      return EVENT_TYPES;
    case "subject":
      return EVENT_OPERATIONS.map((operation) => subjectOf(operation, subscription));
    case "topic":
      return [`/subscriptions/${subscription}`];
    case "data.resourceprovider":
      return ["Microsoft.Relay"];
    case "data.status":
      return ["Succeeded"];
    case "data.subscriptionid":
      return [subscription];
    default:
      return undefined;
  }
}

/** With `*` for what may be called anything. */
function subjectOf(operation: string, subscription: string): string {
  const [provider, namespaces, type] = operation.split("/");
  return `/subscriptions/${subscription}/resourceGroups/*/providers/${provider}/${namespaces}/*/${type}/*`;
}

type Fits = (text: string, value: string) => boolean;

const is: Fits = (text, value) => text === value;
const begins: Fits = (text, value) => text.startsWith(value);
const ends: Fits = (text, value) => text.endsWith(value);
const holds: Fits = (text, value) => text.includes(value);

const FITS: ReadonlyMap<string, Fits> = new Map([
  ["In", is],
  ["BeginsWith", begins],
  ["EndsWith", ends],
  ["Contains", holds],
]);

/** What is not known lets nothing pass. */
function lets(part: unknown, text: string): boolean {
  const values = textsIn(part, "values").map((value) => value.toLowerCase());
  const [, not, how = ""] = /^String(Not)?(\w+)$/.exec(textIn(part, "operatorType")) ?? [];
  const fits = FITS.get(how);
  if (!fits) return textIn(part, "operatorType") === "IsNotNull";
  return values.some((value) => fits(text.toLowerCase(), value)) === (not === undefined);
}
