import { uuidOf } from "../kernel/index.ts";
import type { LockedLead, MoveLeadDeps } from "../leads/index.ts";
import { lockLead } from "../leads/index.ts";
import type { Clock } from "../platform/clock.ts";
import { systemSession } from "../platform/database/index.ts";

import { consequenceOf } from "./clock-consequences.ts";
import { stepAt } from "./domain/sla-policy.ts";
import { insertFiring, readDueSteps, readStep } from "./store/clock-store.ts";
import type { DueStep, StepDone } from "./store/clock-store.ts";

export interface FireClocksDeps extends MoveLeadDeps {
  readonly clock: Clock;
}

/** Clocks that are looked at in one go; those that are left come with the next. */
const BATCH = 100;
/** A clock that was not looked at for long has several steps due, one after the other. */
const ROUNDS = 20;

/**
 * Does what is due of all clocks, the longest due first and each step in a transaction of its own:
 * whoever was quicker (the vendor, another instance) is not undone, and nothing is done twice. Says
 * how many steps were done.
 */
export async function fireClocks(deps: FireClocksDeps, requestId: string): Promise<number> {
  const at = deps.clock();
  const failures: unknown[] = [];
  let count = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const due = await readDueSteps(deps.database, systemSession(requestId), at, BATCH);
    let fired = 0;
    for (const step of due) {
      // one that fails keeps none of the others waiting
      const done = fireClock(deps, step, at, requestId).catch((error: unknown) => {
        failures.push(error);
        return false;
      });
      if (await done) fired += 1;
    }
    count += fired;
    if (fired === 0) break;
  }
  if (failures.length > 0) throw failures[0];
  return count;
}

async function fireClock(
  deps: FireClocksDeps,
  due: DueStep,
  at: Date,
  requestId: string,
): Promise<boolean> {
  const session = systemSession(requestId);
  const done = await deps.database.transaction(session, async (tx) => {
    // the clock is read once nobody else can move its lead
    const [lead, step] = await Promise.all([
      lockLead(tx, session, due.leadId),
      readStep(tx, due, at),
    ]);
    if (!lead || !step) return null;
    const what = stepAt(step.percent, step.consequence);
    const outcome =
      what === "WARN"
        ? warning(lead)
        : await consequenceOf(deps, tx, what, { lead, at, requestId });
    tx.queue(insertFiring(deps.database, due, step, outcome, at));
    return outcome;
  });
  return done !== null;
}

/** Before acceptance it concerns whoever looks into the inbox. */
const warning = ({ ownerId }: LockedLead): StepDone => ({
  outcome: "WARNED",
  members: ownerId === null ? [] : [uuidOf(ownerId)],
  heldBackBy: null,
  eventId: null,
});
