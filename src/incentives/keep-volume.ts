import type { AwardId, LeadId, PartnerId } from "../kernel/index.ts";
import { uuidOf } from "../kernel/index.ts";
import type { Transaction } from "../platform/database/index.ts";

import type { AwardEarned, AwardToEarn } from "./domain/award.ts";
import { worthIn } from "./domain/basis.ts";
import { windowStart } from "./domain/cap-terms.ts";
import { countedOf } from "./domain/counted.ts";
import { paceOf, trueUpOf } from "./domain/volume.ts";
import type { Pace } from "./domain/lead-pace.ts";
import type { Unit } from "./domain/volume.ts";
import type { AwardMilestoneDeps, Kept } from "./queue-award.ts";
import { queueTrueUp } from "./queue-true-up.ts";
import type { LiveAward } from "./store/live-awards.ts";
import type { RuleInForce } from "./store/rules-in-force.ts";
import { insertUnit } from "./store/volume-units.ts";
import { holdWindows, holdWindowsOf, readMoved } from "./store/volume-store.ts";
import type { Moved, WindowHeld, WindowWanted } from "./store/volume-store.ts";

/** A lead that reaches a milestone, and so may come to those that count. */
interface Coming {
  readonly leadId: LeadId;
  readonly eventAt: Date;
  /** Who has a part of it. */
  readonly paid: readonly PartnerId[];
  /** The day of the milestone in the zone of a rule's program, YYYY-MM-DD. */
  readonly dayOf: (rule: RuleInForce) => string;
}

/** What counts so far for whoever's lead it is, held until the transaction ends. */
export interface VolumeHeld {
  /** Null where the rule does not accelerate, or the lead is nobody's who has a part of it. */
  readonly paceOf: (
    rule: RuleInForce,
    worth: Pick<AwardToEarn, "deal" | "exchange">,
  ) => Pace | null;
  /** Queues that an award counts from now on, and what other leads are raised by that. Behind the award itself. */
  readonly count: (
    rule: RuleInForce,
    facts: AwardToEarn,
    earned: AwardEarned,
    kept: Pick<Kept, "generation" | "productLineIds"> & { readonly at: Date },
  ) => void;
}

/** Holds what counts for a lead's partner under rules that accelerate. Where none does no statement is sent. */
export async function holdVolumes(
  deps: AwardMilestoneDeps,
  tx: Transaction,
  rules: readonly RuleInForce[],
  coming: Coming,
): Promise<VolumeHeld> {
  const windows = await holdWindows(
    tx,
    rules.flatMap((rule) => windowOf(rule, coming) ?? []),
  );
  const find = (rule: RuleInForce): WindowHeld | undefined =>
    windows.find(
      ({ programId, ruleKey }) => programId === rule.programId && ruleKey === rule.ruleKey,
    );
  const pace: VolumeHeld["paceOf"] = (rule, { deal, exchange }) => {
    const [window, { accelerator }] = [find(rule), rule];
    const worthMinor = worthIn(rule, deal, exchange);
    if (!window || !accelerator) return null;
    if (accelerator.measure === "AMOUNT" && worthMinor === null) return null;
    return paceOf(accelerator, window, { ...coming, ...window, worthMinor: worthMinor ?? 0n });
  };
  return {
    paceOf: pace,
    count: (rule, facts, earned, { generation, productLineIds, at }) => {
      const [window, { accelerator }] = [find(rule), rule];
      if (!window || !accelerator || !facts.pace || !earned.calculation.accelerator) return;
      const own = earned.credits.find(({ partnerId }) => partnerId === window.partnerId);
      if (!own) throw new Error("whoever's lead it is has a part of it");
      const unit: Unit = {
        ...{ awardId: earned.awardId, leadId: coming.leadId, eventAt: coming.eventAt },
        ...countedOf(accelerator, facts, facts.pace),
        ownMinor: own.amount.minor,
      };
      const moved = {
        ...{ awardId: earned.awardId, leadId: coming.leadId, productLineIds, generation },
        versionId: uuidOf(rule.versionId),
        milestone: rule.milestone,
        glTreatment: rule.glTreatment ?? "EXPENSE",
        programName: rule.programName,
        programVersion: rule.versionNumber,
        partnerName: own.partnerName,
      };
      queueUnit(deps, tx, window, unit);
      queueTrueUp(deps, tx, window, {
        ...{ because: "CAME", moved, units: [...window.units, unit], at },
      });
    },
  };
}

function windowOf(rule: RuleInForce, { paid, dayOf }: Coming): WindowWanted | null {
  const { programId, ruleKey, accelerator } = rule;
  const partnerId = accelerator?.sourcedBy ?? null;
  if (!accelerator || partnerId === null || !paid.includes(partnerId)) return null;
  const { period, measure = "LEADS" } = accelerator;
  const startsOn = windowStart(dayOf(rule), period);
  return { programId, ruleKey, partnerId, period, startsOn, measure };
}

function queueUnit(
  { database }: AwardMilestoneDeps,
  tx: Transaction,
  window: WindowHeld,
  unit: Unit,
): void {
  tx.queue(insertUnit(database, window.id, unit.awardId, unit));
}

/** A window without awards that counted in it, held. */
interface WindowWithout {
  readonly window: WindowHeld;
  readonly moved: Moved;
  readonly units: readonly Unit[];
}

/** The windows in which awards counted, without them; none where none did. */
export async function holdWithout(
  tx: Transaction,
  awards: readonly LiveAward[],
): Promise<readonly WindowWithout[]> {
  const ids = awards.filter(({ isUnit }) => isUnit).map(({ id }) => id);
  if (ids.length === 0) return [];
  const [windows, going] = await Promise.all([holdWindowsOf(tx, ids), readMoved(tx, ids)]);
  return windows.flatMap((window) => {
    const moved = going.find(({ windowId }) => windowId === window.id);
    const units = window.units.filter(({ awardId }) => !ids.includes(awardId));
    return moved ? [{ window, moved, units }] : [];
  });
}

/** Whether what the others come to without them is what they have. */
export const isSameWithout = ({ window, units }: WindowWithout): boolean =>
  trueUpOf({ units, truedUpMinor: window.truedUpMinor }) === 0n;

/**
 * Queues what is left to whom awards are taken back that counted for a volume: what the other leads come to without
 * them, of each window by one true-up. Ahead of the reversals, so that no account is overdrawn in between.
 */
export function countWithout(
  deps: AwardMilestoneDeps,
  tx: Transaction,
  without: readonly WindowWithout[],
  at: Date,
): void {
  for (const { window, ...left } of without)
    queueTrueUp(deps, tx, window, { because: "WENT", ...left, at });
}

/** An award that repeats one that was taken back wrongly. */
export interface AwardAgain {
  readonly before: AwardId;
  readonly awardId: AwardId;
  readonly generation: number;
  readonly eventAt: Date;
  /** What each partner is credited again. */
  readonly amounts: readonly { readonly partnerId: PartnerId; readonly minor: bigint }[];
  readonly at: Date;
}

/** Queues that an award which repeats one that had counted counts again, where that did. Behind the award itself. */
export async function countAgain(
  deps: AwardMilestoneDeps,
  tx: Transaction,
  { before, awardId, generation, eventAt, amounts, at }: AwardAgain,
): Promise<void> {
  const [[window], [was]] = await Promise.all([
    holdWindowsOf(tx, [before]),
    readMoved(tx, [before]),
  ]);
  if (!window || !was) return;
  const { counted, leadId } = was;
  const own = amounts.find(({ partnerId }) => partnerId === window.partnerId);
  const unit: Unit = {
    ...{ awardId, leadId, eventAt, ...counted },
    ownMinor: own?.minor ?? 0n,
  };
  queueUnit(deps, tx, window, unit);
  queueTrueUp(deps, tx, window, {
    ...{ because: "CAME", moved: { ...was, awardId, generation } },
    ...{ units: [...window.units, unit], at },
  });
}
