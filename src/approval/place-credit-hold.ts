import type { CreditHoldId } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { Held, HoldKind } from "./domain/hold.ts";
import { findHeld, queueHold } from "./store/hold-store.ts";

export interface HoldDeps {
  readonly database: Database;
  readonly newId: NewId;
}

export interface PlaceCreditHold {
  readonly held: Held;
  readonly kind: HoldKind;
  /** Why, for the vendor alone. */
  readonly reason: string;
  readonly evidence: string | null;
}

export interface HoldTouched extends Outcome {
  readonly creditHoldId: CreditHoldId;
}

/**
 * Holds a credit, or all of a partner: it is neither approved nor paid until two persons let it go. What was approved
 * before stays so, and is not paid.
 */
export const placeCreditHold = (deps: HoldDeps) => (call: Call<PlaceCreditHold>) =>
  once<PlaceCreditHold, HoldTouched>(deps.database, call, async (tx) => {
    const { command, actor, at } = call;
    const { held, kind, reason, evidence } = command;
    if (actor.id === null) throw new Error("somebody places a hold");
    const found = await findHeld(tx, held);
    if (!found)
      return "creditId" in held
        ? refuse("NOT_FOUND", `There is no credit ${held.creditId}.`, { path: ["creditId"] })
        : refuse("NOT_FOUND", `There is no partner ${held.partnerId} that earns.`, {
            path: ["partnerId"],
          });
    if (found.isReversed)
      return refuse("BUSINESS_RULE", "The credit was taken back: there is nothing to hold.", {
        path: ["creditId"],
      });
    const id = deps.newId("hld");
    queueHold(tx, { ...found, id, kind, reason, evidence, at, by: actor.id, rule: null });
    const of = found.creditId ?? found.partnerId;
    return { kind: "CreditHeld", creditHoldId: id, subjects: [id, of] };
  });
