import type { AwardId, Money } from "../kernel/index.ts";
import type { Transaction } from "../platform/database/index.ts";

import { correctedBy } from "./domain/corrected.ts";
import type { Corrected } from "./domain/corrected.ts";
import type { Unit } from "./domain/volume.ts";
import { exchangeOf } from "./exchange-of.ts";
import type { AwardMilestoneDeps } from "./queue-award.ts";
import { queueTrueUp } from "./queue-true-up.ts";
import type { AwardOfDeal } from "./store/adjustable-awards.ts";
import { holdWindowsOf, readMoved } from "./store/volume-store.ts";
import type { MovedUnit, WindowHeld } from "./store/volume-store.ts";
import { insertUnitChange } from "./store/volume-units.ts";

/** What awards of a deal count for, once that is corrected: their windows are held until the transaction ends. */
export interface VolumesCorrected {
  readonly of: (award: Pick<AwardOfDeal, "id">) => Corrected | null;
  /** Queues for what they count from now on. */
  readonly queueUnits: (at: Date) => void;
  /** Queues what the partner has more, or less, of each window by that, once its own awards have changed by so much. */
  readonly queueTrueUps: (changes: ReadonlyMap<AwardId, bigint>, at: Date) => void;
}

/** Holds the windows in which awards of a deal count. Where none does no statement is sent. */
export async function holdCorrected(
  deps: AwardMilestoneDeps,
  tx: Transaction,
  awards: readonly AwardOfDeal[],
  deal: Money,
): Promise<VolumesCorrected> {
  const units = awards.filter(({ isUnit }) => isUnit);
  const ids = units.map(({ id }) => id);
  const [windows, moved]: [readonly WindowHeld[], readonly MovedUnit[]] =
    ids.length === 0 ? [[], []] : await Promise.all([holdWindowsOf(tx, ids), readMoved(tx, ids)]);
  const corrected = new Map<AwardId, Corrected>();
  for (const award of units) {
    const was = moved.find(({ awardId }) => awardId === award.id);
    const now = was && correctedBy(award, was, deal, exchangeOf(award));
    if (now) corrected.set(award.id, now);
  }
  const ofWindow = ({ id }: WindowHeld) =>
    moved.filter(({ windowId, awardId }) => windowId === id && corrected.has(awardId));
  return {
    of: ({ id }) => corrected.get(id) ?? null,
    queueUnits: (at) => {
      for (const { awardId, corrections } of moved) {
        const now = corrected.get(awardId);
        const change = { awardId, n: corrections + 1, at };
        if (now) tx.queue(insertUnitChange(deps.database, change, now.counted));
      }
    },
    queueTrueUps: (changes, at) => {
      for (const window of windows) {
        const [first] = ofWindow(window);
        if (!first) continue;
        queueTrueUp(deps, tx, window, {
          ...{ because: "CHANGED", correction: first.corrections + 1, moved: first, at },
          units: window.units.map((unit) => after(unit, corrected, changes)),
        });
      }
    },
  };
}

function after(
  unit: Unit,
  corrected: ReadonlyMap<AwardId, Corrected>,
  changes: ReadonlyMap<AwardId, bigint>,
): Unit {
  const { awardId, leadId, eventAt, ownMinor } = unit;
  const now = corrected.get(awardId);
  if (!now) return unit;
  const minor = ownMinor + (changes.get(awardId) ?? 0n);
  return { awardId, leadId, eventAt, ...now.counted, ownMinor: minor };
}
