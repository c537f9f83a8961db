import { Logger as LibraryLogger, run } from "graphile-worker";
import type { JobHelpers, Runner, TaskList } from "graphile-worker";
import type pg from "pg";

import type { Logger } from "../logger.ts";

import { releaseLostJobs } from "./lost-jobs.ts";
import { openQueuePool } from "./queue-pool.ts";
import { pause, startRepeat } from "./repeat.ts";
import type { Repeat } from "./repeat.ts";
import type { Task, Tasks } from "./task.ts";

export interface JobsOptions {
  /** The connection of the role that owns the job library's schema; the tasks have their own. */
  readonly url: string;
  /** Jobs at once in this process; with 0 neither jobs nor repeats run here. */
  readonly concurrency: number;
  readonly tasks: Tasks;
  readonly repeats: readonly Repeat[];
  readonly log: Logger;
  /**
   * How long a job may be under way before its worker counts as gone, in milliseconds; unless
   * given, short enough for another to have done it within a minute. Jobs take milliseconds, and
   * no statement of theirs more than ten seconds.
   */
  readonly lostAfterMs?: number;
}

export interface RunningJobs {
  /** Takes no more jobs and waits for those under way. Asked twice, it is done once. */
  readonly stop: () => Promise<void>;
}

const RESTART_MS = 1_000;
const LOST_AFTER_MS = 45_000;

/**
 * Runs jobs and repeats until it is stopped. A job that fails is tried again by the library, ever
 * later, as often as it was enqueued for. Should the library itself end (its database went away),
 * it is started anew. Signals are the program's affair, not the library's.
 *
 * @throws when the queue cannot be reached at the start.
 */
export async function startJobs(options: JobsOptions): Promise<RunningJobs> {
  if (options.concurrency === 0) return { stop: async () => undefined };
  // one to listen, one to fetch, one to look for lost jobs, and one for each job to report with
  const pool = openQueuePool(options.url, options.concurrency + 3, options.log);
  const stopping = new AbortController();
  const ended = keepRunning(options, pool, await startOrClose(options, pool), stopping.signal);
  const release = releaseLostJobs(pool, options.lostAfterMs ?? LOST_AFTER_MS, options.log);
  const repeats = [release, ...options.repeats].map((repeat) => startRepeat(repeat, options.log));
  const close = async (): Promise<void> => {
    stopping.abort();
    await Promise.all([ended, ...repeats.map((stopRepeat) => stopRepeat())]);
    await pool.end();
  };
  let closed: Promise<void> | null = null;
  return { stop: () => (closed ??= close()) };
}

async function startOrClose(options: JobsOptions, pool: pg.Pool): Promise<Runner> {
  try {
    return await start(options, pool);
  } catch (error) {
    await pool.end();
    throw error;
  }
}

async function keepRunning(
  options: JobsOptions,
  pool: pg.Pool,
  first: Runner,
  stop: AbortSignal,
): Promise<void> {
  let runner: Runner | null = first;
  while (!stop.aborted) {
    if (runner) await stopOrEnd(runner, options.log, stop);
    if (stop.aborted) return;
    await pause(RESTART_MS, stop);
    runner = stop.aborted ? null : await startAgain(options, pool);
  }
  await runner?.stop();
}

/** Waits until the program stops the runner, or the runner ends by itself. */
async function stopOrEnd(runner: Runner, log: Logger, stop: AbortSignal): Promise<void> {
  const asked = new Promise<"asked">((resolve) => {
    if (stop.aborted) resolve("asked");
    stop.addEventListener("abort", () => resolve("asked"), { once: true });
  });
  try {
    if ((await Promise.race([asked, runner.promise])) === "asked") await runner.stop();
    else log.warn("jobs ended");
  } catch (error) {
    log.error("jobs ended", { error });
  }
}

async function startAgain(options: JobsOptions, pool: pg.Pool): Promise<Runner | null> {
  try {
    return await start(options, pool);
  } catch (error) {
    options.log.error("jobs cannot start", { error });
    return null;
  }
}

function start({ concurrency, tasks, log }: JobsOptions, pool: pg.Pool): Promise<Runner> {
  return run({
    pgPool: pool,
    concurrency,
    noHandleSignals: true,
    // an empty table: the library would look for a file of its own
    crontab: "",
    taskList: taskListOf(tasks, log),
    logger: libraryLogger(log),
    // Batches of whatever is there at once: the library waits at its end for a batch, but not for
    // a single report, and a job done just then would stay locked for hours and be done again.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
  });
}

function taskListOf(tasks: Tasks, log: Logger): TaskList {
  return Object.fromEntries(Object.entries(tasks).map(([name, task]) => [name, logged(task, log)]));
}

/** The task with a log line for each time it ran; the error goes on to the library, which tries again. */
function logged(task: Task, log: Logger) {
  return async (payload: unknown, { job }: JobHelpers): Promise<void> => {
    const facts = { job: job.task_identifier, jobId: job.id, attempt: job.attempts };
    const begun = performance.now();
    try {
      await task(payload, `job-${job.id}`);
    } catch (error) {
      log.error("job failed", { ...facts, ms: performance.now() - begun, error });
      throw error;
    }
    log.debug("job done", { ...facts, ms: performance.now() - begun });
  };
}

/** What the library says of itself, without its words: they may repeat an error's. */
function libraryLogger(log: Logger): LibraryLogger {
  return new LibraryLogger(() => (level, _message, meta) => {
    // a job that failed has its line already
    if (meta["failure"] === true) return;
    if (level === "error") log.error("job library", { error: meta["error"] });
    if (level === "warning") log.warn("job library", { error: meta["error"] });
  });
}
