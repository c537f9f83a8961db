import { isRefusal } from "../kernel/index.ts";
import type { Refusal, SimulationId } from "../kernel/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database/index.ts";
import { systemSession } from "../platform/database/index.ts";

import { MOST_MILESTONES, Simulation } from "./domain/simulation.ts";
import { readPast } from "./store/past-milestones.ts";
import type { PastPage, Place } from "./store/past-milestones.ts";
import { readRulesOfVersion } from "./store/rules-in-force.ts";
import { beginSimulation, endSimulation, noteProgress } from "./store/simulation-store.ts";

export interface RunSimulationDeps {
  readonly database: Database;
  readonly clock: Clock;
}

/**
 * Tries a version on the past: a page of milestones after the other, and what came of it in one write at the end. Killed in
 * the middle it begins anew, and nothing is counted twice; told to end, it does after the page under way.
 */
export const runSimulation =
  ({ database, clock }: RunSimulationDeps) =>
  async (
    { simulationId: id }: { readonly simulationId: SimulationId },
    requestId: string,
  ): Promise<void> => {
    const session = systemSession(requestId);
    const run = await beginSimulation(database, session, id, clock());
    if (!run) return;
    const cancel = () => endSimulation(database, session, id, { status: "CANCELLED" }, clock());
    if (run.isToEnd) return cancel();
    const rules = await database.transaction(session, (tx) =>
      readRulesOfVersion(tx, run.versionId),
    );
    if (isRefusal(rules)) return;
    const simulation = new Simulation(rules);
    let after: Place | null = null;
    do {
      const from: Place | null = after;
      const page: PastPage | Refusal = await database.transaction(session, (tx) =>
        readPast(tx, run, rules, from),
      );
      if (isRefusal(page)) return;
      for (const past of page.milestones) simulation.add(past);
      if (simulation.read > MOST_MILESTONES)
        return endSimulation(
          database,
          session,
          id,
          { status: "FAILED", failure: TOO_LONG },
          clock(),
        );
      const noted = await noteProgress(database, session, id, simulation.done);
      if (!noted) return;
      if (noted.isToEnd) return cancel();
      after = page.last;
    } while (after !== null);
    const done = { result: simulation.result(), done: simulation.done };
    await endSimulation(database, session, id, { status: "DONE", ...done }, clock());
  };

const TOO_LONG = `The period has more than ${MOST_MILESTONES} milestones, with wins before it of which months may lie in it: try a shorter one.`;
