import type { Database, Session } from "../../platform/database/index.ts";
import { ownRows, sql } from "../../platform/database/index.ts";
import type { AccountNotice, Told } from "../domain/write-mail.ts";

import type { TakenNotice } from "./notice-store.ts";

/** Where an account stands as it is told to; of all else nobody is told. */
const HOLDS: Readonly<Record<AccountNotice, readonly string[]>> = {
  PAYOUT_ACCOUNT_ENTERED: ["WAITING", "VERIFIED", "DECLINED", "ENDED"],
  PAYOUT_ACCOUNT_DECIDED: ["VERIFIED", "DECLINED"],
  PAYOUT_ACCOUNT_ENDED: ["ENDED"],
  PAYOUT_ACCOUNT_WAITING: ["WAITING"],
};

/** What there is to tell of a payout account. */
export async function readAccount(
  database: Database,
  session: Session,
  { kind, forVendor, occasionUuid }: TakenNotice & { readonly kind: AccountNotice },
): Promise<Told | null> {
  const row = await database.readOne<{
    partner: string;
    currency: string;
    holder_name: string;
    number_ends: string;
    state: string;
    note: string | null;
    usable_from: string | null;
    end_reason: string | null;
    gone: string[] | null;
  }>(
    session,
    sql`
      select partner.name as partner, account.currency, account.holder_name, account.number_ends, account.state, account.note,
        (account.usable_from at time zone 'UTC')::date::text as usable_from, account.end_reason, case when ${forVendor}::boolean then (
          select array_agg(member.display_name order by member.deactivated_at)
          from membership as member
          where member.partner_id = account.partner_id
            and member.deactivated_at > account.proposed_at - interval '30 days'
            and ('PARTNER_ADMIN' = any(member.roles) or exists (
              select
              from payout_account as before
              where before.partner_id = account.partner_id and before.proposed_by = member.id))
        ) end as gone
      from payout_account as account
      join partner on partner.id = account.partner_id
      where ${ownRows(session, "account")} and account.id = ${occasionUuid}::uuid`,
  );
  if (!row || !HOLDS[kind].includes(row.state)) return null;
  return {
    of: "PAYOUT_ACCOUNT",
    account: {
      partner: forVendor ? row.partner : null,
      currency: row.currency,
      holder: row.holder_name,
      numberEnds: row.number_ends,
      isVerified: row.state === "VERIFIED",
      note: row.note,
      usableFrom: row.usable_from,
      endReason: row.end_reason,
      gone: row.gone ?? [],
    },
  };
}
