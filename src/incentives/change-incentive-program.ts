import type { IncentiveProgramId, Refusal } from "../kernel/index.ts";
import { isRefusal } from "../kernel/index.ts";
import { refuseOtherVersion } from "../partners/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { IncentiveProgramDeps, IncentiveProgramTouched } from "./create-incentive-program.ts";
import { noSuchIncentiveProgram } from "./domain/incentive-program.ts";
import type { IncentiveProgramStanding } from "./domain/incentive-program.ts";
import { lockIncentiveProgram, touchIncentiveProgram } from "./store/incentive-program-store.ts";

export interface ChangeIncentiveProgram {
  readonly incentiveProgramId: IncentiveProgramId;
  /** The program's version as it was read: what is decided on is what was seen. */
  readonly expectedVersion: number;
}

/** What of an incentive program is changed: queues it and answers with its ids, or refuses. */
type Work = (
  tx: Transaction,
  program: IncentiveProgramStanding,
  by: string,
) => readonly string[] | Refusal | Promise<readonly string[] | Refusal>;

/** The frame of all that is done to an incentive program's versions: locked, as it was read, and one version on. */
export const changeIncentiveProgram = <Command extends ChangeIncentiveProgram>(
  deps: Pick<IncentiveProgramDeps, "database">,
  call: Call<Command>,
  kind: string,
  work: Work,
) =>
  once<Command, IncentiveProgramTouched>(deps.database, call, async (tx) => {
    const { incentiveProgramId, expectedVersion } = call.command;
    const by = call.actor.id;
    if (by === null) throw new Error("somebody changes an incentive program");
    const program = await lockIncentiveProgram(tx, incentiveProgramId, by);
    if (!program) return noSuchIncentiveProgram();
    const stale = refuseOtherVersion("incentive program", program.version, expectedVersion);
    if (stale) return stale;

    const touched = await work(tx, program, by);
    if (isRefusal(touched)) return touched;
    tx.queue(touchIncentiveProgram(incentiveProgramId));
    return { kind, incentiveProgramId, subjects: [incentiveProgramId, ...touched] };
  });
