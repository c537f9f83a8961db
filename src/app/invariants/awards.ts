import type { Invariant } from "./invariant.ts";
import { isRestored } from "./reversals.ts";

/** A share was settled with the SQL that earned, or counted when a later milestone did, or an SQL again, or is of what it was split by since. */
const settledAt = (milestone: string, generation: string, at: string): string => `case
  when award.allocated_at is not null then share.settled_at = award.allocated_at
  when ${milestone} = 'SQL' and ${generation} = 1 then share.settled_at = ${at}
  else share.settled_at <= ${at} and (share.superseded_at is null or share.superseded_at > ${at})
end`;

/** What an award promises: one per milestone, split to the cent, posted as it was split. */
export const AWARD_INVARIANTS: readonly Invariant[] = [
  {
    name: "vendor-earns-nothing",
    meaning: "The vendor's own row among the partners is credited with nothing",
    sql: `
      select credit.id as credit_id
      from credit
      join partner on partner.id = credit.partner_id
      where partner.is_vendor`,
  },
  {
    name: "one-live-award-per-milestone",
    meaning: "A lead's milestone has one live award per program and rule",
    sql: `
      select incentive_program_id, lead_id, rule_key, milestone, occurrence, count(*) as awards
      from award
      where reversed_at is null and kind = 'AWARD'
      group by incentive_program_id, lead_id, rule_key, milestone, occurrence
      having count(*) > 1`,
  },
  {
    name: "award-is-split-completely",
    meaning:
      "What an award's credits share, what was forfeited and what waits for room under caps add up to the award, and what waits is its credits'",
    sql: `
      select award.id as award_id, award.gross_minor, award.forfeited_minor, award.deferred_minor, sum(credit.share_minor) as shared_minor
      from award
      left join credit on credit.award_id = award.id
      group by award.id, award.gross_minor, award.forfeited_minor, award.deferred_minor
      having coalesce(sum(credit.share_minor), 0) + award.forfeited_minor + award.deferred_minor is distinct from award.gross_minor
        or coalesce(sum(credit.deferred_minor), 0) <> award.deferred_minor`,
  },
  {
    name: "credit-follows-its-milestone",
    meaning:
      "No credit without the event by which its lead reached the milestone, or passed over it, at that instant",
    sql: `
      select credit.id as credit_id, credit.lead_id
      from credit
      join award on award.id = credit.award_id
      where credit.kind <> 'TRUE_UP' and credit.lead_id is not null and credit.taken_back_ppm is null and credit.deferred_minor >= 0 and award.occurrence = 1 and not exists (
        select
        from lead_event as event
        where event.lead_id = credit.lead_id and event.at = credit.earned_at
          and (event.to_stage = credit.milestone or credit.milestone = any(event.passed)))`,
  },
  {
    name: "credit-is-its-share",
    meaning:
      "A credit's partner has the SOURCED share it is weighted by, and each share its credit, but for the vendor's",
    sql: `
      select award.id as award_id, share.partner_id as share_of, credit.partner_id as credit_of
      from award
      join attribution_share as share
        on share.lead_id = award.lead_id and share.book = 'SOURCED' and ${settledAt("award.milestone", "award.generation", "award.event_at")}
      left join credit on credit.award_id = award.id and credit.partner_id = share.partner_id
      where award.kind = 'AWARD' and credit.weight_ppm is distinct from share.share_ppm
        and not exists (select from partner where partner.id = share.partner_id and partner.is_vendor)
      union all
      select credit.award_id, null, credit.partner_id
      from credit
      join award on award.id = credit.award_id
      where credit.kind = 'AWARD' and not exists (
        select
        from attribution_share as share
        where share.lead_id = credit.lead_id and share.book = 'SOURCED' and share.partner_id = credit.partner_id
          and ${settledAt("credit.milestone", "award.generation", "credit.earned_at")})`,
  },
  {
    name: "credit-repeats-its-award",
    meaning:
      "What a credit says of its award is so: lead, sum, milestone, instant and day; a recruiter's names neither lead nor milestone",
    sql: `
      select credit.id as credit_id
      from credit
      left join award on award.id = credit.award_id
      where (award.lead_id, award.gross_minor, case when award.recruited_credit_id is null then award.milestone end,
        award.event_at, award.effective_on)
        is distinct from
        (credit.lead_id, credit.award_gross_minor, credit.milestone, credit.earned_at, credit.effective_on)`,
  },
  {
    name: "currency-is-the-programs",
    meaning:
      "An award, its credits and the lines that they were posted with are in the program's currency",
    sql: `
      select award.id as award_id, award.currency, program.currency as program_currency, credit.currency as credit_currency
      from award
      left join incentive_program as program on program.id = award.incentive_program_id
      left join credit on credit.award_id = award.id
      left join journal_entry as entry on entry.credit_id = credit.id
      where program.currency is distinct from award.currency
         or credit.id is not null and credit.currency is distinct from award.currency
         or entry.txn_id is not null and entry.currency is distinct from award.currency`,
  },
  {
    name: "award-is-posted-once",
    meaning:
      "Each award that is not zero was accrued by one posting, or changed what was by one, others by none, and no posting lacks its award",
    sql: `
      select award.id as award_id, award.gross_minor, count(txn.id) as postings
      from award
      left join journal_txn as txn
        on txn.source_type = 'awd' and txn.source_id = award.id
          and txn.kind = case when award.kind in ('AWARD', 'RECRUITER') then 'ACCRUE' else award.kind end
      group by award.id, award.gross_minor, award.forfeited_minor, award.deferred_minor
      having count(txn.id) is distinct from case when award.gross_minor <> award.forfeited_minor or award.deferred_minor <> 0 then 1 else 0 end
      union all
      select txn.source_id, null, 1
      from journal_txn as txn
      where txn.source_type = 'awd' and not exists (select from award where award.id = txn.source_id)`,
  },
  {
    name: "reversed-award-is-posted-back",
    meaning:
      "The posting of each reversed award was reversed, of no other award's, and its credits with it",
    sql: `
      select award.id as award_id, award.reversed_at, reversal.id as reversal_id, credit.id as credit_id
      from award
      left join journal_txn as txn
        on txn.source_type = 'awd' and txn.source_id = award.id and txn.kind in ('ACCRUE', 'ADJUST', 'TRUE_UP')
      left join journal_txn as reversal on reversal.reverses_id = txn.id
      left join credit on credit.award_id = award.id
      where txn.id is not null and (award.reversed_at is null) is distinct from (reversal.id is null)
         or credit.id is not null and award.reversed_at is distinct from credit.reversed_at`,
  },
  {
    name: "credit-is-owed-as-posted",
    meaning:
      "What was accrued for a credit, and changed since, to its own partner, is the credit's share with its changes",
    sql: `
      select coalesce(owed.credit_id, accrued.credit_id) as credit_id, owed.minor as owed_minor, accrued.minor as accrued_minor
      from (
        select coalesce(adjusts_credit_id, id) as credit_id, partner_id, award_id, share_minor as minor
        from credit
        where share_minor <> 0
      ) as owed
      full join (
        select entry.credit_id, account.partner_id, txn.source_id as award_id, -sum(entry.amount_minor) as minor
        from journal_entry as entry
        join journal_txn as txn on txn.id = entry.txn_id
        join ledger_account as account on account.id = entry.account_id
        where txn.kind in ('ACCRUE', 'ADJUST', 'TRUE_UP') and account.role = 'accrued'
        group by entry.credit_id, account.partner_id, txn.source_id
      ) as accrued using (credit_id, partner_id, award_id)
      where owed.minor is distinct from accrued.minor`,
  },
  {
    name: "change-follows-its-award",
    meaning:
      "Each change is of an award and a credit that are none themselves, of the same lead, rule, generation and partner, ended with them, and leaves nobody less than nothing",
    sql: `
      select changed.id as award_id, null as credit_id
      from award as changed
      left join award as adjusted on adjusted.id = changed.adjusts_award_id
      where changed.kind = 'ADJUST' and (
        adjusted.kind is null or adjusted.kind not in ('AWARD', 'RECRUITER')
        or changed.recruited_credit_id is distinct from adjusted.recruited_credit_id
        or (changed.lead_id, changed.rule_key, changed.milestone, changed.generation, changed.version_id, changed.currency)
          is distinct from
          (adjusted.lead_id, adjusted.rule_key, adjusted.milestone, adjusted.generation, adjusted.version_id, adjusted.currency)
        or changed.reversed_at is distinct from adjusted.reversed_at and not ${isRestored("changed")})
      union all
      select changed.award_id, changed.id
      from credit as changed
      left join award on award.id = changed.award_id
      left join credit as adjusted on adjusted.id = changed.adjusts_credit_id and adjusted.partner_id = changed.partner_id
      where changed.kind is distinct from award.kind
         or changed.kind = 'ADJUST' and (
           adjusted.award_id is distinct from award.adjusts_award_id or adjusted.weight_ppm is distinct from changed.weight_ppm)
      union all
      select min(credit.award_id::text)::uuid, whole.id
      from credit as whole
      join credit on coalesce(credit.adjusts_credit_id, credit.id) = whole.id
      where whole.kind <> 'TRUE_UP' and credit.kind <> 'TRUE_UP'
        and credit.reversed_at is not distinct from whole.reversed_at
      group by whole.id
      having sum(credit.share_minor) < 0`,
  },
];
