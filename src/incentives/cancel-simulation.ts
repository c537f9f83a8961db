import type { Refusal, SimulationId } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import { once } from "../platform/mutation/index.ts";
import type { Call } from "../platform/mutation/index.ts";

import type { SimulationAsked } from "./simulate-program.ts";
import { lockSimulation, queueSimulationEnd } from "./store/simulation-store.ts";

export interface CancelSimulation {
  readonly simulationId: SimulationId;
}

/** Tells a simulation to end: it does after the page under way, and nothing of it is kept. */
export const cancelSimulation =
  ({ database }: { readonly database: Database }) =>
  (call: Call<CancelSimulation>) =>
    once<CancelSimulation, SimulationAsked>(
      database,
      call,
      async (tx): Promise<SimulationAsked | Refusal> => {
        const { simulationId } = call.command;
        const run = await lockSimulation(tx, simulationId);
        if (run === null)
          return refuse("NOT_FOUND", `There is no simulation ${simulationId}.`, {
            path: ["simulationId"],
          });
        if (run.status !== "QUEUED" && run.status !== "RUNNING")
          return refuse("ALREADY_DONE", `The simulation is over: ${run.status}.`);
        if (run.isToEnd) return refuse("ALREADY_DONE", "The simulation was told to end before.");
        queueSimulationEnd(tx, simulationId, call.at);
        return { kind: "SimulationAsked", simulationId, subjects: [simulationId] };
      },
    );
