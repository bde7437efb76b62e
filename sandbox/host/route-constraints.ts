type Constraint = (value: string, ...limits: number[]) => boolean;

const simple: ReadonlyMap<string, RegExp> = mapOf({
  int: /^-?\d{1,10}$/,
  long: /^-?\d{1,19}$/,
  bool: /^(?:true|false)$/i,
  alpha: /^[A-Za-z]+$/,
  guid: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  decimal: /^-?\d+(?:\.\d+)?$/,
  double: /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i,
  float: /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i,
  required: /./s,
});

const withLimits: ReadonlyMap<string, Constraint> = mapOf<Constraint>({
  length: (value, least = 0, most = least) => value.length >= least && value.length <= most,
  minlength: (value, least = 0) => value.length >= least,
  maxlength: (value, most = 0) => value.length <= most,
  min: (value, least = 0) => isNumber(value) && Number(value) >= least,
  max: (value, most = 0) => isNumber(value) && Number(value) <= most,
  range: (value, least = 0, most = 0) => isNumber(value) && Number(value) >= least && Number(value) <= most,
});

const form = /^(?<name>[a-z]+)(?:\((?<inside>.*)\))?$/i;

export function knownConstraint(constraint: string): boolean {
  const { name = "", inside } = form.exec(constraint)?.groups ?? {};
  const key = name.toLowerCase();
  return inside === undefined ? simple.has(key) : key === "regex" || withLimits.has(key);
}

export function fits(constraint: string, value: string): boolean {
  const { name = "", inside } = form.exec(constraint)?.groups ?? {};
  const key = name.toLowerCase();
  if (inside === undefined) return simple.get(key)?.test(value) ?? false;
  if (key === "regex") return new RegExp(inside, "i").test(value);
  return withLimits.get(key)?.(value, ...inside.split(",").map(Number)) ?? false;
}

function isNumber(value: string): boolean {
  return /^-?\d+$/.test(value);
}

/** An object would also know names that nobody gave it, such as `constructor`. */
function mapOf<Value>(entries: Readonly<Record<string, Value>>): ReadonlyMap<string, Value> {
  return new Map(Object.entries(entries));
}
