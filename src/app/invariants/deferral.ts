import type { Invariant } from "./invariant.ts";

/** What is over a cap and waits promises: it is owed as it is kept, and earned in no other window than its own. */
export const DEFERRAL_INVARIANTS: readonly Invariant[] = [
  {
    name: "what-waits-is-what-was-deferred",
    meaning:
      "What waits of each credit is what was deferred of it less what came of that since; it is tried while its award counts and something is left, and no longer",
    sql: `
      select credit.id as credit_id, waiting.left_minor, credit.deferred_minor + came.minor as minor
      from (select * from credit where kind = 'AWARD' and deferred_minor <> 0) as credit
      full join deferral as waiting on waiting.credit_id = credit.id
      cross join lateral (
        select coalesce(sum(change.deferred_minor), 0) as minor
        from credit as change
        where change.adjusts_credit_id = credit.id and change.reversed_at is not distinct from credit.reversed_at
      ) as came
      where (waiting.left_minor, waiting.partner_id, waiting.award_id) is distinct from
          (credit.deferred_minor + came.minor, credit.partner_id, credit.award_id)
        or (waiting.next_at is not null) is distinct from (credit.reversed_at is null and waiting.left_minor > 0)`,
  },
  {
    name: "what-waits-is-owed-as-posted",
    meaning:
      "What was posted as deferred for a credit, to its own partner, is what of it was deferred, with what came of that",
    sql: `
      select coalesce(kept.credit_id, posted.credit_id) as credit_id, kept.minor as kept_minor, posted.minor as posted_minor
      from (
        select coalesce(adjusts_credit_id, id) as credit_id, partner_id, award_id, deferred_minor as minor
        from credit
        where deferred_minor <> 0
      ) as kept
      full join (
        select entry.credit_id, account.partner_id, txn.source_id as award_id, -sum(entry.amount_minor) as minor
        from journal_entry as entry
        join journal_txn as txn on txn.id = entry.txn_id
        join ledger_account as account on account.id = entry.account_id
        where txn.kind in ('ACCRUE', 'ADJUST') and account.role = 'deferred'
        group by entry.credit_id, account.partner_id, txn.source_id
      ) as posted using (credit_id, partner_id, award_id)
      where kept.minor is distinct from posted.minor`,
  },
  {
    name: "what-waited-is-earned-in-its-windows",
    meaning:
      "What came of something deferred is of the first day of a window behind its award, and of no more windows than were promised",
    sql: `
      select award.id as award_id, award.effective_on, waiting.tried
      from award
      join incentive_program as program on program.id = award.incentive_program_id
      join incentive_program_version as version on version.id = award.version_id
      join credit on credit.award_id = award.id
      left join credit as first on first.id = credit.adjusts_credit_id
      left join deferral as waiting on waiting.credit_id = first.id
      where award.deferred_minor < 0 and (
        award.effective_on is distinct from date_trunc(lower(version.partner_cap_window), award.effective_on::timestamp)::date
        or award.event_at is distinct from award.effective_on::timestamp at time zone program.time_zone
        or award.effective_on <= first.effective_on
        or waiting.tried is null or waiting.tried > version.partner_cap_defer_windows
        or waiting.tried < (
          select count(*) from credit as change where change.adjusts_credit_id = first.id and change.deferred_minor < 0))`,
  },
];
