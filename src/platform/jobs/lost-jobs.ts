import type pg from "pg";

import type { Logger } from "../logger.ts";

import type { Repeat } from "./repeat.ts";

/**
 * Gives jobs free that a worker holds for longer than any job takes: its process was killed, and
 * the library itself would wait four hours. A worker does one job at a time, so all that such a
 * one holds is given free; should it live after all, its job is done twice, as jobs must bear.
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

const RELEASE = `
  select count(*)::integer as count, graphile_worker.force_unlock_workers(array_agg(locked_by))
  from graphile_worker.jobs
  where locked_at < now() - make_interval(secs => $1::double precision)`;
