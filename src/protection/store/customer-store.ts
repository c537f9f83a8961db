import type { AccountId, CustomerId, ProductLineId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import { foldName } from "../../leads/index.ts";
import type { RegisterLead } from "../../leads/index.ts";
import type { RefusalsByConstraint, Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";

/** The account of that id; null where there is none. */
export async function readAccount(tx: Transaction, id: AccountId): Promise<AccountId | null> {
  const row = await tx.readOne<{ id: string }>(
    sql`select id from account where id = ${uuidOf(id)}::uuid`,
  );
  return row ? idOf("acc", row.id) : null;
}

/** Those of the accounts that there are. */
export async function readAccounts(
  tx: Transaction,
  ids: readonly AccountId[],
): Promise<ReadonlySet<AccountId>> {
  const rows = await tx.read<{ id: string }>(
    sql`select id from account where id = any(${ids.map(uuidOf)}::uuid[])`,
  );
  return new Set(rows.map(({ id }) => idOf("acc", id)));
}

/** The accounts that are known by one of the keys, of the same country where both have one; null where there is none. */
export async function findAccounts(
  tx: Transaction,
  named: readonly { readonly keys: readonly string[]; readonly country: string | null }[],
): Promise<readonly (AccountId | null)[]> {
  const asked = JSON.stringify(named);
  const rows = await tx.read<{ place: number; id: string }>(sql`
    select asked.place::integer as place, found.id
    from jsonb_array_elements(${asked}::jsonb) with ordinality as asked (company, place)
    cross join lateral (
      select account.id
      from account_key as known
      join account on account.id = known.account_id
      where known.key = any(array(select jsonb_array_elements_text(asked.company -> 'keys')))
        and (account.country = asked.company ->> 'country') is distinct from false
      order by account.country is not distinct from asked.company ->> 'country' desc, account.id
      limit 1
    ) as found`);
  const found = new Map(rows.map(({ place, id }) => [place - 1, idOf("acc", id)]));
  return named.map((_, index) => found.get(index) ?? null);
}

/** The product lines of which the account is a customer now. */
export async function readCustomerLines(
  tx: Transaction,
  accountId: AccountId,
): Promise<readonly ProductLineId[]> {
  const rows = await tx.read<{ id: string }>(sql`
    select product_line_id as id
    from customer
    where account_id = ${uuidOf(accountId)}::uuid and until is null`);
  return rows.map(({ id }) => idOf("pln", id));
}

// Somebody made the account, or said the same of it, between our look and our write: look again.
const RACES: RefusalsByConstraint = {
  account_key_pkey: TRY_AGAIN,
  customer_standing_once: TRY_AGAIN,
};

/** Queues an account for an organisation of which no lead was accepted before. */
export function queueNewAccount(
  tx: Transaction,
  account: {
    readonly id: AccountId;
    readonly company: RegisterLead["company"];
    readonly keys: readonly string[];
    readonly at: Date;
  },
): void {
  const { company, keys, at } = account;
  const id = uuidOf(account.id);
  tx.queue(sql`
    insert into account (id, name, folded_name, country, created_at)
    values (${id}::uuid, ${company.name}::text, ${foldName(company.name)}::text, ${company.country}::text, ${at}::timestamptz)`);
  tx.queue(
    sql`
      insert into account_key (key, country, account_id)
      select key, coalesce(${company.country}::text, ''), ${id}::uuid
      from unnest(${keys}::text[]) as key`,
    RACES,
  );
}

/** Queues that an account is a customer of product lines, as somebody says. */
export function queueCustomers(
  tx: Transaction,
  customer: {
    readonly accountId: AccountId;
    readonly lines: readonly { readonly id: CustomerId; readonly line: ProductLineId }[];
    readonly since: Date;
    readonly at: Date;
    /** As a uuid. */
    readonly by: string;
  },
): void {
  const { lines, since, at, by } = customer;
  tx.queue(
    sql`
      insert into customer (id, account_id, product_line_id, source, since, recorded_at, recorded_by)
      select told.id, ${uuidOf(customer.accountId)}::uuid, told.line_id, 'BY_HAND', ${since}::timestamptz,
        ${at}::timestamptz, ${by}::uuid
      from unnest(
        ${lines.map(({ id }) => uuidOf(id))}::uuid[],
        ${lines.map(({ line }) => uuidOf(line))}::uuid[]
      ) as told (id, line_id)`,
    RACES,
  );
}

/** Queues that an account is no customer of these lines any more. */
export function queueCustomerEnded(
  tx: Transaction,
  accountId: AccountId,
  lines: readonly ProductLineId[],
  at: Date,
): void {
  tx.queue(sql`
    update customer
    set until = greatest(since, ${at}::timestamptz)
    where account_id = ${uuidOf(accountId)}::uuid and until is null
      and product_line_id = any(${lines.map(uuidOf)}::uuid[])`);
}
