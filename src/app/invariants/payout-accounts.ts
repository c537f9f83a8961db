import type { Invariant } from "./invariant.ts";

/** Where partners' money goes was said by one person and verified by another. */
export const PAYOUT_ACCOUNT_INVARIANTS: readonly Invariant[] = [
  {
    name: "payout-accounts-have-two-persons",
    meaning: "Whoever verified or declined a payout account is another person than who entered it",
    sql: `
      select account.id as payout_account_id, account.decided_by
      from payout_account as account
      where account.decided_by is not null
        and app.is_same_person(account.decided_by, account.proposed_by) is distinct from false`,
  },
  {
    name: "shared-payout-accounts-are-known",
    meaning:
      "Of two partners whose verified payout accounts are the same, whoever verified the later one said that they knew",
    sql: `
      select account.id as payout_account_id, other.id as same_as
      from payout_account as account
      join payout_account as other
        on other.number_mark = account.number_mark and other.partner_id <> account.partner_id and other.state = 'VERIFIED'
          and (other.decided_at, other.id) < (account.decided_at, account.id)
      where account.state = 'VERIFIED' and not account.is_shared`,
  },
  {
    name: "payout-accounts-cool",
    meaning:
      "Nothing is paid to an account before it was verified, and a partner has one of a currency at a time",
    sql: `
      select account.partner_id, account.currency, min(account.usable_from) as usable_from
      from payout_account as account
      where account.state = 'VERIFIED'
      group by account.partner_id, account.currency
      having count(*) > 1 or bool_or(account.usable_from is null or account.usable_from < account.decided_at)`,
  },
];
