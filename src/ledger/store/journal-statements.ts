import type { Id, JournalTransactionId, Prefix } from "../../kernel/index.ts";
import { prefixOf, uuidOf } from "../../kernel/index.ts";
import type { Sql } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Line } from "../domain/line.ts";
import type { Posting } from "../domain/posting.ts";

/** The call of the one function that posts. Its parameters are the posting, nothing is computed here. */
export function postStatement(posting: Posting): Sql {
  const { entityId, kind, key, effectiveOn, source, memo } = posting;
  const lines = JSON.stringify(posting.lines.map(toJson));
  return sql`
    select app.post_journal(
      txn_id => ${uuidOf(posting.id)}::uuid,
      entity_id => ${entityId}::uuid,
      kind => ${kind}::text,
      idempotency_key => ${key}::text,
      effective_date => ${effectiveOn}::date,
      source_type => ${prefixOf(source)}::text,
      source_id => ${uuidOf(source)}::uuid,
      lines => ${lines}::jsonb,
      memo => ${memo}::text
    )`;
}

/** The same for many at once: one text, however many they are. */
export function postStatements(postings: readonly Posting[]): Sql {
  const all = JSON.stringify(
    postings.map(({ id, entityId, kind, key, effectiveOn, source, approvedAs, memo, lines }) => ({
      ...{ id: uuidOf(id), entity_id: entityId, kind, key, memo, effective_on: effectiveOn },
      approval_id: approvedAs === undefined ? null : uuidOf(approvedAs),
      ...{ source_type: prefixOf(source), source_id: uuidOf(source), lines: lines.map(toJson) },
    })),
  );
  return sql`
    select app.post_journal(
      txn_id => posted.id,
      entity_id => posted.entity_id,
      kind => posted.kind,
      idempotency_key => posted.key,
      effective_date => posted.effective_on,
      source_type => posted.source_type,
      source_id => posted.source_id,
      lines => posted.lines,
      approval_id => posted.approval_id,
      memo => posted.memo
    )
    from jsonb_to_recordset(${all}::jsonb) as posted (id uuid, entity_id uuid, kind text, key text, effective_on date,
      source_type text, source_id uuid, approval_id uuid, lines jsonb, memo text)`;
}

export interface Reversal {
  readonly id: JournalTransactionId;
  readonly entityId: string;
  readonly reverses: JournalTransactionId;
  /** Names the business event: the same key again reverses nothing more. */
  readonly key: string;
  /** The day the reversal counts for, YYYY-MM-DD in the incentive program's time zone. */
  readonly effectiveOn: string;
  /** What it was reversed for. */
  readonly source: Id<Prefix>;
  readonly memo: string | null;
}

/** The call of the one function that reverses; it derives the lines itself. */
export function reverseStatement(reversal: Reversal): Sql {
  const { entityId, key, effectiveOn, source, memo } = reversal;
  return sql`
    select app.reverse_journal(
      txn_id => ${uuidOf(reversal.id)}::uuid,
      entity_id => ${entityId}::uuid,
      reverses_id => ${uuidOf(reversal.reverses)}::uuid,
      idempotency_key => ${key}::text,
      effective_date => ${effectiveOn}::date,
      source_type => ${prefixOf(source)}::text,
      source_id => ${uuidOf(source)}::uuid,
      memo => ${memo}::text
    )`;
}

export function sealStatement(batch: number): Sql {
  return sql`select app.seal_journals(${batch}::integer) as sealed`;
}

// Amounts travel as text: JSON numbers lose cents beyond 2^53.
function toJson({ account, amount, creditId }: Line): Record<string, string | null> {
  return {
    role: account.role,
    partner_id: "partnerId" in account ? uuidOf(account.partnerId) : null,
    program_id: "programId" in account ? uuidOf(account.programId) : null,
    bank_account_id: "bankAccountId" in account ? account.bankAccountId : null,
    currency: amount.currency,
    amount_minor: amount.minor.toString(),
    credit_id: creditId === null ? null : uuidOf(creditId),
  };
}
