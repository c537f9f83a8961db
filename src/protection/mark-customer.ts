import type { AccountId, ProductLineId, Refusal } from "../kernel/index.ts";
import { isRefusal, refuse } from "../kernel/index.ts";
import { noSuchLines } from "../leads/index.ts";
import type { RegisterLead } from "../leads/index.ts";
import type { Database, Transaction } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";
import { readScope } from "../products/index.ts";

import { accountsOfCompanies } from "./account-of-companies.ts";
import {
  queueCustomerEnded,
  queueCustomers,
  readAccount,
  readCustomerLines,
} from "./store/customer-store.ts";

export interface MarkCustomerDeps {
  readonly database: Database;
  readonly newId: NewId;
  readonly isFreeMail: (domain: string) => boolean;
}

export interface MarkCustomer {
  /** An account that is known, or the company that becomes one. */
  readonly who: AccountId | RegisterLead["company"];
  /** Empty for all. */
  readonly productLineIds: readonly ProductLineId[];
  /** Null for as of now. */
  readonly since: Date | null;
}

export interface EndCustomer {
  readonly accountId: AccountId;
  /** Empty for all of which it is one. */
  readonly productLineIds: readonly ProductLineId[];
}

export interface CustomerTouched extends Outcome {
  readonly accountId: AccountId;
}

/** The vendor says that an organisation is a customer of product lines. No partner is told. */
export const markCustomer = (deps: MarkCustomerDeps) => (call: Call<MarkCustomer>) =>
  once<MarkCustomer, CustomerTouched>(deps.database, call, async (tx) => {
    const { command, at, actor } = call;
    if (actor.id === null) throw new Error("somebody says who is a customer");
    if (command.since !== null && command.since > at)
      return refuse("VALIDATION_FAILED", "customerFrom lies in the future.", {
        path: ["customerFrom"],
      });
    const [accountId, scope] = await Promise.all([
      accountOf(deps, tx, call),
      readScope(tx, command.productLineIds),
    ]);
    if (isRefusal(accountId)) return accountId;
    if (scope === null) return noSuchLines();
    const standing = await readCustomerLines(tx, accountId);
    const lines = scope.filter((line) => !standing.includes(line));
    if (lines.length === 0)
      return refuse("ALREADY_DONE", "It is a customer of these product lines already.");
    queueCustomers(tx, {
      accountId,
      lines: lines.map((line) => ({ id: deps.newId("cus"), line })),
      since: command.since ?? at,
      at,
      by: actor.id,
    });
    return { kind: "CustomerMarked", accountId, subjects: [accountId] };
  });

/** An organisation is no customer any more: of some product lines, or of all. */
export const endCustomer =
  ({ database }: { readonly database: Database }) =>
  (call: Call<EndCustomer>) =>
    once<EndCustomer, CustomerTouched>(database, call, async (tx) => {
      const { accountId, productLineIds } = call.command;
      const [known, standing] = await Promise.all([
        readAccount(tx, accountId),
        readCustomerLines(tx, accountId),
      ]);
      if (!known) return noSuchAccount();
      const lines = standing.filter(
        (line) => productLineIds.length === 0 || productLineIds.includes(line),
      );
      if (lines.length === 0)
        return refuse("ALREADY_DONE", "It is no customer of these product lines.");
      queueCustomerEnded(tx, accountId, lines, call.at);
      return { kind: "CustomerEnded", accountId, subjects: [accountId] };
    });

/** The account that is meant; one is made of a company that is not known yet. */
async function accountOf(
  deps: MarkCustomerDeps,
  tx: Transaction,
  { command: { who }, at }: Call<MarkCustomer>,
): Promise<AccountId | Refusal> {
  if (typeof who === "string") return (await readAccount(tx, who)) ?? noSuchAccount();
  const [accountId] = await accountsOfCompanies(deps, tx, [who], at);
  return (
    accountId ??
    refuse("VALIDATION_FAILED", "Nothing tells the company: give its domain or its tax id.", {
      path: ["company"],
    })
  );
}

function noSuchAccount(): Refusal {
  return refuse("NOT_FOUND", "There is no such account.", { path: ["accountId"] });
}
