import type { AccountId, LeadId, PartnerId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Database, Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";

import { AccountLeadRow } from "./account.row.ts";

export interface AccountLink {
  readonly lead: { readonly id: LeadId; readonly partnerId: PartnerId };
  readonly accountId: AccountId;
  /** True where nobody has accepted a lead of this organisation before. */
  readonly isNew: boolean;
  readonly at: Date;
}

/**
 * Queues that a lead's company is an account, which is found by the company's keys from now on. Where
 * somebody else makes the same account, or protects its prospect, at the same moment, the call looks
 * again.
 */
export function queueAccountLink(database: Database, tx: Transaction, link: AccountLink): void {
  const { lead, accountId, isNew, at } = link;
  const [leadId, partnerId, account] = [uuidOf(lead.id), uuidOf(lead.partnerId), uuidOf(accountId)];
  if (isNew)
    tx.queue(sql`
      insert into account (id, name, folded_name, country, created_at)
      select ${account}::uuid, name, folded_name, country, ${at}::timestamptz
      from company
      where partner_id = ${partnerId}::uuid and lead_id = ${leadId}::uuid`);
  // of an account that was there before, the keys that it has are kept
  const known = isNew ? sql`` : sql`on conflict on constraint account_key_pkey do nothing`;
  tx.queue(
    sql`
      insert into account_key (key, country, account_id)
      select key.key, coalesce(company.country, ''), ${account}::uuid
      from company_key as key
      join company on company.partner_id = key.partner_id and company.lead_id = key.lead_id
      where key.partner_id = ${partnerId}::uuid and key.lead_id = ${leadId}::uuid
      ${known}`,
    { account_key_pkey: TRY_AGAIN },
  );
  const linked = database.insert(AccountLeadRow, {
    partnerId,
    leadId,
    accountId: account,
    linkedAt: at,
  });
  tx.queue(sql`${linked} on conflict on constraint account_lead_pkey do nothing`, {
    protection_hold_one_per_line: TRY_AGAIN,
  });
}
