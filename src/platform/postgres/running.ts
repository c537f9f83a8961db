import { existsSync } from "node:fs";
import path from "node:path";
import { OWNER, pathsIn, readPassword } from "./cluster.ts";
import { readServerNote } from "./leftovers.ts";
import { lifeOf } from "./process-facts.ts";

/** True where the data folder holds an embedded database, running or not. */
export function hasCluster(dataDir: string): boolean {
  return existsSync(path.join(pathsIn(dataDir).cluster, "PG_VERSION"));
}

/**
 * The owner's connection to the embedded server that runs on the data folder right now, whichever
 * process it belongs to; null where none runs. Holds the password: do not log it.
 */
export function urlOfRunning(dataDir: string, database: string): string | null {
  const paths = pathsIn(dataDir);
  const note = readServerNote(paths.cluster);
  if (!note?.ready || lifeOf(note.pid) === null) return null;
  return `postgres://${OWNER}:${readPassword(paths)}@127.0.0.1:${note.port}/${database}`;
}
