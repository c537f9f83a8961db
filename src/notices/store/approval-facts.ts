import { formatAmount, isCurrency, money } from "../../kernel/index.ts";
import type { Database, Session, Sql } from "../../platform/database/index.ts";
import { ownRows, sql } from "../../platform/database/index.ts";
import type { ApprovalFacts } from "../domain/facts.ts";
import type { ApprovalNotice, Told } from "../domain/write-mail.ts";

import type { TakenNotice } from "./notice-store.ts";

const NOBODY: ApprovalFacts = {
  ...{ count: 0, sums: [], by: null, said: null, until: null, partner: null, kind: null },
  isAll: false,
};

type FactsRow = {
  count: number;
  /** Currency and smallest units of each. */
  sums: string[];
  by: string | null;
  said: string | null;
  until: string | null;
  partner: string | null;
  kind: ApprovalFacts["kind"];
  is_all: boolean;
};

/** What there is to tell of what is held or approved, or waits to be decided. */
export async function readApprovalTold(
  database: Database,
  session: Session,
  { kind, occasionUuid }: TakenNotice & { readonly kind: ApprovalNotice },
): Promise<Told | null> {
  const row = await database.readOne<Partial<FactsRow>>(
    session,
    FACTS[kind](session, sql`${occasionUuid}::uuid`),
  );
  if (!row) return null;
  const { is_all: isAll = false, sums = [], ...more } = row;
  return { of: "APPROVAL", approval: { ...NOBODY, ...more, isAll, sums: sums.map(amountOf) } };
}

function amountOf(sum: string): string {
  const [currency = "", minor = ""] = sum.split(" ");
  if (!isCurrency(currency)) throw new Error(`a credit is in ${currency}`);
  return `${formatAmount(money(BigInt(minor), currency))} ${currency}`;
}

const sumsOf = (amounts: Sql): Sql => sql`array(
        select concat_ws(' ', each.currency, sum(each.minor))
        from (${amounts}) as each
        group by each.currency
        order by each.currency)`;

/** Nothing, of what is decided or over by now. */
const FACTS: Readonly<Record<ApprovalNotice, (session: Session, id: Sql) => Sql>> = {
  APPROVAL_WAITING: (_session, id) => sql`
      select (select count(*)::integer from approval_item as item where item.proposal_id = proposal.id) as count,
        ${sumsOf(sql`select item.currency, item.amount_minor as minor from approval_item as item where item.proposal_id = proposal.id`)} as sums,
        maker.display_name as by, proposal.comment as said, (proposal.expires_at at time zone 'UTC')::date::text as until
      from approval_proposal as proposal
      left join membership as maker on maker.id = proposal.proposed_by
      where proposal.id = ${id} and proposal.state = 'OPEN'`,
  HOLD_RELEASE_WAITING: (_session, id) => sql`
      select partner.name as partner, hold.credit_id is null as is_all, asking.display_name as by, release.reason as said
      from hold_release as release
      join credit_hold as hold on hold.id = release.hold_id
      join partner on partner.id = hold.partner_id
      left join membership as asking on asking.id = release.requested_by
      where release.id = ${id} and release.state = 'WAITING'`,
  CREDIT_HELD: (session, id) => sql`
      select hold.told as kind, hold.credit_id is null as is_all,
        ${sumsOf(sql`
          select held.currency, held.share_minor as minor
          from credit as held
          where held.partner_id = hold.partner_id and (held.id = hold.credit_id or held.adjusts_credit_id = hold.credit_id)
            and held.reversed_at is null`)} as sums
      from credit_hold as hold
      where ${ownRows(session, "hold")} and hold.id = ${id} and hold.released_at is null`,
  CREDIT_APPROVED: (session, id) => sql`
      select count(*)::integer as count, ${sumsOf(sql`
          select owed.currency, made.amount_minor as minor
          from credit_approval as made
          join credit as owed on owed.partner_id = made.partner_id and owed.id = made.credit_id
          where made.partner_id = told.partner_id and made.approved_at = told.approved_at and made.ended_at is null`)} as sums
      from credit_approval as told
      join credit_approval as with_it
        on with_it.partner_id = told.partner_id and with_it.approved_at = told.approved_at and with_it.ended_at is null
      where ${ownRows(session, "told")} and told.id = ${id}
      group by told.partner_id, told.approved_at`,
};
