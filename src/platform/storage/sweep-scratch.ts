import { readdir, rm, stat } from "node:fs/promises";
import path from "node:path";

/**
 * Removes what arrived in the folder and nobody came for: of a process that was killed, a file is
 * left that no row tells of. What was written to after `before` may still be arriving.
 */
export async function sweepScratch(folder: string, before: Date): Promise<number> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  });
  let removed = 0;
  for (const name of names.filter((each) => each.endsWith(".part"))) {
    const file = path.join(folder, name);
    const found = await stat(file).catch(() => null);
    if (found === null || found.mtime >= before) continue;
    await rm(file, { force: true });
    removed += 1;
  }
  return removed;
}
