import type pg from "pg";

import { sealedText } from "../../ledger/index.ts";
import type { FoundLink, SealedLine, SealedPosting } from "../../ledger/index.ts";

const BATCH = 1_000;

type Row = Omit<SealedPosting, "seq" | "lines"> & {
  readonly seq: string;
  readonly lines: readonly (Omit<SealedLine, "amountMinor"> & { readonly amountMinor: string })[];
};

/** The links of all chains in order, each with the hash that `hashOf` makes of its posting as it stands. */
export async function* readLinks(
  session: pg.Client,
  hashOf: (text: string) => string,
): AsyncGenerator<FoundLink> {
  let after: { readonly entityId: string; readonly seq: string } | null = null;
  for (;;) {
    const values: unknown[] = [after?.entityId ?? null, after?.seq ?? "0", BATCH];
    const { rows }: { rows: Row[] } = await session.query<Row>(LINKS, values);
    for (const row of rows) {
      const posting = toPosting(row);
      const { entityId, seq, prevHash, hash } = posting;
      yield { entityId, seq, prevHash, hash, recomputed: hashOf(sealedText(posting)) };
    }
    const last = rows.at(-1);
    if (!last || rows.length < BATCH) return;
    after = { entityId: last.entityId, seq: last.seq };
  }
}

function toPosting(row: Row): SealedPosting {
  return {
    ...row,
    seq: BigInt(row.seq),
    lines: row.lines.map((line) => ({ ...line, amountMinor: BigInt(line.amountMinor) })),
  };
}

// Amounts travel as text: JSON numbers lose cents beyond 2^53. A seal without its posting has the hash of nothing.
const LINKS = `
  select seal.seq::text as seq, encode(seal.prev_hash, 'hex') as "prevHash", encode(seal.hash, 'hex') as hash,
    seal.entity_id as "entityId",
    seal.txn_id as id, coalesce(txn.kind, '') as kind, coalesce(txn.idempotency_key, '') as key,
    encode(txn.request_hash, 'hex') as "requestHash", txn.effective_date::text as "effectiveOn",
    txn.accounting_date::text as "accountingOn",
    to_char(txn.posted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "postedAt",
    txn.period_id as "periodId", txn.reverses_id as "reversesId", txn.source_type as "sourceType",
    txn.source_id as "sourceId", txn.actor_id as "actorId", txn.approval_id as "approvalId", txn.memo,
    txn.db_xact::text as xact,
    coalesce((
      select json_agg(json_build_object(
        'lineNo', entry.line_no, 'accountId', entry.account_id, 'accountEntityId', account.entity_id,
        'role', account.role, 'partnerId', account.partner_id, 'programId', account.program_id,
        'bankAccountId', account.bank_account_id, 'accountCurrency', account.currency, 'currency', entry.currency,
        'amountMinor', entry.amount_minor::text, 'creditId', entry.credit_id) order by entry.line_no)
      from journal_entry as entry
      left join ledger_account as account on account.id = entry.account_id
      where entry.txn_id = seal.txn_id
    ), '[]') as lines
  from journal_seal as seal
  left join journal_txn as txn on txn.id = seal.txn_id
  where $1::uuid is null or (seal.entity_id, seal.seq) > ($1::uuid, $2::bigint)
  order by seal.entity_id, seal.seq
  limit $3::integer`;
