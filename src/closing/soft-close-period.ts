import type { AccountingPeriodId, Refusal } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Database, Transaction } from "../platform/database/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { whyNotSoftClosed } from "./domain/period.ts";
import type { StandingPeriod } from "./domain/period.ts";
import type { PeriodStep } from "./store/period-store.ts";
import { queueStep, readPeriod } from "./store/period-store.ts";

export interface ClosingDeps {
  readonly database: Database;
}

export interface NamePeriod {
  readonly accountingPeriodId: AccountingPeriodId;
}

export interface PeriodTouched extends Outcome {
  readonly accountingPeriodId: AccountingPeriodId;
}

/** What is said of a step beyond what every one says. */
export type SaidOfStep = Pick<PeriodStep, "kind"> &
  Partial<Pick<PeriodStep, "reason" | "days" | "glReference">>;

/** The frame of all that is done to a period: it is read, decided upon, and moved by one step. */
export const stepOfPeriod = <Command extends NamePeriod>(
  { database }: ClosingDeps,
  call: Call<Command>,
  decide: (
    period: StandingPeriod,
    tx: Transaction,
  ) => Promise<SaidOfStep | Refusal> | SaidOfStep | Refusal,
) =>
  once<Command, PeriodTouched>(database, call, async (tx): Promise<PeriodTouched | Refusal> => {
    const { accountingPeriodId } = call.command;
    const by = call.actor.id;
    if (by === null) throw new Error("somebody moves a period");
    const period = await readPeriod(tx, accountingPeriodId, { at: call.at, by });
    if (!period)
      return refuse("NOT_FOUND", `There is no accounting period ${accountingPeriodId}.`, {
        path: ["accountingPeriodId"],
      });
    const said = await decide(period, tx);
    if ("refused" in said) return said;
    const number = (period.lastStep?.number ?? 0) + 1;
    queueStep(tx, { periodId: accountingPeriodId, number, at: call.at, by, ...said });
    return { kind: `Period${said.kind}`, accountingPeriodId, subjects: [accountingPeriodId] };
  });

/** Soft-closes a month that is over: what leads earn is booked in the next open one from now on, with its own day. */
export const softClosePeriod = (deps: ClosingDeps) => (call: Call<NamePeriod>) =>
  stepOfPeriod(deps, call, (period) => whyNotSoftClosed(period) ?? { kind: "SOFT_CLOSED" });
