export type LogLevel = "trace" | "debug" | "information" | "warning" | "error" | "critical" | "none";

export type Log = (level: LogLevel, source: string, message: string) => void;

const order: readonly LogLevel[] = ["trace", "debug", "information", "warning", "error", "critical", "none"];

/** A log that writes one line a record, without secrets and without line breaks of the message's own. */
export function lineLog(writeLine: (line: string) => void, least: LogLevel, secrets: () => readonly string[]): Log {
  return (level, source, message) => {
    if (order.indexOf(level) < order.indexOf(least)) return;
    const text = onOneLine(withoutSecrets(message, secrets()));
    writeLine(`${new Date().toISOString().slice(11, 19)} ${level} ${source} ${text}`);
  };
}

export function messageOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault);
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  const keysGone = secrets.reduce((rest, secret) => rest.replaceAll(secret, "[key]"), text);
  return keysGone
    .replace(/eyJ[\w-]+\.[\w-]+\.[\w-]*/g, "[token]")
    .replace(/([?&](?:code|sig|key)=)[^&\s"']+/gi, "$1[key]");
}

function onOneLine(text: string): string {
  return text.replace(/\r?\n/g, "\\n").replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (sign) => {
    return `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
  });
}
