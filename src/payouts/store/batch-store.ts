import { createHash } from "node:crypto";

import type { Currency, PayoutBatchId, PayoutId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import { batchWentOn, isBar, isBatchObstacle } from "../domain/batch.ts";
import type { ObstructedPayout, PayoutBatchState, StandingBatch } from "../domain/batch.ts";
import { methodOf } from "../domain/draft.ts";
import type { DraftedPayout, LeftOut } from "../domain/draft.ts";

type Identified = DraftedPayout & { readonly id: PayoutId };

/** As `app.hash_of_payouts` works it out anew. */
function hashOf(payouts: readonly Identified[], currency: Currency): string {
  const lines = payouts
    .flatMap(({ id, accountId, credits, claims }) => [
      ...credits.map(({ creditId, minor }) =>
        [
          uuidOf(id),
          uuidOf(creditId),
          ...(accountId ? [uuidOf(accountId)] : []),
          minor,
          currency,
        ].join(" "),
      ),
      ...claims.map(({ clawbackId, minor }) =>
        [uuidOf(id), uuidOf(clawbackId), -minor, currency].join(" "),
      ),
    ])
    .toSorted();
  return createHash("sha256").update(lines.join("\n")).digest("hex");
}

/** Names a payout to the bank, in the characters that all of them take. */
const endToEndOf = (id: PayoutId): string => uuidOf(id).replaceAll("-", "").toUpperCase();

/** Queues a batch with its payouts, what they pay of which credits, what they set off, and what is left out. */
export function queueBatch(
  tx: Transaction,
  said: {
    readonly id: PayoutBatchId;
    readonly currency: Currency;
    readonly earnedUntil: Date | null;
    readonly minimumMinor: bigint;
    readonly payouts: readonly Identified[];
    readonly leftOut: readonly LeftOut[];
    readonly at: Date;
    readonly by: string;
  },
): void {
  const { payouts, leftOut, currency, at } = said;
  const id = uuidOf(said.id);
  const sum = payouts.reduce((all, { minor }) => all + minor, 0n);
  const setOff = payouts.flatMap((payout) =>
    payout.claims.map((claim) => ({ ...claim, payoutId: payout.id, partnerId: payout.partnerId })),
  );
  const offset = setOff.reduce((all, { minor }) => all + minor, 0n);
  const withheld = payouts.reduce(
    (all, { taxRuleId, minor }) => (taxRuleId === null ? all : all + minor),
    0n,
  );
  const credits = payouts.flatMap((payout) =>
    payout.credits.map((credit) => ({ ...credit, payoutId: payout.id })),
  );
  tx.queue(sql`
    insert into payout_batch (id, currency, earned_until, minimum_minor, selection_hash, payout_count, sum_minor, offset_minor,
      withheld_minor, drafted_by, drafted_at)
    values (${id}::uuid, ${currency}::text, ${said.earnedUntil}::timestamptz, ${said.minimumMinor}::bigint,
      ${hashOf(payouts, currency)}::text, ${payouts.length}::integer, ${sum}::bigint, ${offset}::bigint,
      ${withheld}::bigint, ${said.by}::uuid, ${at}::timestamptz)`);
  tx.queue(
    sql`
    insert into payout (id, batch_id, partner_id, account_id, currency, amount_minor, withheld_minor, tax_rule_id, end_to_end_id,
      method, scheduled_at)
    select drafted.id, ${id}::uuid, drafted.partner_id, drafted.account_id, ${currency}::text, drafted.minor, drafted.withheld,
      drafted.tax_rule_id, drafted.end_to_end, drafted.method, ${at}::timestamptz
    from unnest(${payouts.map((each) => uuidOf(each.id))}::uuid[], ${payouts.map(({ partnerId }) => uuidOf(partnerId))}::uuid[],
      ${payouts.map(({ accountId }) => accountId && uuidOf(accountId))}::uuid[], ${payouts.map(({ minor }) => minor)}::bigint[],
      ${payouts.map(({ withheldMinor }) => withheldMinor)}::bigint[],
      ${payouts.map(({ taxRuleId }) => taxRuleId && uuidOf(taxRuleId))}::uuid[],
      ${payouts.map((each) => endToEndOf(each.id))}::text[], ${payouts.map(methodOf)}::text[])
      as drafted (id, partner_id, account_id, minor, withheld, tax_rule_id, end_to_end, method)`,
    { payout_withheld_as_due: TRY_AGAIN },
  );
  tx.queue(
    sql`
      insert into payout_credit (payout_id, partner_id, credit_id, approval_id, amount_minor)
      select paid.payout_id, paid.partner_id, paid.credit_id, paid.approval_id, paid.minor
      from unnest(${credits.map(({ payoutId }) => uuidOf(payoutId))}::uuid[],
        ${credits.map(({ partnerId }) => uuidOf(partnerId))}::uuid[], ${credits.map(({ creditId }) => uuidOf(creditId))}::uuid[],
        ${credits.map(({ approvalId }) => approvalId)}::uuid[], ${credits.map(({ minor }) => minor)}::bigint[])
        as paid (payout_id, partner_id, credit_id, approval_id, minor)`,
    { payout_credit_within_payable: TRY_AGAIN },
  );
  if (setOff.length > 0)
    tx.queue(
      sql`
        insert into payout_offset (payout_id, partner_id, clawback_id, amount_minor)
        select part.*
        from unnest(${setOff.map(({ payoutId }) => uuidOf(payoutId))}::uuid[], ${setOff.map(({ partnerId }) => uuidOf(partnerId))}::uuid[],
          ${setOff.map(({ clawbackId }) => uuidOf(clawbackId))}::uuid[], ${setOff.map(({ minor }) => minor)}::bigint[]) as part`,
      { payout_offset_within_owed: TRY_AGAIN },
    );
  if (leftOut.length === 0) return;
  tx.queue(sql`
    insert into payout_left_out (batch_id, partner_id, reason, credit_count, amount_minor)
    select ${id}::uuid, left_out.partner_id, left_out.reason, left_out.credit_count, left_out.minor
    from unnest(${leftOut.map(({ partnerId }) => uuidOf(partnerId))}::uuid[], ${leftOut.map(({ reason }) => reason)}::text[],
      ${leftOut.map(({ creditCount }) => creditCount)}::integer[], ${leftOut.map(({ minor }) => minor)}::bigint[])
      as left_out (partner_id, reason, credit_count, minor)`);
}

/** A batch, locked until the transaction ends; null where there is none. */
export async function lockBatch(
  tx: Transaction,
  id: PayoutBatchId,
  actorId: string,
): Promise<StandingBatch | null> {
  const row = await tx.readOne<{
    state: PayoutBatchState;
    selection_hash: string;
    drafted_at: Date;
    approved_at: Date | null;
    is_own: boolean;
    barred: { partner_id: string; bar: string }[] | null;
  }>(sql`
    select batch.state, batch.selection_hash, batch.drafted_at, batch.approved_at,
      app.needs_another_person(${actorId}::uuid, batch.drafted_by) as is_own,
      (select json_agg(barred order by barred.partner_id, barred.bar)
        from app.barred_from_batch(batch.id, ${actorId}::uuid) as barred
        where barred.bar <> 'VERIFIED' or app.standing_waiver() is null) as barred
    from payout_batch as batch
    where batch.id = ${uuidOf(id)}::uuid
    for no key update of batch`);
  return (
    row && {
      state: row.state,
      selectionHash: row.selection_hash,
      draftedAt: row.drafted_at,
      approvedAt: row.approved_at,
      isOwn: row.is_own,
      barred: (row.barred ?? []).map(({ partner_id: partnerId, bar }) => {
        if (!isBar(bar)) throw new Error(`somebody is barred from a batch for ${bar}`);
        return { partnerId: idOf("prt", partnerId), bar };
      }),
    }
  );
}

/** What keeps a batch from going on. Nobody holds credit of its partners, or ends an account of it, until the transaction ends. */
export async function lockObstructed(
  tx: Transaction,
  id: PayoutBatchId,
  at: Date,
): Promise<readonly ObstructedPayout[]> {
  const batch = uuidOf(id);
  const [, , rows] = await Promise.all([
    tx.read(sql`
      select app.await_credit_of(earning.partner_id)
      from (
        select distinct payout.partner_id
        from payout
        where payout.batch_id = ${batch}::uuid
        order by payout.partner_id) as earning`),
    tx.read(sql`
      select
      from payout_account as account
      where account.id in (select payout.account_id from payout where payout.batch_id = ${batch}::uuid)
      order by account.id
      for share of account`),
    tx.read<{ partner_id: string; obstacle: string }>(sql`
      select distinct found.partner_id, found.obstacle
      from app.obstacles_of_batch(${batch}::uuid, ${at}::timestamptz) as found
      order by found.partner_id, found.obstacle`),
  ]);
  return rows.map(({ partner_id: partnerId, obstacle }) => {
    if (!isBatchObstacle(obstacle)) throw new Error(`a batch stands still for ${obstacle}`);
    return { partnerId: idOf("prt", partnerId), obstacle };
  });
}

interface Said {
  readonly at: Date;
  readonly by: string;
}

const refusals = {
  payout_batch_goes_on: batchWentOn,
  // somebody was quicker
  payout_batch_unobstructed: TRY_AGAIN,
} as const;

/** Queues that a batch may be sent. */
export function queueBatchApproved(tx: Transaction, id: PayoutBatchId, { at, by }: Said): void {
  tx.queue(
    sql`
      update payout_batch
      set state = 'APPROVED', approved_by = ${by}::uuid, approved_at = ${at}::timestamptz
      where id = ${uuidOf(id)}::uuid`,
    refusals,
  );
}

/** Queues that a batch was handed to the bank, and that what is set off or withheld is settled by that. */
export function queueBatchSent(tx: Transaction, id: PayoutBatchId, { at, by }: Said): void {
  tx.queue(
    sql`
      update payout_batch
      set state = 'SENT', sent_by = ${by}::uuid, sent_at = ${at}::timestamptz
      where id = ${uuidOf(id)}::uuid`,
    refusals,
  );
  tx.queue(sql`
    update payout
    set state = case method when 'OFFSET' then 'OFFSET' when 'WITHHOLDING' then 'WITHHELD' else 'SENT' end, sent_at = ${at}::timestamptz
    where batch_id = ${uuidOf(id)}::uuid`);
}

/** Queues that a batch is withdrawn: its credits are payable again, and what it set off is owed again. */
export function queueBatchCancelled(
  tx: Transaction,
  id: PayoutBatchId,
  { at, by, reason }: Said & { readonly reason: string },
): void {
  tx.queue(
    sql`
      update payout_batch
      set state = 'CANCELLED', cancelled_by = ${by}::uuid, cancelled_at = ${at}::timestamptz, cancel_reason = ${reason}::text
      where id = ${uuidOf(id)}::uuid`,
    refusals,
  );
  tx.queue(sql`
    update payout
    set state = 'CANCELLED', ended_by = ${by}::uuid, ended_at = ${at}::timestamptz
    where batch_id = ${uuidOf(id)}::uuid`);
  tx.queue(sql`
    update payout_credit as paid
    set ended_at = ${at}::timestamptz
    from payout
    where payout.batch_id = ${uuidOf(id)}::uuid and paid.partner_id = payout.partner_id and paid.payout_id = payout.id`);
  tx.queue(sql`
    update payout_offset as part
    set ended_at = ${at}::timestamptz
    from payout
    where payout.batch_id = ${uuidOf(id)}::uuid and part.partner_id = payout.partner_id and part.payout_id = payout.id`);
}
