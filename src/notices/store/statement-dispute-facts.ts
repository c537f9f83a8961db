import type { Database, Session, Sql } from "../../platform/database/index.ts";
import { ownRows, sql } from "../../platform/database/index.ts";
import type { StatementDisputeNotice, Told } from "../domain/write-mail.ts";

import type { TakenNotice } from "./notice-store.ts";

type FactsRow = {
  number: number;
  month: string;
  line_number: number | null;
  partner: string;
  grounds: string;
  answer: string | null;
  is_upheld: boolean;
  by: string | null;
  due_on: string;
};

const SHOWN = sql`own.number, to_char(own.starts_on, 'YYYY-MM') as month, dispute.line_number, partner.name as partner, dispute.grounds,
        (dispute.due_at at time zone 'UTC')::date::text as due_on`;
const OF = sql`join partner_statement as own on own.partner_id = dispute.partner_id and own.id = dispute.statement_id
      join partner on partner.id = dispute.partner_id`;

const proposed = (uuid: string): Sql => sql`
      select ${SHOWN}, asked.answer, asked.outcome = 'UPHELD' as is_upheld, maker.display_name as by
      from statement_dispute_outcome as asked
      join statement_dispute as dispute on dispute.id = asked.dispute_id
      ${OF}
      left join membership as maker on maker.id = asked.proposed_by
      where asked.id = ${uuid}::uuid and asked.state = 'WAITING'`;

const disputed = (session: Session, uuid: string, isDecided: boolean): Sql => sql`
      select ${SHOWN}, dispute.answer, dispute.state = 'UPHELD' as is_upheld, null as by
      from statement_dispute as dispute
      ${OF}
      where ${ownRows(session, "dispute")} and dispute.id = ${uuid}::uuid and (dispute.state = 'OPEN') <> ${isDecided}::boolean`;

/** What there is to tell of a dispute of a statement: that it waits, while it does, or what became of it. */
export async function readStatementDisputeTold(
  database: Database,
  session: Session,
  { kind, forVendor, occasionUuid }: TakenNotice & { readonly kind: StatementDisputeNotice },
): Promise<Told | null> {
  const row = await database.readOne<FactsRow>(
    session,
    kind === "STATEMENT_DISPUTE_WAITING"
      ? proposed(occasionUuid)
      : disputed(session, occasionUuid, kind === "STATEMENT_DISPUTE_DECIDED"),
  );
  if (!row) return null;
  const { number, month, grounds, answer, by } = row;
  return {
    of: "STATEMENT_DISPUTE",
    dispute: {
      ...{ number, month, grounds, answer, by, lineNumber: row.line_number, dueOn: row.due_on },
      partner: forVendor ? row.partner : null,
      isUpheld: row.is_upheld,
    },
  };
}
