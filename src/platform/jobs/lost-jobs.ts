import type pg from "pg";

import type { Logger } from "../logger.ts";

import type { Repeat } from "./repeat.ts";

/**
 * Gives jobs free that are held for longer than any job takes: whoever took them was killed, or
 * lost its connection just then. The library does the same, but only after four hours. Should the
 * job be under way after all, it is done twice, as jobs must bear.
 */
export function releaseLostJobs(pool: pg.Pool, lostAfterMs: number, log: Logger): Repeat {
  return {
    name: "release_lost_jobs",
    pauseMs: lostAfterMs / 9,
    work: async () => {
      const { rows } = await pool.query<{ count: number }>(RELEASE, [lostAfterMs / 1000]);
      const count = rows[0]?.count ?? 0;
      if (count > 0) log.warn("lost jobs released", { count });
    },
  };
}

// The library's own words for it. Its function `force_unlock_workers` takes the names of pools, and
// so would also give free what a living pool has just begun.
const RELEASE = `
  with released as (
    update graphile_worker._private_jobs
    set locked_at = null, locked_by = null, run_at = greatest(run_at, now())
    where locked_at < now() - make_interval(secs => $1::double precision)
    returning id
  ), opened as (
    update graphile_worker._private_job_queues
    set locked_at = null, locked_by = null
    where locked_at < now() - make_interval(secs => $1::double precision)
  )
  select count(*)::integer as count from released`;
