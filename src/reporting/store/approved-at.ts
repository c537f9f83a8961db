import { DEFAULT_ENTITY_ID } from "../../ledger/index.ts";
import type { Sql } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

/** Whether the credit of a row named k, or the one that it changes, was approved when the chain was so long. */
export const isApprovedAt = (seq: Sql): Sql => sql`exists (
    select
    from credit_approval as approval
    join journal_seal as sealed on sealed.txn_id = approval.posting_id and sealed.entity_id = ${DEFAULT_ENTITY_ID}::uuid
    where approval.partner_id = k.partner_id and approval.credit_id = coalesce(k.adjusts_credit_id, k.id) and sealed.seq <= ${seq}
      and not exists (
        select
        from journal_txn as back
        join journal_seal as undone on undone.txn_id = back.id and undone.entity_id = ${DEFAULT_ENTITY_ID}::uuid
        where back.reverses_id = approval.posting_id and undone.seq <= ${seq}))`;
