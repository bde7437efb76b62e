type Constraint = (value: string, ...limits: number[]) => boolean;

const simple: Readonly<Record<string, RegExp>> = {
  int: /^-?\d{1,10}$/,
  long: /^-?\d{1,19}$/,
  bool: /^(?:true|false)$/i,
  alpha: /^[A-Za-z]+$/,
  guid: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  decimal: /^-?\d+(?:\.\d+)?$/,
  double: /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i,
  float: /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i,
  required: /./s,
};

const withLimits: Readonly<Record<string, Constraint>> = {
  length: (value, least = 0, most = least) => value.length >= least && value.length <= most,
  minlength: (value, least = 0) => value.length >= least,
  maxlength: (value, most = 0) => value.length <= most,
  min: (value, least = 0) => isNumber(value) && Number(value) >= least,
  max: (value, most = 0) => isNumber(value) && Number(value) <= most,
  range: (value, least = 0, most = 0) => isNumber(value) && Number(value) >= least && Number(value) <= most,
};

const form = /^(?<name>[a-z]+)(?:\((?<inside>.*)\))?$/i;

export function knownConstraint(constraint: string): boolean {
  const { name = "", inside } = form.exec(constraint)?.groups ?? {};
  const key = name.toLowerCase();
  return inside === undefined ? key in simple : key === "regex" || key in withLimits;
}

export function fits(constraint: string, value: string): boolean {
  const { name = "", inside } = form.exec(constraint)?.groups ?? {};
  const key = name.toLowerCase();
  if (inside === undefined) return simple[key]?.test(value) ?? false;
  if (key === "regex") return new RegExp(inside, "i").test(value);
  return withLimits[key]?.(value, ...inside.split(",").map(Number)) ?? false;
}

function isNumber(value: string): boolean {
  return /^-?\d+$/.test(value);
}
