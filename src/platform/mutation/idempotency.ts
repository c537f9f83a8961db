import type { Refusal } from "../../kernel/index.ts";
import { refuse, uuidOf } from "../../kernel/index.ts";
import { sql, TRY_AGAIN } from "../database/index.ts";
import type { Sql, Transaction } from "../database/index.ts";

import type { Call, Outcome } from "./call.ts";

/** What a call finds under its key: nothing, the outcome of the same call before, or another call. */
export type KeyState<O extends Outcome> =
  | { readonly kind: "FREE" }
  | { readonly kind: "DONE"; readonly outcome: O }
  | { readonly kind: "REUSED"; readonly refusal: Refusal };

type Standing<O> = { same_request: boolean; outcome: O | null };

/**
 * Claims the key inside the transaction of the effect. A second call with the key waits for the
 * first one's end: it sees the outcome if that committed, and does the work itself if not.
 */
export async function claimKey<O extends Outcome>(
  tx: Transaction,
  call: Call<unknown>,
): Promise<KeyState<O>> {
  const inserted = tx.read<{ claimed: boolean }>(sql`
    insert into idempotency_claim (partner_id, mutation, key, request_hash, created_at)
    values (${partnerOf(call)}::uuid, ${call.mutation}::text, ${call.key}::text, ${call.fingerprint}::bytea, ${call.at}::timestamptz)
    on conflict do nothing
    returning true as claimed`);
  const standing = tx.read<Standing<O>>(sql`
    select request_hash = ${call.fingerprint}::bytea as same_request, outcome
    from idempotency_claim
    where ${isOurs(call)}`);
  const [[claimed], [first]] = await Promise.all([inserted, standing]);
  if (claimed) return { kind: "FREE" };
  if (!first?.outcome) throw new Error("an idempotency claim is neither free nor taken");
  if (first.same_request) return { kind: "DONE", outcome: first.outcome };
  const refusal = refuse(
    "IDEMPOTENCY_KEY_REUSED",
    `The idempotency key was used before for another ${call.mutation}; send a new key with new content.`,
  );
  return { kind: "REUSED", refusal };
}

/**
 * Claims the key in the statement of the effect, with the ids of what is done. Where somebody has it
 * nothing is written, and the call is run again with its claim before it.
 */
export function queueClaim(tx: Transaction, call: Call<unknown>, outcome: Outcome): void {
  const claim = sql`
    select app.claim_with_outcome(
      partner => ${partnerOf(call)}::uuid,
      mutation => ${call.mutation}::text,
      key => ${call.key}::text,
      request_hash => ${call.fingerprint}::bytea,
      outcome => ${JSON.stringify(outcome)}::jsonb,
      at => ${call.at}::timestamptz
    )`;
  tx.queueFirst(claim, { idempotency_claim_once: TRY_AGAIN });
}

/** Stores the ids of what was done, for replays. */
export function keepOutcome(call: Call<unknown>, outcome: Outcome): Sql {
  return sql`
    update idempotency_claim
    set outcome = ${JSON.stringify(outcome)}::jsonb
    where ${isOurs(call)}`;
}

function isOurs(call: Call<unknown>): Sql {
  const partner = partnerOf(call);
  const scope = partner === null ? sql`partner_id is null` : sql`partner_id = ${partner}::uuid`;
  return sql`${scope} and mutation = ${call.mutation}::text and key = ${call.key}::text`;
}

/** Keys are whose who acts, also where the work is done in another role than the actor's own. */
function partnerOf({ actor }: Call<unknown>): string | null {
  return actor.partnerId === null ? null : uuidOf(actor.partnerId);
}
