import type { Invariant } from "./invariant.ts";

/**
 * The text that a seal's hash was made of, written anew from the rows. Version 1, frozen: field
 * names, fixed order, ISO dates, lines by number, free text preceded by its length in bytes. It is
 * spelled out here and not asked of the database, whose own function somebody could have replaced.
 */
const SEALED_TEXT = `
  'baton.seal.v1'
    || e'\\nseq ' || seal.seq
    || e'\\nprev ' || encode(seal.prev_hash, 'hex')
    || e'\\nid ' || txn.id
    || e'\\nentity ' || txn.entity_id
    || e'\\nkind ' || txn.kind
    || e'\\nkey ' || octet_length(txn.idempotency_key) || ':' || txn.idempotency_key
    || e'\\nrequest ' || encode(txn.request_hash, 'hex')
    || e'\\neffective ' || to_char(txn.effective_date, 'YYYY-MM-DD')
    || e'\\naccounting ' || to_char(txn.accounting_date, 'YYYY-MM-DD')
    || e'\\nposted ' || to_char(txn.posted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
    || e'\\nperiod ' || txn.period_id
    || e'\\nreverses ' || coalesce(txn.reverses_id::text, '-')
    || e'\\nsource ' || txn.source_type || ' ' || txn.source_id
    || e'\\nactor ' || txn.actor_id
    || e'\\napproval ' || coalesce(txn.approval_id::text, '-')
    || e'\\nmemo ' || coalesce(octet_length(txn.memo) || ':' || txn.memo, '-')
    || e'\\nxact ' || txn.db_xact
    || (
      select string_agg(
        e'\\nline ' || entry.line_no
          || ' ' || entry.account_id
          || ' ' || account.entity_id
          || ' ' || account.role
          || ' ' || coalesce(account.partner_id::text, '-')
          || ' ' || coalesce(account.program_id::text, '-')
          || ' ' || coalesce(account.bank_account_id::text, '-')
          || ' ' || account.currency
          || ' ' || entry.currency
          || ' ' || entry.amount_minor
          || ' ' || coalesce(entry.credit_id::text, '-'),
        '' order by entry.line_no)
      from journal_entry as entry
      join ledger_account as account on account.id = entry.account_id
      where entry.txn_id = txn.id
    )`;

/** The hash chain: nothing sealed was changed, taken out, put in or left waiting. */
export const CHAIN_INVARIANTS: readonly Invariant[] = [
  {
    name: "seals-recompute",
    meaning:
      "Each seal's hash is that of its posting as it stands, and the seal is of its posting's entity",
    sql: `
      select seal.txn_id, seal.seq
      from journal_seal as seal
      left join journal_txn as txn on txn.id = seal.txn_id
      where seal.hash is distinct from sha256(convert_to(${SEALED_TEXT}, 'UTF8'))
         or seal.entity_id is distinct from txn.entity_id`,
  },
  {
    name: "chain-is-whole",
    meaning:
      "Each entity's seals count from 1 without a gap, and each carries the hash of the one before",
    sql: `
      select entity_id, txn_id, seq
      from (
        select entity_id, txn_id, seq, prev_hash,
          row_number() over chain as place,
          lag(hash, 1, decode(repeat('00', 32), 'hex')) over chain as hash_before
        from journal_seal
        window chain as (partition by entity_id order by seq)
      ) as link
      where seq is distinct from place or prev_hash is distinct from hash_before`,
  },
  {
    name: "chain-head-is-last",
    meaning: "The head of each entity's chain is its last seal: no tail was cut off",
    sql: `
      select entity_id, head.seq as head_seq, last.seq as last_seq
      from (
        select distinct on (entity_id) entity_id, seq, hash
        from journal_seal
        order by entity_id, seq desc
      ) as last
      full join chain_head as head using (entity_id)
      where head.seq is distinct from last.seq or head.hash is distinct from last.hash`,
  },
  {
    name: "sealed-within-a-minute",
    meaning:
      "No posting waits longer than 60 seconds for its seal, and each unsealed one is in the queue",
    whileServing: true,
    sql: `
      select txn.id as txn_id, txn.posted_at
      from journal_txn as txn
      left join journal_seal as seal on seal.txn_id = txn.id
      left join journal_unsealed as unsealed on unsealed.txn_id = txn.id
      where seal.txn_id is null
        and (
          unsealed.txn_id is null
          or (txn.posted_at >= statement_timestamp() - interval '60 seconds') is distinct from true
        )`,
  },
];
