import { queueHold } from "../approval/index.ts";
import type { CreditId, PartnerId } from "../kernel/index.ts";
import { registrableDomain } from "../leads/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database/index.ts";
import { SYSTEM_ACTOR, systemSession } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import { auditRow } from "../platform/mutation/index.ts";

import { signsOfFraud } from "./domain/fraud-rule.ts";
import type { Domains } from "./domain/fraud-rule.ts";
import { readFraudRules } from "./store/fraud-rule-store.ts";
import { readWatchedCredit } from "./store/watched-credit.ts";

export interface WatchCreditDeps extends Pick<Domains, "isFreeMail" | "isDisposable"> {
  readonly database: Database;
  readonly newId: NewId;
  readonly clock: Clock;
}

const ACTOR = { kind: "SYSTEM", id: SYSTEM_ACTOR, partnerId: null } as const;

/** Looks for what speaks for fraud in a credit that was earned, and holds it by each rule that finds something. */
export const watchCredit =
  ({ database, newId, clock, isFreeMail, isDisposable }: WatchCreditDeps) =>
  async (
    { creditId, partnerId }: { readonly creditId: CreditId; readonly partnerId: PartnerId },
    requestId: string,
  ): Promise<void> => {
    const domains = { isFreeMail, isDisposable, registrable: registrableDomain };
    const session = { ...systemSession(requestId), role: "vendor" } as const;
    await database.transaction(session, async (tx) => {
      const rules = await readFraudRules(tx);
      const burst = rules.find(({ rule, isWatched }) => rule === "BURST" && isWatched)?.burst;
      const credit = await readWatchedCredit(tx, creditId, burst ?? null);
      if (!credit) return null;
      const at = clock();
      for (const { rule, reason } of signsOfFraud(rules, credit, domains)) {
        if (credit.heldBy.includes(rule)) continue;
        const id = newId("hld");
        const of = { partnerId, creditId, evidence: null };
        queueHold(tx, { ...of, id, kind: "FRAUD", reason, rule, at, by: SYSTEM_ACTOR });
        const subjects = [id, creditId];
        const done = { outcome: "DONE", code: null, actor: ACTOR } as const;
        tx.queue(auditRow({ mutation: "watchCredit", at, requestId, subjects, ...done }));
      }
      return null;
    });
  };
