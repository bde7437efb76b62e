import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

interface Said {
  readonly status: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

/** Programs that are found before those of the machine. */
export interface StandIns {
  readonly folder: string;
  /** The `PATH` on which they come first. */
  readonly path: string;
  /** `script` is one of bash. */
  add(name: string, script: string): void;
  /** A script of bash, with these programs. */
  run(script: string, args: readonly string[]): Promise<Said>;
  remove(): void;
}

export function standIns(): StandIns {
  const folder = mkdtempSync(join(tmpdir(), "programs-"));
  const path = `${folder}${delimiter}${process.env["PATH"]}`;
  return {
    folder,
    path,
    add(name, script) {
      writeFileSync(join(folder, name), `#!/usr/bin/env bash\n${script}\n`);
      chmodSync(join(folder, name), 0o755);
    },
    run: (script, args) =>
      new Promise((resolve) => {
        const env = { ...process.env, PATH: path };
        execFile("bash", [script, ...args], { env }, (error, stdout, stderr) =>
          resolve({ status: error ? error.code : 0, stdout, stderr }),
        );
      }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
