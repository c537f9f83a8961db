/**
 * The embedded database: PostgreSQL's own programs, as npm brings them, on a folder of ours.
 * It runs as root or not, belongs to one living process at a time, and dies with it.
 */
export { startPostgres } from "./launcher.ts";
export type { PostgresOptions, RunningPostgres } from "./launcher.ts";
export { FolderInUseError } from "./owner-lock.ts";
export { hasCluster, urlOfRunning } from "./running.ts";
export type { ServerExit } from "./server-process.ts";
