import type { PartnerId, PayoutAccountId, Refusal } from "../../kernel/index.ts";
import { idOf, refuse, uuidOf } from "../../kernel/index.ts";
import type { Session, Transaction } from "../../platform/database/index.ts";
import { ownRows, sql, TRY_AGAIN } from "../../platform/database/index.ts";
import type { Sealed } from "../../platform/vault.ts";
import type { AccountFormat } from "../domain/account-number.ts";
import type {
  PayoutAccountDetails,
  PayoutAccountState,
  StandingPayoutAccount,
} from "../domain/payout-account.ts";

/** Whether there is such a partner that can be paid. */
export async function isPaidPartner(tx: Transaction, partnerId: PartnerId): Promise<boolean> {
  const row = await tx.readOne(sql`
    select 1
    from partner
    where partner.id = ${uuidOf(partnerId)}::uuid and not partner.is_vendor`);
  return row !== null;
}

const oneWaits = (): Refusal =>
  refuse(
    "BUSINESS_RULE",
    "An account of this currency waits to be verified already: end that one first.",
    { path: ["currency"] },
  );

/** Queues an account that waits to be verified. */
export function queuePayoutAccount(
  tx: Transaction,
  said: {
    readonly id: PayoutAccountId;
    readonly partnerId: PartnerId;
    readonly details: PayoutAccountDetails;
    readonly sealed: Sealed;
    readonly mark: Buffer;
    readonly at: Date;
    readonly by: string;
  },
): void {
  const { currency, holderName, address, account } = said.details;
  tx.queue(
    sql`
      insert into payout_account (id, partner_id, currency, holder_name, street, building, postcode, town, region, country,
        format, bank_country, bank_code, bic, number_sealed, key_id, number_mark, number_ends, proposed_at, proposed_by)
      values (${uuidOf(said.id)}::uuid, ${uuidOf(said.partnerId)}::uuid, ${currency}::text, ${holderName}::text,
        ${address.street}::text, ${address.building}::text, ${address.postcode}::text, ${address.town}::text,
        ${address.region}::text, ${address.country}::text, ${account.format}::text, ${account.bankCountry}::text,
        ${account.bankCode}::text, ${account.bic}::text, ${said.sealed.bytes}::bytea, ${said.sealed.keyId}::text,
        ${said.mark}::bytea, ${account.number.slice(-4)}::text, ${said.at}::timestamptz, ${said.by}::uuid)`,
    { payout_account_one_waiting: oneWaits },
  );
}

/** An account, locked until the transaction ends, for a vendor's session; null where there is none. */
export async function lockPayoutAccount(
  tx: Transaction,
  id: PayoutAccountId,
  actorId: string,
): Promise<StandingPayoutAccount | null> {
  const row = await tx.readOne<{
    partner_id: string;
    currency: string;
    state: PayoutAccountState;
    format: AccountFormat;
    bank_country: string;
    bank_code: string | null;
    number_mark: Buffer;
    is_own: boolean;
    others: number;
  }>(sql`
    select account.partner_id, account.currency, account.state, account.format, account.bank_country, account.bank_code,
      account.number_mark, app.is_same_person(${actorId}::uuid, account.proposed_by) as is_own, (
        select count(distinct other.partner_id)::integer
        from payout_account as other
        where other.number_mark = account.number_mark and other.partner_id <> account.partner_id
          and other.state in ('WAITING', 'VERIFIED')
      ) as others
    from payout_account as account
    where account.id = ${uuidOf(id)}::uuid
    for no key update of account`);
  return (
    row && {
      partnerId: idOf("prt", row.partner_id),
      currency: row.currency,
      state: row.state,
      format: row.format,
      bankCountry: row.bank_country,
      bankCode: row.bank_code,
      numberMark: row.number_mark,
      isOwn: row.is_own,
      others: row.others,
    }
  );
}

/** Where an account stands that the session may see, locked; null where there is none. */
export async function lockPayoutAccountState(
  tx: Transaction,
  session: Session,
  id: PayoutAccountId,
): Promise<Pick<StandingPayoutAccount, "state"> | null> {
  return tx.readOne<{ state: PayoutAccountState }>(sql`
    select account.state
    from payout_account as account
    where ${ownRows(session, "account")} and account.id = ${uuidOf(id)}::uuid
    for no key update of account`);
}

const decidedBefore = (): Refusal =>
  refuse("ALREADY_DONE", "The account was decided before.", { path: ["payoutAccountId"] });

interface Said {
  readonly note: string;
  readonly at: Date;
  readonly by: string;
}

/** Queues that an account is verified, behind the end of the one that it replaces. */
export function queueVerified(
  tx: Transaction,
  id: PayoutAccountId,
  {
    account,
    isShared,
    usableFrom,
    ...said
  }: Said & {
    readonly account: StandingPayoutAccount;
    readonly isShared: boolean;
    readonly usableFrom: Date;
  },
): void {
  tx.queue(sql`
    update payout_account
    set state = 'ENDED', ended_at = ${said.at}::timestamptz, ended_by = ${said.by}::uuid,
      end_reason = 'Another account took its place'
    where partner_id = ${uuidOf(account.partnerId)}::uuid and currency = ${account.currency}::text and state = 'VERIFIED'`);
  tx.queueAfter(
    sql`
      update payout_account
      set state = 'VERIFIED', decided_at = ${said.at}::timestamptz, decided_by = ${said.by}::uuid,
        note = ${said.note}::text, is_shared = ${isShared}::boolean, usable_from = ${usableFrom}::timestamptz
      where id = ${uuidOf(id)}::uuid`,
    {
      payout_account_decided_once: decidedBefore,
      payout_account_shared_knowingly: TRY_AGAIN,
    },
  );
}

/** Queues that an account is not verified. */
export function queueDeclined(tx: Transaction, id: PayoutAccountId, said: Said): void {
  tx.queue(
    sql`
      update payout_account
      set state = 'DECLINED', decided_at = ${said.at}::timestamptz, decided_by = ${said.by}::uuid,
        note = ${said.note}::text
      where id = ${uuidOf(id)}::uuid`,
    { payout_account_decided_once: decidedBefore },
  );
}

const endedBefore = (): Refusal =>
  refuse("ALREADY_DONE", "The account was declined or ended before.", {
    path: ["payoutAccountId"],
  });

/** Queues that an account is used no more. */
export function queueEnded(
  tx: Transaction,
  id: PayoutAccountId,
  said: { readonly reason: string; readonly at: Date; readonly by: string },
): void {
  tx.queue(
    sql`
      update payout_account
      set state = 'ENDED', ended_at = ${said.at}::timestamptz, ended_by = ${said.by}::uuid,
        end_reason = ${said.reason}::text
      where id = ${uuidOf(id)}::uuid`,
    { payout_account_ends_once: endedBefore },
  );
}
