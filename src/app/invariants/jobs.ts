import type { Invariant } from "./invariant.ts";

/** Nothing is stuck: what was enqueued is done, what is waited for comes, and nobody holds a lock. */
export const JOB_INVARIANTS: readonly Invariant[] = [
  {
    name: "no-job-failed-for-good",
    meaning: "No job has used up its attempts",
    as: "owner",
    sql: `
      select id, task_identifier, key, attempts
      from graphile_worker.jobs
      where attempts >= max_attempts and locked_at is null`,
  },
  {
    name: "matching-within-five-minutes",
    meaning:
      "No submitted lead waits longer than five minutes to be matched against the others, also when what it is matched by was corrected",
    whileServing: true,
    sql: `
      select lead.id as lead_id, lead.claimed_at
      from lead
      join company on company.lead_id = lead.id
      left join lead_matching as matching
        on matching.lead_id = lead.id and matching.keys_version = company.keys_version
      where lead.stage = 'SUBMITTED'
        and matching.lead_id is null
        and (lead.updated_at >= statement_timestamp() - interval '5 minutes') is distinct from true`,
  },
  {
    name: "nobody-idles-in-a-transaction",
    meaning:
      "No session has had a transaction open for 30 seconds without using it, and all can be seen",
    as: "owner",
    sql: `
      select pid, usename, state, state_change
      from pg_stat_activity
      where datname = current_database()
        and backend_type = 'client backend'
        and (
          state is null
          or state like 'idle in transaction%' and state_change < clock_timestamp() - interval '30 seconds'
        )`,
  },
];
