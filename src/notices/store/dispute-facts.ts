import { formatAmount, isCurrency, money } from "../../kernel/index.ts";
import type { Database, Session, Sql } from "../../platform/database/index.ts";
import { ownRows, sql } from "../../platform/database/index.ts";
import type { DisputeNotice, Told } from "../domain/write-mail.ts";

import type { TakenNotice } from "./notice-store.ts";

type DisputeFactsRow = {
  company: string | null;
  partner: string | null;
  minor: bigint | null;
  currency: string | null;
  statement: string;
  state: string;
  answer: string | null;
  due_on: string | null;
};

/** What there is to tell of an appeal or a dispute: that it waits, while it does, or what became of it. */
export async function readDisputeTold(
  database: Database,
  session: Session,
  { kind, forVendor, occasionUuid }: TakenNotice & { readonly kind: DisputeNotice },
): Promise<Told | null> {
  const isOfReversal = kind === "CREDIT_APPEALED" || kind === "CREDIT_APPEAL_DECIDED";
  const row = await database.readOne<DisputeFactsRow>(
    session,
    (isOfReversal ? appealOf : disputeOf)(session, occasionUuid),
  );
  const isDecided = kind === "CREDIT_APPEAL_DECIDED" || kind === "ATTRIBUTION_DISPUTE_DECIDED";
  if (!row || isDecided === (row.state === "OPEN")) return null;
  const { company, statement, answer, minor, currency } = row;
  return {
    of: "DISPUTE",
    dispute: {
      ...{ company, statement, answer, dueOn: row.due_on },
      partner: forVendor ? row.partner : null,
      amount: minor === null || currency === null ? null : amountOf(BigInt(minor), currency),
      isUpheld: row.state === "UPHELD",
    },
  };
}

function amountOf(minor: bigint, currency: string): string | null {
  return isCurrency(currency) ? `${formatAmount(money(minor, currency))} ${currency}` : null;
}

/** The company as whoever is told may know it: a partner of its own lead alone. */
const companyOf = (session: Session, leadId: Sql): Sql => sql`
  left join lead on lead.id = ${leadId} and ${ownRows(session, "lead")}
  left join program on program.id = lead.program_id
  left join company on company.partner_id = lead.partner_id and company.lead_id = lead.id`;

const appealOf = (session: Session, uuid: string): Sql => sql`
  select company.name as company, partner.name as partner, credit.share_minor + (
      select coalesce(sum(changed.share_minor), 0)
      from credit as changed
      where changed.partner_id = credit.partner_id and changed.adjusts_credit_id = credit.id
    ) as minor, credit.currency, appeal.grounds as statement, appeal.state, null as answer, null as due_on
  from reversal_appeal as appeal
  join credit on credit.partner_id = appeal.partner_id and credit.id = appeal.credit_id
  join partner on partner.id = appeal.partner_id
  ${companyOf(session, sql`credit.lead_id`)}
  where ${ownRows(session, "appeal")} and appeal.id = ${uuid}::uuid`;

const disputeOf = (session: Session, uuid: string): Sql => sql`
  select company.name as company, case when not partner.is_vendor then partner.name end as partner,
    null::bigint as minor, null as currency, dispute.statement, dispute.state, dispute.answer,
    (dispute.due_at at time zone coalesce(program.time_zone, 'UTC'))::date::text as due_on
  from attribution_dispute as dispute
  join partner on partner.id = dispute.partner_id
  ${companyOf(session, sql`dispute.lead_id`)}
  where ${ownRows(session, "dispute")} and dispute.id = ${uuid}::uuid`;
