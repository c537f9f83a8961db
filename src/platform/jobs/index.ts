/** Work that nobody waits for: jobs that a transaction enqueued, and what is done again and again. */
export { pause } from "./repeat.ts";
export type { Repeat } from "./repeat.ts";
export { startJobs } from "./run-jobs.ts";
export type { JobsOptions, RunningJobs } from "./run-jobs.ts";
export { task } from "./task.ts";
export type { Task, Tasks } from "./task.ts";
