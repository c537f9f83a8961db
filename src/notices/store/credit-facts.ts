import { formatAmount, isCurrency, money } from "../../kernel/index.ts";
import type { Database, Session } from "../../platform/database/index.ts";
import { ownRows, sql } from "../../platform/database/index.ts";
import type { Told } from "../domain/write-mail.ts";

import type { TakenNotice } from "./notice-store.ts";

/** What there is to tell of a credit: that it was earned or changed, where it counts, or that it was taken back, where it does not. */
export async function readCredit(
  database: Database,
  session: Session,
  { kind, occasionUuid }: TakenNotice,
): Promise<Told | null> {
  const row = await database.readOne<{
    share_minor: bigint;
    currency: string;
    milestone: string;
    company: string | null;
    reversal_reason: string | null;
    reversal_statement: string | null;
    appeal_until: string | null;
    is_part: boolean;
  }>(
    session,
    sql`
      select case when credit.taken_back_ppm is not null then -credit.share_minor else credit.share_minor end
        + case when ${kind === "CREDIT_REVERSED"}::boolean then (
          select coalesce(sum(changed.share_minor), 0)
          from credit as changed
          where changed.partner_id = credit.partner_id and changed.adjusts_credit_id = credit.id
            and changed.reversed_at is not distinct from credit.reversed_at
        ) else 0 end as share_minor, credit.currency, credit.milestone, company.name as company,
        credit.reversal_reason, credit.reversal_statement, credit.taken_back_ppm is not null as is_part,
        ((credit.appeal_until - interval '1 second') at time zone coalesce(program.time_zone, 'UTC'))::date::text as appeal_until
      from credit
      left join lead on lead.partner_id = credit.partner_id and lead.id = credit.lead_id
      left join program on program.id = lead.program_id
      left join company on company.partner_id = credit.partner_id and company.lead_id = credit.lead_id
      where ${ownRows(session, "credit")} and credit.id = ${occasionUuid}::uuid
        and (credit.reversed_at is not null) = (${kind === "CREDIT_REVERSED"}::boolean and credit.taken_back_ppm is null)`,
  );
  if (!row || !isCurrency(row.currency)) return null;
  const amount = `${formatAmount(money(BigInt(row.share_minor), row.currency))} ${row.currency}`;
  return {
    of: "CREDIT",
    credit: {
      amount,
      milestone: row.milestone,
      company: row.company,
      reasonCode: row.reversal_reason,
      statement: row.reversal_statement,
      isPart: row.is_part,
      appealUntil: row.appeal_until,
    },
  };
}
