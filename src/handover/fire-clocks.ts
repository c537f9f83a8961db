import { uuidOf } from "../kernel/index.ts";
import type { LockedLead, MoveLeadDeps } from "../leads/index.ts";
import { lockLead } from "../leads/index.ts";
import { notify } from "../notices/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Transaction } from "../platform/database/index.ts";
import { systemSession } from "../platform/database/index.ts";
import { readHolderId } from "../routing/index.ts";

import { consequenceOf } from "./clock-consequences.ts";
import { noticeOf, stepAt } from "./domain/sla-policy.ts";
import type { ReviewDraw } from "./review-draw.ts";
import { holdStanding, insertFiring, readDueSteps, readStep } from "./store/clock-store.ts";
import type { DueStep, NextStep, StepDone } from "./store/clock-store.ts";

export interface FireClocksDeps extends MoveLeadDeps {
  readonly clock: Clock;
  readonly reviewDraw: Pick<ReviewDraw, "isDrawn">;
}

/** Clocks that are looked at in one go. */
const BATCH = 100;

/**
 * Does what is due of all clocks, the longest due first and each step in a transaction of its own:
 * whoever was quicker (the vendor, another instance) is not undone, and nothing is done twice. Says
 * how many steps were done.
 */
export async function fireClocks(deps: FireClocksDeps, requestId: string): Promise<number> {
  const at = deps.clock();
  const failures = new Map<string, unknown>();
  let count = 0;
  // a clock that was not looked at for long has several steps due, one after the other
  for (let fired = -1; fired !== 0; count += fired) {
    fired = 0;
    for await (const step of dueSteps(deps, at, requestId)) {
      if (failures.has(step.clockId)) continue;
      // one that fails keeps none of the others waiting
      const done = fireClock(deps, step, at, requestId).catch((error: unknown) => {
        failures.set(step.clockId, error);
        return false;
      });
      if (await done) fired += 1;
    }
  }
  for (const failure of failures.values()) throw failure;
  return count;
}

/** All clocks with a step that is due, once each, whatever becomes of those before. */
async function* dueSteps(
  { database }: FireClocksDeps,
  at: Date,
  requestId: string,
): AsyncGenerator<DueStep> {
  const session = systemSession(requestId);
  for (let after: DueStep | null = null; ;) {
    const due: readonly DueStep[] = await readDueSteps(database, session, at, {
      after,
      most: BATCH,
    });
    yield* due;
    after = due.at(-1) ?? null;
    if (due.length < BATCH) return;
  }
}

async function fireClock(
  deps: FireClocksDeps,
  due: DueStep,
  at: Date,
  requestId: string,
): Promise<boolean> {
  const session = systemSession(requestId);
  const done = await deps.database.transaction(session, async (tx) => {
    // the clock is read once nobody else can move its lead, or suspend its partner
    const [lead, , step] = await Promise.all([
      lockLead(tx, session, due.leadId),
      holdStanding(tx, due.partnerId),
      readStep(tx, due, at),
    ]);
    if (!lead || !step) return null;
    const what = stepAt(step.percent, step.consequence);
    const outcome =
      what === "WARN"
        ? await warning(tx, lead)
        : await consequenceOf(deps, tx, what, {
            lead,
            at,
            requestId,
            isDrawn: isDrawn(deps, step),
          });
    // it stays due
    if (outcome === "NOT_YET") return null;
    tx.queue(insertFiring(deps.database, due, step, outcome, at));
    if (isTold(outcome))
      notify(tx, {
        uuid: uuidOf(deps.newId("ntc")),
        kind: noticeOf(step.kind, step.percent),
        forVendor: true,
        partnerId: due.partnerId,
        leadId: due.leadId,
        at,
        memberUuids: outcome.members,
      });
    return outcome;
  });
  return done !== null;
}

/** Whether a person is to look at the lead, whoever else claims its prospect. */
const isDrawn = (
  { reviewDraw }: FireClocksDeps,
  { prospect, heldBackPercent }: NextStep,
): boolean => heldBackPercent !== null && reviewDraw.isDrawn(prospect, heldBackPercent);

/** What is accepted tells of itself. */
const isTold = ({ outcome, members }: StepDone): boolean =>
  members.length > 0 && ["WARNED", "ESCALATED", "REASSIGNED"].includes(outcome);

/** It concerns whoever holds the lead; where it waits in a queue, nobody yet. */
async function warning(tx: Transaction, { id }: LockedLead): Promise<StepDone> {
  const holder = await readHolderId(tx, id);
  const members = holder === null ? [] : [uuidOf(holder)];
  return { outcome: "WARNED", members, heldBackBy: null, eventId: null };
}
