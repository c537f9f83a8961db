import type { Invariant } from "./invariant.ts";

/** What is paid was drafted by one person and approved by another, is payable, and stands in the books where its payout says. */
export const PAYOUT_INVARIANTS: readonly Invariant[] = [
  {
    name: "payouts-have-two-persons",
    meaning:
      "Whoever approved a batch of payouts, or sent it, is another person than who drafted it",
    sql: `
      select batch.id as payout_batch_id, acting.id as member_id
      from payout_batch as batch
      cross join lateral (values (batch.approved_by, 'PAYOUT_APPROVAL'), (batch.sent_by, 'PAYOUT_SENDING')) as acting (id, rule)
      where acting.id is not null and app.is_same_person(acting.id, batch.drafted_by) is distinct from false
        and not app.was_waived(acting.rule, batch.id, batch.drafted_by, acting.id)`,
  },
  {
    name: "payouts-are-as-shown",
    meaning:
      "A batch is what its hash, count and sum say, and each payout is what it pays of its credits",
    sql: `
      select batch.id as payout_batch_id, null as payout_id
      from payout_batch as batch
      where batch.selection_hash is distinct from app.hash_of_payouts(batch.id)
        or batch.payout_count is distinct from (select count(*) from payout where payout.batch_id = batch.id)
        or batch.sum_minor is distinct from (select sum(payout.amount_minor) from payout where payout.batch_id = batch.id)
        or batch.offset_minor is distinct from coalesce(
          (select sum(payout.amount_minor) from payout where payout.batch_id = batch.id and payout.method = 'OFFSET'), 0)
        or batch.withheld_minor is distinct from coalesce(
          (select sum(payout.amount_minor) from payout where payout.batch_id = batch.id and payout.method = 'WITHHOLDING'), 0)
      union all
      select payout.batch_id, payout.id
      from payout
      left join payout_credit as paid on paid.partner_id = payout.partner_id and paid.payout_id = payout.id
      group by payout.id
      having sum(paid.amount_minor) is distinct from payout.amount_minor
        or count(*) filter (where (paid.ended_at is not null) <> (payout.state in ('RETURNED', 'CANCELLED'))) > 0`,
  },
  {
    name: "no-more-is-paid-than-is-payable",
    meaning:
      "What payouts that count pay of a credit is no more than is approved of it and has vested",
    sql: `
      select paid.credit_id, paid.approval_id, sum(paid.amount_minor) as paid_minor
      from payout_credit as paid
      where paid.ended_at is null
      group by paid.partner_id, paid.credit_id, paid.approval_id
      having (
        sum(paid.amount_minor) between least(app.payable_of_approval(paid.partner_id, paid.approval_id), 0)
          and greatest(app.payable_of_approval(paid.partner_id, paid.approval_id), 0)
        and app.payable_of_approval(paid.partner_id, paid.approval_id) is not null
        and paid.credit_id = (
          select approval.credit_id
          from credit_approval as approval
          where approval.partner_id = paid.partner_id and approval.id = paid.approval_id)) is distinct from true`,
  },
  {
    name: "in-transit-is-open-payouts",
    meaning:
      "By partner and currency, what is in transit is what is scheduled and not sent, what is on the clearing account is what was sent, and the bank has what was paid",
    sql: `
      select coalesce(owed.role, stands.role) as role, coalesce(owed.partner_id, stands.partner_id) as partner_id,
        coalesce(owed.currency, stands.currency) as currency, owed.minor as owed_minor, stands.minor as stands_minor
      from (
        select case payout.state when 'SCHEDULED' then 'in_transit' when 'SENT' then 'cash_clearing' else 'bank' end as role,
          payout.partner_id, payout.currency, sum(payout.amount_minor) as minor
        from payout
        where payout.method = 'TRANSFER' and payout.state in ('SCHEDULED', 'SENT', 'PAID')
        group by 1, 2, 3
      ) as owed
      full join (
        select account.role, own.partner_id, entry.currency, -sum(entry.amount_minor) as minor
        from journal_entry as entry
        join ledger_account as account on account.id = entry.account_id and account.role in ('in_transit', 'cash_clearing', 'bank')
        join journal_txn as txn on txn.id = entry.txn_id and txn.kind <> 'REPAYMENT'
        join credit as own on own.id = entry.credit_id
        group by account.role, own.partner_id, entry.currency
        having sum(entry.amount_minor) <> 0
      ) as stands on stands.role = owed.role and stands.partner_id = owed.partner_id and stands.currency = owed.currency
      where owed.minor is distinct from stands.minor`,
  },
  {
    name: "paid-with-evidence",
    meaning:
      "What is said to be paid was sent, and was booked by the bank on a day, under a reference, as its posting says",
    sql: `
      select payout.id as payout_id
      from payout
      left join payout_batch as batch on batch.id = payout.batch_id
      where payout.settled_at is not null and (
          payout.booked_on is null or payout.bank_reference is null or payout.settled_by is null
          or batch.state is distinct from 'SENT' or not exists (
            select
            from journal_txn as txn
            where txn.source_type = 'pay' and txn.source_id = payout.id and txn.kind = 'SETTLE'
              and txn.effective_date = payout.booked_on))
        or payout.state = 'PAID' and payout.settled_at is null
        or payout.state in ('SENT', 'PAID', 'RETURNED', 'OFFSET', 'WITHHELD') and batch.state is distinct from 'SENT'`,
  },
  {
    name: "bank-files-are-their-batches",
    meaning:
      "A file for the bank holds as many payments as its batch, which come to the same, was rendered as the batch was sent, and was fetched by who asked for it while they might",
    sql: `
      select file.id as bank_file_id, batch.id as payout_batch_id
      from bank_file as file
      left join payout_batch as batch on batch.id = file.batch_id
      where batch.state is distinct from 'SENT' or batch.sent_at is distinct from file.rendered_at
        or batch.currency is distinct from file.currency
        or file.payment_count is distinct from (
          select count(*) from payout where payout.batch_id = file.batch_id and payout.method = 'TRANSFER')
        or file.sum_minor is distinct from (
          select sum(payout.amount_minor) from payout where payout.batch_id = file.batch_id and payout.method = 'TRANSFER')
        or not exists (select from bank_file as list where list.batch_id = file.batch_id and list.format = 'PAYMENT_LIST')
      union all
      select asked.file_id, null
      from bank_file_fetch as asked
      where asked.fetched_at < asked.asked_at or asked.fetched_at >= asked.expires_at`,
  },
  {
    name: "paid-to-cooled-accounts",
    meaning:
      "A batch was approved while each account in it was its partner's, verified, and old enough to be used",
    sql: `
      select payout.id as payout_id, account.id as payout_account_id
      from payout
      join payout_batch as batch on batch.id = payout.batch_id
      left join payout_account as account on account.id = payout.account_id
      where batch.approved_at is not null and payout.method = 'TRANSFER' and (
        account.partner_id is distinct from payout.partner_id or account.currency is distinct from payout.currency
        or account.usable_from is null or account.usable_from > batch.approved_at or account.ended_at < batch.approved_at)`,
  },
  {
    name: "owed-back-is-what-was-paid",
    meaning:
      "By credit, what is receivable is what was taken back of what a payout had paid that did not come back, no more than it paid, less what was set off, paid back and written off; and the recovery is all that was so taken back",
    sql: `
      select coalesce(owed.credit_id, stands.credit_id) as credit_id, owed.minor, owed.paid_minor, stands.receivable, owed.all_minor,
        stands.recovered
      from (
        select clawed.credit_id, sum(clawed.amount_minor) as all_minor,
          coalesce(sum(clawed.amount_minor) filter (where clawed.ended_at is null), 0) as minor,
          coalesce(sum(app.outstanding_of_clawback(clawed.partner_id, clawed.posting_id)), 0) as outstanding,
          coalesce(sum(clawed.amount_minor - app.recovered_of_clawback(clawed.partner_id, clawed.posting_id)
            - app.outstanding_of_clawback(clawed.partner_id, clawed.posting_id)) filter (where clawed.ended_at is null), 0) as written_off,
          coalesce((
            select sum(paid.amount_minor)
            from payout_credit as paid
            where paid.partner_id = clawed.partner_id and paid.credit_id = clawed.credit_id
              and paid.payout_id = any(array_agg(clawed.payout_id) filter (where clawed.ended_at is null))), 0) as paid_minor,
          bool_and((clawed.ended_at is not null) = (payout.state = 'RETURNED') and payout.state in ('PAID', 'OFFSET', 'WITHHELD', 'RETURNED'))
            as is_settled
        from credit_clawback as clawed
        join payout on payout.partner_id = clawed.partner_id and payout.id = clawed.payout_id
        group by clawed.partner_id, clawed.credit_id
      ) as owed
      full join (
        select entry.credit_id, sum(entry.amount_minor) filter (where account.role = 'clawback_receivable') as receivable,
          sum(entry.amount_minor) filter (where account.role = 'writeoff') as written_off,
          -sum(entry.amount_minor) filter (where account.role = 'expense_recovery') as recovered
        from journal_entry as entry
        join ledger_account as account on account.id = entry.account_id and account.role in ('clawback_receivable', 'expense_recovery', 'writeoff')
        where entry.credit_id is not null
        group by entry.credit_id
      ) as stands on stands.credit_id = owed.credit_id
      where coalesce(owed.outstanding, 0) <> coalesce(stands.receivable, 0)
        or coalesce(owed.written_off, 0) <> coalesce(stands.written_off, 0) or coalesce(owed.all_minor, 0) <> coalesce(stands.recovered, 0)
        or owed.minor > owed.paid_minor or owed.credit_id is not null and owed.is_settled is distinct from true`,
  },
  {
    name: "set-off-is-what-was-owed",
    meaning:
      "A payout sets off all that it comes to, against what its own partner owes in its currency, or is transferred as a whole; and no more of a claim is set off, paid back or written off than was owed",
    sql: `
      select payout.id as payout_id, null as clawback_id
      from payout
      left join lateral (
        select sum(part.amount_minor) as minor,
          bool_and(clawed.partner_id = payout.partner_id and own.currency = payout.currency
            and (part.ended_at is not null) = (payout.state = 'CANCELLED')) as is_own
        from payout_offset as part
        join credit_clawback as clawed on clawed.posting_id = part.clawback_id
        join credit as own on own.partner_id = clawed.partner_id and own.id = clawed.credit_id
        where part.payout_id = payout.id
      ) as offset_by on true
      where coalesce(offset_by.minor, 0) <> case payout.method when 'OFFSET' then payout.amount_minor else 0 end
        or offset_by.is_own is false
      union all
      select null, clawed.posting_id
      from credit_clawback as clawed
      where app.outstanding_of_clawback(clawed.partner_id, clawed.posting_id) < 0
        or app.recovered_of_clawback(clawed.partner_id, clawed.posting_id) > clawed.amount_minor`,
  },
  {
    name: "write-offs-have-two-persons",
    meaning: "Whoever decided over a write-off is another person than who proposed it",
    sql: `
      select written.id as write_off_id
      from clawback_write_off as written
      where written.state <> 'WAITING' and app.is_same_person(written.proposed_by, written.decided_by) is distinct from false
        and not app.was_waived('WRITE_OFF', written.id, written.proposed_by, written.decided_by)`,
  },
  {
    name: "repayments-are-shown",
    meaning:
      "What was paid back is of a credit of the bank's, in its currency, on its day and under its reference; or one person proposed it and another approved it",
    sql: `
      select repaid.posting_id as repayment_id
      from clawback_repayment as repaid
      left join bank_entry as entry on entry.id = repaid.bank_entry_id
      left join clawback_repayment_proposal as proposed on proposed.id = repaid.proposal_id
      where not repaid.is_by_one_word and (
        num_nonnulls(repaid.bank_entry_id, repaid.proposal_id) = 1
        and (repaid.bank_entry_id is null
          or entry.direction = 'CREDIT' and not entry.is_reversal and entry.state in ('UNMATCHED', 'REPAID', 'SET_ASIDE')
            and (entry.booked_on, entry.reference) = (repaid.received_on, repaid.bank_reference)
            and entry.currency = (
              select own.currency
              from credit_clawback as clawed
              join credit as own on own.partner_id = clawed.partner_id and own.id = clawed.credit_id
              where clawed.posting_id = repaid.clawback_id))
        and (repaid.proposal_id is null
          or (proposed.state, proposed.posting_id, proposed.clawback_id, proposed.amount_minor, proposed.decided_by)
            = ('APPROVED', repaid.posting_id, repaid.clawback_id, repaid.amount_minor, repaid.recorded_by))) is distinct from true
      union all
      select proposed.id
      from clawback_repayment_proposal as proposed
      where proposed.state <> 'WAITING' and app.is_same_person(proposed.proposed_by, proposed.decided_by) is distinct from false
          and not app.was_waived('REPAYMENT', proposed.id, proposed.proposed_by, proposed.decided_by)
        or proposed.state = 'APPROVED' and not exists (
          select from clawback_repayment as repaid where repaid.proposal_id = proposed.id)`,
  },
  {
    name: "repayments-are-within-entries",
    meaning:
      "No more was paid back by an entry of the bank than it comes to, and it is REPAID once that is all of it",
    sql: `
      select entry.id as bank_entry_id
      from bank_entry as entry
      where app.repaid_of_entry(entry.id) > entry.amount_minor
        or entry.state = 'REPAID' and app.repaid_of_entry(entry.id) <> entry.amount_minor
        or entry.state = 'UNMATCHED' and entry.amount_minor > 0 and app.repaid_of_entry(entry.id) = entry.amount_minor`,
  },
];
