import type { AccountId } from "../kernel/index.ts";
import { companyKeys } from "../leads/index.ts";
import type { RegisterLead } from "../leads/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";

import { findAccounts, queueNewAccount } from "./store/customer-store.ts";

type Company = RegisterLead["company"];

/** The accounts of companies, in their order; of one that has none it queues one. Null for what nothing tells apart. */
export async function accountsOfCompanies(
  deps: { readonly newId: NewId; readonly isFreeMail: (domain: string) => boolean },
  tx: Transaction,
  companies: readonly Company[],
  at: Date,
): Promise<readonly (AccountId | null)[]> {
  const named = companies.map((company) => ({
    company,
    keys: companyKeys(company, "", deps.isFreeMail),
  }));
  const known = await findAccounts(
    tx,
    named.map(({ company, keys }) => ({ keys, country: company.country })),
  );
  const made: {
    readonly id: AccountId;
    readonly keys: readonly string[];
    country: string | null;
  }[] = [];
  return named.map(({ company, keys }, index) => {
    if (keys.length === 0) return null;
    const standing = known[index] ?? sameAs(made, keys, company.country);
    if (standing) return standing;
    const id = deps.newId("acc");
    queueNewAccount(tx, { id, company, keys, at });
    made.push({ id, keys, country: company.country });
    return id;
  });
}

/** One that was named just before under another spelling. */
function sameAs(
  made: readonly {
    readonly id: AccountId;
    readonly keys: readonly string[];
    country: string | null;
  }[],
  keys: readonly string[],
  country: string | null,
): AccountId | null {
  const same = made.find(
    (each) =>
      each.keys.some((key) => keys.includes(key)) &&
      (each.country === null || country === null || each.country === country),
  );
  return same?.id ?? null;
}
