import type { Invariant } from "./invariant.ts";

/** What was done to the months of the books. That nothing is posted into a closed one is asked with the ledger. */
export const PERIOD_INVARIANTS: readonly Invariant[] = [
  {
    name: "period-is-as-its-steps-say",
    meaning:
      "A period is open, soft-closed, closed or handed on as its last steps say, and its steps count from 1 without a gap",
    sql: `
      select period.id as period_id, period.status, last.kind
      from accounting_period as period
      left join lateral (
        select count(*) as steps, coalesce(max(step.number), 0) as number,
          (array_agg(step.kind order by step.number desc))[1] as kind,
          (array_agg(step.close_seq order by step.number) filter (where step.kind = 'CLOSED'))[1] as first_close_seq,
          max(step.made_at) filter (where step.kind = 'GL_EXPORTED') as exported_at
        from period_step as step
        where step.period_id = period.id
      ) as last on true
      left join lateral (
        select step.close_seq, step.trial_balance_sha256, step.made_at, step.made_by
        from period_step as step
        where step.period_id = period.id and step.kind = 'CLOSED'
        order by step.number desc
        limit 1
      ) as closing on period.status = 'closed'
      where last.steps <> last.number
         or period.status is distinct from case
           when last.kind is null or last.kind = 'REOPENED' then 'open'
           when last.kind in ('SOFT_CLOSED', 'REOPENING_ENDED') then 'soft_closed'
           else 'closed'
         end
         or (period.close_seq, period.trial_balance_sha256, period.closed_at, period.closed_by)
           is distinct from (closing.close_seq, closing.trial_balance_sha256, closing.made_at, closing.made_by)
         or period.first_close_seq is distinct from last.first_close_seq
         or period.gl_exported_at is distinct from last.exported_at`,
  },
  {
    name: "periods-are-closed-by-two",
    meaning:
      "Whoever closes a period, or decides to open it again, is another person than who prepared or asked for it",
    sql: `
      select step.period_id, step.number
      from period_step as step
      left join lateral (
        select before.made_by
        from period_step as before
        where before.period_id = step.period_id and before.number < step.number
          and before.kind in ('SOFT_CLOSED', 'REOPENING_ASKED')
        order by before.number desc
        limit 1
      ) as prepared on true
      where step.kind in ('CLOSED', 'REOPENED', 'REOPENING_DECLINED')
        and app.is_same_person(step.made_by, prepared.made_by) is distinct from false
        and not app.was_waived('PERIOD', step.id, prepared.made_by, step.made_by)`,
  },
  {
    // spelled out here and not asked of the database, whose own function somebody could have replaced
    name: "closed-trial-balance-recomputes",
    meaning:
      "The checksum of each close is that of the trial balance up to its seal, as the books stand now",
    sql: `
      select closing.id as step_id, closing.period_id
      from period_step as closing
      join accounting_period as period on period.id = closing.period_id
      where closing.kind = 'CLOSED' and closing.trial_balance_sha256 is distinct from (
        select sha256(convert_to(
          'baton.trial-balance.v1'
            || e'\\nentity ' || period.entity_id
            || e'\\nseq ' || closing.close_seq
            || e'\\nbefore ' || to_char(period.ends_before, 'YYYY-MM-DD')
            || coalesce(string_agg(
              e'\\naccount ' || account_id || ' ' || currency || ' ' || debit || ' ' || credit, '' order by account_id), ''),
          'UTF8'))
        from (
          select entry.account_id, entry.currency,
            coalesce(sum(entry.amount_minor) filter (where entry.amount_minor > 0), 0) as debit,
            coalesce(-sum(entry.amount_minor) filter (where entry.amount_minor < 0), 0) as credit
          from journal_seal as seal
          join journal_txn as txn on txn.id = seal.txn_id
          join journal_entry as entry on entry.txn_id = seal.txn_id
          where seal.entity_id = period.entity_id and seal.seq <= closing.close_seq
            and txn.accounting_date < period.ends_before
          group by entry.account_id, entry.currency
        ) as summed
      )`,
  },
];
