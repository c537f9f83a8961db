import type { Invariant } from "./invariant.ts";

/** What partners were told that they are owed, against the books as they stand now. */
export const STATEMENT_INVARIANTS: readonly Invariant[] = [
  {
    name: "statement-begins-where-the-one-before-ended",
    meaning:
      "A statement begins, in each of its parts, as the partner's one before in its currency ended, the first with nothing; and a partner's are numbered from 1 without a gap",
    sql: `
      select own.id as statement_id, own.number
      from (
        select each.*, row_number() over (partition by each.partner_id order by each.number) as place,
          lag(array[closing_accrued_minor, closing_held_minor, closing_payable_minor, closing_transit_minor, closing_receivable_minor])
            over (partition by each.partner_id, each.entity_id, each.currency order by each.starts_on) as before
        from partner_statement as each
      ) as own
      where own.number <> own.place
        or array[own.opening_accrued_minor, own.opening_held_minor, own.opening_payable_minor, own.opening_transit_minor,
            own.opening_receivable_minor]
          is distinct from coalesce(own.before, '{0,0,0,0,0}')`,
  },
  {
    name: "statement-lines-lead-to-its-end",
    meaning:
      "What a statement begins with and its lines, in each part and in all, come to what it ends with; its lines are numbered from 1 without a gap",
    sql: `
      select own.id as statement_id, own.number
      from partner_statement as own
      left join lateral (
        select count(*) as lines, max(line.number) as last, sum(line.accrued_minor) as accrued, sum(line.held_minor) as held,
          sum(line.payable_minor) as payable, sum(line.transit_minor) as transit, sum(line.receivable_minor) as receivable,
          bool_and(line.balance_minor = line.reached) as adds_up
        from (
          select each.*, own.opening_accrued_minor + own.opening_held_minor + own.opening_payable_minor + own.opening_transit_minor
            + own.opening_receivable_minor
            + sum(each.accrued_minor + each.held_minor + each.payable_minor + each.transit_minor + each.receivable_minor)
              over (order by each.number) as reached
          from partner_statement_line as each
          where each.statement_id = own.id
        ) as line
      ) as moved on true
      where (moved.lines, moved.last, moved.adds_up) is distinct from (own.line_count::bigint, own.line_count, true)
        or (own.closing_accrued_minor, own.closing_held_minor, own.closing_payable_minor, own.closing_transit_minor,
            own.closing_receivable_minor)
          is distinct from (own.opening_accrued_minor + moved.accrued, own.opening_held_minor + moved.held,
            own.opening_payable_minor + moved.payable, own.opening_transit_minor + moved.transit,
            own.opening_receivable_minor + moved.receivable)`,
  },
  {
    name: "statement-ends-as-the-books",
    meaning:
      "Of a month whose statements are all written, each partner's latest statement up to it ends, in each part, with the balance of the books as booked before the month ended and sealed up to its seal; whoever has none is owed nothing then",
    sql: `
      select issue.starts_on, found.partner_id, found.currency
      from statement_issue as issue
      cross join lateral (
        select coalesce(told.partner_id, owed.partner_id) as partner_id, coalesce(told.currency, owed.currency) as currency
        from (
          select distinct on (each.partner_id, each.currency) each.partner_id, each.currency,
            array[each.closing_accrued_minor, each.closing_held_minor, each.closing_payable_minor, each.closing_transit_minor,
              each.closing_receivable_minor]::numeric[] as parts
          from partner_statement as each
          where each.entity_id = issue.entity_id and each.starts_on <= issue.starts_on
          order by each.partner_id, each.currency, each.starts_on desc
        ) as told
        full join (
          select account.partner_id, account.currency, array[
            -coalesce(sum(entry.amount_minor) filter (where account.role = 'accrued'), 0),
            -coalesce(sum(entry.amount_minor) filter (where account.role = 'holdback'), 0),
            -coalesce(sum(entry.amount_minor) filter (where account.role = 'payable'), 0),
            -coalesce(sum(entry.amount_minor) filter (where account.role = 'in_transit'), 0),
            -coalesce(sum(entry.amount_minor) filter (where account.role = 'clawback_receivable'), 0)] as parts
          from journal_seal as seal
          join journal_txn as txn on txn.id = seal.txn_id
          join journal_entry as entry on entry.txn_id = seal.txn_id
          join ledger_account as account on account.id = entry.account_id
            and account.role in ('accrued', 'holdback', 'payable', 'in_transit', 'clawback_receivable')
          where seal.entity_id = issue.entity_id and seal.seq <= issue.until_seq and txn.accounting_date < issue.ends_before
          group by account.partner_id, account.currency
        ) as owed on owed.partner_id = told.partner_id and owed.currency = told.currency
        where coalesce(told.parts, '{0,0,0,0,0}') is distinct from coalesce(owed.parts, '{0,0,0,0,0}')
      ) as found
      where issue.written_at is not null`,
  },
  {
    name: "disputed-line-is-held",
    meaning:
      "While a line of a statement is disputed its credit is held, unless it was paid in full or taken back before; and it is held once",
    sql: `
      select dispute.id as dispute_id, dispute.hold_id
      from statement_dispute as dispute
      left join credit_hold as hold on hold.statement_dispute_id = dispute.id and hold.released_at is null
      left join credit as named on named.id = dispute.credit_id
      left join credit as root on root.id = coalesce(named.adjusts_credit_id, named.id)
      where dispute.state = 'OPEN' and (
        (hold.id, hold.credit_id) is distinct from (dispute.hold_id, dispute.held_credit_id)
        or dispute.hold_id is null and dispute.line_number is not null and root.id is not null and root.reversed_at is null
          and not exists (
            select
            from payout_credit as paid
            join payout on payout.id = paid.payout_id and payout.settled_at is not null
            where paid.credit_id = root.id))`,
  },
  {
    name: "ended-dispute-holds-nothing",
    meaning: "Once a dispute of a statement has ended, it holds nothing, and no answer to it waits",
    sql: `
      select dispute.id as dispute_id, dispute.state
      from statement_dispute as dispute
      left join credit_hold as hold on hold.statement_dispute_id = dispute.id
      left join statement_dispute_outcome as waiting on waiting.dispute_id = dispute.id and waiting.state = 'WAITING'
      where dispute.state <> 'OPEN' and (
        waiting.id is not null
        or hold.id is not null and (hold.released_at, hold.released_by) is distinct from (dispute.ended_at, dispute.ended_by))`,
  },
  {
    name: "upheld-dispute-names-what-came-of-it",
    meaning:
      "A dispute of a statement that the vendor decided ended as one person proposed and another approved; an upheld one names a credit or a posting that was booked for its partner since it was opened",
    sql: `
      select dispute.id as dispute_id, dispute.state
      from statement_dispute as dispute
      left join statement_dispute_outcome as decided on decided.id = dispute.outcome_id and decided.dispute_id = dispute.id
        and decided.state = 'APPROVED' and decided.outcome = dispute.state and decided.decided_by <> decided.proposed_by
      where dispute.state in ('UPHELD', 'DISMISSED') and decided.id is null
        or dispute.state = 'UPHELD' and not exists (
          select
          from journal_txn as txn
          join journal_entry as entry on entry.txn_id = txn.id
          join ledger_account as account on account.id = entry.account_id and account.partner_id = dispute.partner_id
          where txn.posted_at >= dispute.recorded_at
            and (txn.id = dispute.correcting_txn_id or entry.credit_id = dispute.correcting_credit_id))`,
  },
  {
    name: "statement-pdf-is-as-drawn",
    meaning:
      "What is kept of a statement as PDF has the digest with which it was drawn, and is kept for the partner whose statement it is",
    sql: `
      select pdf.statement_id
      from statement_pdf as pdf
      left join partner_statement as own on own.id = pdf.statement_id and own.partner_id = pdf.partner_id
      where own.id is null or pdf.sha256 is distinct from sha256(pdf.content)`,
  },
];
