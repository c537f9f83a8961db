import { addDays, refuse, uuidOf } from "../kernel/index.ts";
import type { ProgramVersionId, Refusal, SimulationId } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import { once } from "../platform/mutation/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";

import { refuseDeferringSimulation } from "./domain/deferral.ts";
import { MOST_DAYS } from "./domain/simulation.ts";
import { readVersionToTry } from "./store/simulation-store.ts";
import { SimulationRow } from "./store/simulation.row.ts";

export interface SimulateProgram {
  readonly versionId: ProgramVersionId;
  /** YYYY-MM-DD: the first day, and the one after the last, in the incentive program's zone. */
  readonly from: string;
  readonly until: string;
}

export interface SimulateProgramDeps {
  readonly database: Database;
  readonly newId: NewId;
}

export interface SimulationAsked extends Outcome {
  readonly kind: "SimulationAsked";
  readonly simulationId: SimulationId;
}

/** Asks what a version would have paid for the milestones of a period: a job reckons it, and posts nothing. */
export const simulateProgram =
  ({ database, newId }: SimulateProgramDeps) =>
  (call: Call<SimulateProgram>) =>
    once<SimulateProgram, SimulationAsked>(
      database,
      call,
      async (tx): Promise<SimulationAsked | Refusal> => {
        const { versionId, from, until } = call.command;
        const wrong = refusePeriod(from, until);
        if (wrong) return wrong;
        const version = await readVersionToTry(tx, versionId);
        if (!version)
          return refuse("NOT_FOUND", `There is no version ${versionId} of an incentive program.`, {
            path: ["programVersionId"],
          });
        if (version.state === "WITHDRAWN")
          return refuse(
            "BUSINESS_RULE",
            "The draft was withdrawn, and will never pay: try the program's draft, or an approved version.",
            { path: ["programVersionId"] },
          );
        const later = refuseDeferringSimulation(version.defers);
        if (later) return later;
        if (call.actor.id === null) throw new Error("somebody asks for a simulation");
        const simulationId = newId("sim");
        tx.queue(
          database.insert(SimulationRow, {
            id: uuidOf(simulationId),
            incentiveProgramId: version.incentiveProgramId,
            versionId: uuidOf(versionId),
            ...{ startsOn: from, endsOn: until, requestedAt: call.at },
            requestedBy: call.actor.id,
          }),
        );
        return { kind: "SimulationAsked", simulationId, subjects: [simulationId, versionId] };
      },
    );

function refusePeriod(from: string, until: string): Refusal | null {
  if (until <= from)
    return refuse(
      "VALIDATION_FAILED",
      `until is ${until}, and from is ${from}: the period ends with the day before until, which must be later than from.`,
      { path: ["until"] },
    );
  if (until > addDays(from, MOST_DAYS))
    return refuse(
      "VALIDATION_FAILED",
      `The period from ${from} until ${until} is longer than ${MOST_DAYS} days: try a shorter one.`,
      { path: ["until"] },
    );
  return null;
}
