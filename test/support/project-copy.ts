import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface ProjectCopy extends AsyncDisposable {
  readonly root: string;
}

/** What a build reads, in a folder of its own; the packages are linked. `below` makes the path longer. */
export async function copyOfProject(below = "project"): Promise<ProjectCopy> {
  const place = await mkdtemp(join(tmpdir(), "relay-approvals-build-"));
  const root = join(place, below);
  for (const part of ["build", "src", "functions", "package.json", "tsconfig.json", "host.json", "policy.yaml"]) {
    await cp(part, join(root, part), { recursive: true });
  }
  await symlink(join(process.cwd(), "node_modules"), join(root, "node_modules"));
  return { root, [Symbol.asyncDispose]: () => rm(place, { recursive: true, force: true }) };
}
