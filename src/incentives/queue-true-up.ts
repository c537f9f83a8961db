import { localDate, money, uuidOf, WHOLE_PPM } from "../kernel/index.ts";
import { postJournal, trueUp } from "../ledger/index.ts";
import type { Transaction } from "../platform/database/index.ts";

import { ENGINE_VERSION } from "./domain/award.ts";
import { costAccountOf } from "./domain/gl-treatment.ts";
import type { TrueUpAccount } from "./domain/true-up.ts";
import { amountOf, isBefore, trueUpOf, worthOf } from "./domain/volume.ts";
import type { Unit } from "./domain/volume.ts";
import type { AwardMilestoneDeps } from "./queue-award.ts";
import { AwardRow } from "./store/award.row.ts";
import { CreditRow } from "./store/credit.row.ts";
import type { Moved, WindowHeld } from "./store/volume-store.ts";

/** A lead that came to those that count, or went from them, or of which the deal was corrected. */
export interface VolumeMoved {
  readonly because: "CAME" | "WENT" | "CHANGED";
  /** Where it was corrected: how often, with this time. */
  readonly correction?: number;
  readonly moved: Moved;
  /** Those that count from now on. */
  readonly units: readonly Unit[];
  readonly at: Date;
}

/**
 * Queues what a partner has more, or less, of a period besides the award that came or went: an award of its own of
 * kind TRUE_UP with one credit and a posting, on the day on which that is. Nothing where it has what its leads come to.
 */
export function queueTrueUp(
  { database, newId }: AwardMilestoneDeps,
  tx: Transaction,
  window: WindowHeld,
  { because, correction = 0, moved, units, at }: VolumeMoved,
): void {
  const minor = trueUpOf({ units, truedUpMinor: window.truedUpMinor });
  if (minor === 0n) return;
  const [awardId, creditId] = [newId("awd"), newId("crd")];
  const { currency, partnerId, programId } = window;
  const effectiveOn = localDate(at, window.timeZone);
  const account = accountOf(window, { because, moved, units, at }, minor);
  tx.queue(
    database.insert(AwardRow, {
      ...{ id: uuidOf(awardId), kind: "TRUE_UP", n: NUMBERS[because] + correction },
      incentiveProgramId: uuidOf(programId),
      versionId: moved.versionId,
      leadId: uuidOf(moved.leadId),
      productLineIds: [...moved.productLineIds],
      ruleKey: window.ruleKey,
      milestone: moved.milestone,
      generation: moved.generation,
      volumeWindowId: window.id,
      truesUpForId: uuidOf(moved.awardId),
      ...{ grossMinor: minor, forfeitedMinor: 0n, currency, gate: null },
      ...{ eventAt: at, effectiveOn, engineVersion: ENGINE_VERSION },
      calculation: { engineVersion: ENGINE_VERSION, ...account },
    }),
  );
  tx.queue(
    database.insert(CreditRow, {
      ...{ id: uuidOf(creditId), awardId: uuidOf(awardId), kind: "TRUE_UP" },
      partnerId: uuidOf(partnerId),
      leadId: uuidOf(moved.leadId),
      ...{ shareMinor: minor, awardGrossMinor: minor, currency },
      ...{ weightPpm: WHOLE_PPM, touchRank: 1 },
      milestone: moved.milestone,
      programName: moved.programName,
      programVersion: moved.programVersion,
      partnerName: moved.partnerName,
      ...{ state: "ACCRUED", account, earnedAt: at, effectiveOn },
    }),
  );
  const shares = [{ creditId, partnerId, amount: money(minor, currency) }];
  const cost = costAccountOf(moved.glTreatment);
  postJournal(tx, trueUp({ id: newId("jrn"), awardId, programId, effectiveOn, shares, cost }));
}

/** So that each true-up for an award has a number of its own; those for corrections go on from 2. */
const NUMBERS: Readonly<Record<VolumeMoved["because"], number>> = { CAME: 1, WENT: 2, CHANGED: 2 };

function accountOf(
  { period, startsOn, currency, measure }: WindowHeld,
  { because, moved, units }: VolumeMoved,
  minor: bigint,
): TrueUpAccount {
  const came = because === "CAME" ? units.find(({ awardId }) => awardId === moved.awardId) : null;
  return {
    trueUp: {
      ...{ because, period, startsOn, units: units.length },
      place: came ? 1 + units.filter((unit) => isBefore(unit, came)).length : null,
      worthMinor: worthOf(units).toString(),
      ...(measure === "AMOUNT" ? { dealsMinor: amountOf(units).toString() } : {}),
    },
    ...{ currency, gate: null, ppm: WHOLE_PPM.toString() },
    grossMinor: minor.toString(),
    minor: minor.toString(),
  };
}
