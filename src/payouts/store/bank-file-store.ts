import type {
  BankFileFetchId,
  BankFileId,
  Currency,
  PartnerId,
  PayoutAccountId,
  PayoutBatchId,
} from "../../kernel/index.ts";
import { idOf, isCurrency, uuidOf } from "../../kernel/index.ts";
import { DEFAULT_ENTITY_ID } from "../../ledger/index.ts";
import type { Database, Transaction } from "../../platform/database/index.ts";
import { sql, systemSession } from "../../platform/database/index.ts";
import type { Sealed } from "../../platform/vault.ts";
import type { AccountFormat } from "../domain/account-number.ts";
import type { BankFileFormat } from "../domain/bank-file.ts";
import type { PostalAddress } from "../domain/payout-account.ts";

/** A payout with where it goes, but for the number of its account. */
export interface AddressedPayment {
  readonly partnerId: PartnerId;
  readonly accountId: PayoutAccountId;
  readonly endToEndId: string;
  readonly minor: bigint;
  readonly holderName: string;
  readonly address: PostalAddress;
  readonly account: {
    readonly format: AccountFormat;
    readonly bankCountry: string;
    readonly bankCode: string | null;
    readonly bic: string | null;
  };
}

/** What a batch pays, in one order. */
export async function readPayments(
  tx: Transaction,
  id: PayoutBatchId,
): Promise<readonly AddressedPayment[]> {
  const rows = await tx.read<{
    partner_id: string;
    account_id: string;
    end_to_end_id: string;
    minor: string;
    holder_name: string;
    street: string | null;
    building: string | null;
    postcode: string | null;
    town: string;
    region: string | null;
    country: string;
    format: AccountFormat;
    bank_country: string;
    bank_code: string | null;
    bic: string | null;
  }>(sql`
    select payout.partner_id, payout.account_id, payout.end_to_end_id, payout.amount_minor::text as minor, account.holder_name,
      account.street, account.building, account.postcode, account.town, account.region, account.country, account.format,
      account.bank_country, account.bank_code, account.bic
    from payout
    join payout_account as account on account.id = payout.account_id
    where payout.batch_id = ${uuidOf(id)}::uuid
    order by payout.end_to_end_id`);
  return rows.map((row) => ({
    partnerId: idOf("prt", row.partner_id),
    accountId: idOf("pac", row.account_id),
    endToEndId: row.end_to_end_id,
    minor: BigInt(row.minor),
    holderName: row.holder_name,
    address: {
      ...{ street: row.street, building: row.building, postcode: row.postcode },
      ...{ town: row.town, region: row.region, country: row.country },
    },
    account: {
      ...{ format: row.format, bankCountry: row.bank_country },
      ...{ bankCode: row.bank_code, bic: row.bic },
    },
  }));
}

/** The numbers of the accounts of a batch, which processes alone may read, and no person's role. */
export async function readSealedNumbers(
  database: Database,
  id: PayoutBatchId,
): Promise<ReadonlyMap<PayoutAccountId, Sealed>> {
  const rows = await database.read<{ id: string; number_sealed: Buffer; key_id: string }>(
    systemSession("bank files"),
    sql`
      select account.id, account.number_sealed, account.key_id
      from payout_account as account
      where account.id in (select payout.account_id from payout where payout.batch_id = ${uuidOf(id)}::uuid)`,
  );
  return new Map(
    rows.map((row) => [
      idOf("pac", row.id),
      { keyId: row.key_id, bytes: row.number_sealed } satisfies Sealed,
    ]),
  );
}

/** Of which currency a batch is, whether it was sent, and where the books keep their days. */
export async function readBatchCurrency(
  tx: Transaction,
  id: PayoutBatchId,
): Promise<{
  readonly currency: Currency;
  readonly isSent: boolean;
  readonly timeZone: string;
} | null> {
  const row = await tx.readOne<{ currency: string; state: string; time_zone: string }>(sql`
    select batch.currency, batch.state, entity.time_zone
    from payout_batch as batch
    cross join legal_entity as entity
    where batch.id = ${uuidOf(id)}::uuid and entity.id = ${DEFAULT_ENTITY_ID}::uuid`);
  if (row === null) return null;
  const { currency } = row;
  if (!isCurrency(currency)) throw new Error(`a batch is in ${currency}`);
  return { currency, isSent: row.state === "SENT", timeZone: row.time_zone };
}

/** Queues a file that was rendered. */
export function queueBankFile(
  tx: Transaction,
  file: {
    readonly id: BankFileId;
    readonly batchId: PayoutBatchId;
    readonly format: BankFileFormat;
    readonly currency: Currency;
    readonly executionOn: string;
    readonly paymentCount: number;
    readonly sumMinor: bigint;
    readonly sha256: string;
    readonly byteSize: number;
    readonly sealed: Sealed;
    readonly at: Date;
  },
): void {
  tx.queue(sql`
    insert into bank_file (id, batch_id, format, currency, execution_on, payment_count, sum_minor, sha256, byte_size, content_sealed,
      key_id, rendered_at)
    values (${uuidOf(file.id)}::uuid, ${uuidOf(file.batchId)}::uuid, ${file.format}::text, ${file.currency}::text, ${file.executionOn}::date,
      ${file.paymentCount}::integer, ${file.sumMinor}::bigint, ${file.sha256}::text, ${file.byteSize}::integer,
      ${file.sealed.bytes}::bytea, ${file.sealed.keyId}::text, ${file.at}::timestamptz)`);
}

/** The file of a batch in a format; null where there is none. */
export async function findBankFile(
  tx: Transaction,
  id: PayoutBatchId,
  format: BankFileFormat,
): Promise<BankFileId | null> {
  const row = await tx.readOne<{ id: string }>(sql`
    select file.id
    from bank_file as file
    where file.batch_id = ${uuidOf(id)}::uuid and file.format = ${format}::text`);
  return row && idOf("bkf", row.id);
}

/** Queues that somebody asked for a file, and may fetch it once until then. */
export function queueFetchAsked(
  tx: Transaction,
  asked: {
    readonly id: BankFileFetchId;
    readonly fileId: BankFileId;
    readonly at: Date;
    readonly by: string;
    readonly expiresAt: Date;
  },
): void {
  tx.queue(sql`
    insert into bank_file_fetch (id, file_id, asked_by, asked_at, expires_at)
    values (${uuidOf(asked.id)}::uuid, ${uuidOf(asked.fileId)}::uuid, ${asked.by}::uuid,
      ${asked.at}::timestamptz, ${asked.expiresAt}::timestamptz)`);
}

export interface FetchedFile {
  readonly batchId: PayoutBatchId;
  readonly format: string;
  readonly byteSize: number;
  readonly sealed: Sealed;
}

/** Takes what was asked for, once: null for whoever comes second, late, or did not ask. */
export async function takeFetch(
  tx: Transaction,
  id: BankFileFetchId,
  { at, by }: { readonly at: Date; readonly by: string },
): Promise<FetchedFile | null> {
  const row = await tx.readOne<{
    batch_id: string;
    format: string;
    byte_size: number;
    content_sealed: Buffer;
    key_id: string;
  }>(sql`
    update bank_file_fetch as asked
    set fetched_at = ${at}::timestamptz
    from bank_file as file
    where asked.id = ${uuidOf(id)}::uuid and asked.asked_by = ${by}::uuid and asked.fetched_at is null
      and asked.expires_at > ${at}::timestamptz and file.id = asked.file_id
    returning file.batch_id, file.format, file.byte_size, file.content_sealed, file.key_id`);
  return (
    row && {
      batchId: idOf("bat", row.batch_id),
      ...{ format: row.format, byteSize: row.byte_size },
      sealed: { keyId: row.key_id, bytes: row.content_sealed },
    }
  );
}
