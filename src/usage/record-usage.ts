import type { RegisterLead } from "../leads/index.ts";
import type { AccountId } from "../kernel/index.ts";
import { isRefusal, refuse } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";
import { accountsOfCompanies, readAccounts } from "../protection/index.ts";

import { whatIsNew } from "./domain/usage.ts";
import type { UsageEvent } from "./domain/usage.ts";
import { queueUsage, readKnownUsage } from "./store/usage-store.ts";

export interface UsageDeps {
  readonly database: Database;
  readonly newId: NewId;
  readonly isFreeMail: (domain: string) => boolean;
}

export interface RecordUsage {
  readonly events: readonly (UsageEvent & {
    /** An account that is known, or the company that is or becomes one. */
    readonly who: AccountId | RegisterLead["company"];
  })[];
}

export interface UsageRecorded extends Outcome {
  /** How many were new: what was told before under its reference is recorded once. */
  readonly recorded: number;
}

/** Records what accounts used of the product, all of it or nothing; who uses enough is found by a job right behind. */
export const recordUsage = (deps: UsageDeps) => (call: Call<RecordUsage>) =>
  once<RecordUsage, UsageRecorded>(deps.database, call, async (tx) => {
    const { command, actor, at } = call;
    const { events } = command;
    if (actor.id === null) throw new Error("somebody records usage");
    const companies = events.flatMap(({ who }) => (typeof who === "string" ? [] : [who]));
    const named = events.flatMap(({ who }) => (typeof who === "string" ? [who] : []));
    const [accounts, known, recorded] = await Promise.all([
      accountsOfCompanies(deps, tx, companies, at),
      readAccounts(tx, named),
      readKnownUsage(tx, events),
    ]);
    const inTurn = accounts.values();
    const told = [];
    for (const [index, { who, ...event }] of events.entries()) {
      const accountId = typeof who === "string" ? who : inTurn.next().value;
      if (!accountId || (typeof who === "string" && !known.has(who)))
        return refuse("NOT_FOUND", `There is no account ${String(accountId)}.`, {
          path: ["events", index, "accountId"],
        });
      told.push({ ...event, accountId });
    }
    const added = whatIsNew(told, recorded);
    if (isRefusal(added)) return added;
    queueUsage(tx, deps.newId, added, { at, by: actor.id });
    const subjects = [...new Set(added.map(({ accountId }) => accountId))];
    return { kind: "UsageRecorded", recorded: added.length, subjects };
  });
