import type { Sql } from "../../platform/database/index.ts";
import { sql, trustedText } from "../../platform/database/index.ts";

/** What may be called otherwise later, and is written into files of the books. */
export type NamedSubject =
  "partner" | "partner_country" | "incentive_program" | "company" | "lead_reference";

/** What something was called when a number of the chain was sealed: what it is called now unless that has changed since. */
export const nameAt = (subject: NamedSubject, subjectId: Sql, seq: Sql, now: Sql): Sql => sql`(
    select case when was.last_seq is null then ${now} else was.value end
    from (values (1)) as one
    left join lateral (
      select former.last_seq, former.value
      from former_name as former
      where former.subject = ${trustedText(`'${subject}'`)} and former.subject_id = ${subjectId} and former.last_seq >= ${seq}
      order by former.last_seq
      limit 1
    ) as was on true
  )`;
