import type { Database, Session } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { DecidedAloneFacts } from "../domain/facts.ts";
import type { Told } from "../domain/write-mail.ts";

/** What there is to tell of decisions that one person made alone; nothing once all were reviewed, and there were none last month. */
export async function readDecidedAlone(database: Database, session: Session): Promise<Told | null> {
  const decided = await database.readOne<DecidedAloneFacts>(
    session,
    sql`
      select to_char(last_month.begins, 'YYYY-MM') as month,
        count(*) filter (where decision.decided_at >= last_month.begins at time zone 'UTC'
          and decision.decided_at < (last_month.begins + interval '1 month') at time zone 'UTC')::integer as "inMonth",
        count(*) filter (where decision.reviewed_at is null and decision.decided_at < now() - interval '7 days')::integer as unreviewed
      from (select date_trunc('month', now() at time zone 'UTC') - interval '1 month' as begins) as last_month
      cross join waived_decision as decision
      group by last_month.begins`,
  );
  return decided && decided.inMonth + decided.unreviewed > 0
    ? { of: "DECIDED_ALONE", decided }
    : null;
}
