import type { ClientBase } from "pg";

import type { PartnerId, PartnerMemberId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Vault } from "../../platform/vault.ts";
import { newId } from "../../platform/ids.ts";

const DAY_MS = 86_400_000;

export interface DemoAccount {
  readonly partnerId: PartnerId;
  readonly holder: string;
  readonly town: string;
  readonly country: string;
  readonly iban: string;
}

/** Plants where partners' money goes, entered and verified long enough ago that it may be paid there now. */
export async function plantAccounts(
  owner: ClientBase,
  vault: Vault,
  accounts: readonly DemoAccount[],
  by: { readonly entered: PartnerMemberId; readonly verified: PartnerMemberId },
  now: Date,
): Promise<void> {
  const daysAgo = (days: number): Date => new Date(now.getTime() - days * DAY_MS);
  const act = (memberId: PartnerMemberId) =>
    owner.query("select set_config('app.actor_id', $1, false)", [uuidOf(memberId)]);
  for (const { partnerId, holder, town, country, iban } of accounts) {
    const id = newId("pac");
    const { keyId, bytes } = vault.seal(iban, id);
    await act(by.entered);
    await owner.query(
      `insert into payout_account (id, partner_id, currency, holder_name, town, country, format, bank_country, number_sealed, key_id,
         number_mark, number_ends, proposed_at, proposed_by)
       values ($1, $2, 'EUR', $3, $4, $5, 'IBAN', $6, $7, $8, $9, $10, $11, $12)`,
      [
        ...[uuidOf(id), uuidOf(partnerId), holder, town, country, iban.slice(0, 2), bytes, keyId],
        ...[vault.mark(iban), iban.slice(-4), daysAgo(30), uuidOf(by.entered)],
      ],
    );
    await act(by.verified);
    await owner.query(
      `update payout_account
       set state = 'VERIFIED', decided_at = $2, decided_by = $3, note = 'Asked by telephone, at the number in the contract',
         usable_from = $4
       where id = $1`,
      [uuidOf(id), daysAgo(20), uuidOf(by.verified), daysAgo(13)],
    );
  }
  await owner.query("select set_config('app.actor_id', '', false)");
}
