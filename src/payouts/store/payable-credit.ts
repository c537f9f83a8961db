import type { Currency, PartnerId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import { isLeftOutReason, MOST_PAID_CREDITS } from "../domain/draft.ts";
import type { PayableCredit } from "../domain/draft.ts";

export interface Payable {
  readonly currency: Currency;
  /** Of these partners; of all where it is empty. */
  readonly partnerIds: readonly PartnerId[];
  /** Earned before this instant; what is less than nothing always counts. */
  readonly earnedUntil: Date | null;
}

/** Approved credit of which something is payable and in no payout that counts. */
const payableCredits = ({ currency, partnerIds, earnedUntil }: Payable): Sql => sql`
      select k.id, k.partner_id, k.award_id, k.currency, approval.id as approval_id, approval.approved_at,
        due.minor
      from credit as k
      join credit_approval as approval
        on approval.partner_id = k.partner_id and approval.credit_id = k.id and approval.ended_at is null
      cross join lateral (
        select app.payable_of_approval(approval.partner_id, approval.id) - coalesce((
          select sum(live.amount_minor)
          from payout_credit as live
          where live.partner_id = approval.partner_id and live.approval_id = approval.id and live.ended_at is null), 0) as minor
      ) as due
      where k.currency = ${currency}::text and due.minor <> 0
        and (${partnerIds.length}::integer = 0 or k.partner_id = any(${partnerIds.map(uuidOf)}::uuid[]))
        and (${earnedUntil}::timestamptz is null or k.earned_at < ${earnedUntil}::timestamptz or due.minor < 0)`;

/**
 * What is payable, partner by partner, and why it is not paid for now. Its partners and credits are locked in one order:
 * until the transaction ends nobody holds, changes, takes back or pays it.
 */
export async function lockPayable(
  tx: Transaction,
  which: Payable,
  at: Date,
): Promise<readonly PayableCredit[]> {
  const [, , rows] = await Promise.all([
    tx.read(sql`
      select app.await_credit_of(earning.partner_id)
      from (
        select distinct payable.partner_id
        from (${payableCredits(which)}) as payable
        order by payable.partner_id) as earning`),
    tx.read(sql`
      select
      from credit as own
      where (own.partner_id, own.id) in (select payable.partner_id, payable.id from (${payableCredits(which)}) as payable)
      order by own.id
      for no key update of own`),
    tx.read<{
      id: string;
      partner_id: string;
      approval_id: string;
      program_id: string;
      time_zone: string;
      minor: string;
      obstacle: string | null;
      account_id: string | null;
      minimum_minor: string | null;
      tax_rule_id: string | null;
      withholding_ppm: string | null;
      withheld_before: string;
    }>(sql`
      with payable as materialized (${payableCredits(which)}), taxed as materialized (
        select earning.partner_id, rule.id as rule_id, rule.without_form, rule.withholding_ppm
        from (select distinct payable.partner_id from payable) as earning
        join tax_rule as rule
          on rule.id = app.missing_tax_form(earning.partner_id, (${at}::timestamptz at time zone 'UTC')::date)
      )
      select payable.id, payable.partner_id, payable.approval_id, program.id as program_id, program.time_zone,
        payable.minor::text as minor, account.id as account_id,
        coalesce((select found.obstacle from app.obstacles_of_credit(payable.partner_id, payable.id) as found limit 1),
          case when taxed.without_form = 'HOLD' then 'TAX_FORM' end) as obstacle,
        app.withheld_before(payable.partner_id, payable.id, null)::text as withheld_before,
        case when taxed.without_form = 'WITHHOLD' then taxed.rule_id end as tax_rule_id, taxed.withholding_ppm::text as withholding_ppm,
        case when partner.state <> 'TERMINATED' and (
            promised.months is null or payable.approved_at + make_interval(months => promised.months) > ${at}::timestamptz)
          then promised.minor::text end as minimum_minor
      from payable
      left join taxed on taxed.partner_id = payable.partner_id
      join award on award.id = payable.award_id
      join incentive_program as program on program.id = award.incentive_program_id
      join partner on partner.id = payable.partner_id
      left join lateral (
        select version.minimum_payout_minor as minor, version.minimum_payout_months as months
        from incentive_program_version as version
        where version.incentive_program_id = program.id and version.state = 'APPROVED' and version.effective_at <= ${at}::timestamptz
        order by version.effective_at desc
        limit 1
      ) as promised on true
      left join payout_account as account
        on account.partner_id = payable.partner_id and account.currency = payable.currency and account.state = 'VERIFIED'
          and account.usable_from <= ${at}::timestamptz
      order by payable.partner_id, program.id, payable.id
      limit ${MOST_PAID_CREDITS + 1}::integer`),
  ]);
  return rows.map((row) => {
    const { obstacle } = row;
    if (obstacle !== null && !isLeftOutReason(obstacle))
      throw new Error(`a credit is not paid for ${obstacle}`);
    return {
      creditId: idOf("crd", row.id),
      approvalId: row.approval_id,
      partnerId: idOf("prt", row.partner_id),
      programId: idOf("inc", row.program_id),
      timeZone: row.time_zone,
      minor: BigInt(row.minor),
      obstacle,
      minimumMinor: BigInt(row.minimum_minor ?? 0),
      withheldBeforeMinor: BigInt(row.withheld_before),
      withholding:
        row.tax_rule_id === null
          ? null
          : { taxRuleId: idOf("txr", row.tax_rule_id), ratePpm: BigInt(row.withholding_ppm ?? 0) },
      accountId: row.account_id === null ? null : idOf("pac", row.account_id),
    };
  });
}
