import type { SlaPolicyId } from "../kernel/index.ts";
import { uuidOf } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { refuseConsequence } from "./domain/sla-policy.ts";
import type { SlaPolicySettings } from "./domain/sla-policy.ts";
import { insertTerms, POLICY_CONSTRAINTS } from "./store/sla-policy-store.ts";
import { SlaPolicyRow } from "./store/sla-policy.row.ts";

export interface SlaPolicyDeps {
  readonly database: Database;
  readonly newId: NewId;
}

export interface SlaPolicyTouched extends Outcome {
  readonly slaPolicyId: SlaPolicyId;
}

/** Makes a policy for clocks that begin from now on; the most specific one counts for each. */
export const createSlaPolicy = (deps: SlaPolicyDeps) => (call: Call<SlaPolicySettings>) =>
  once<SlaPolicySettings, SlaPolicyTouched>(deps.database, call, async (tx) => {
    const { command, actor, at } = call;
    const impossible = refuseConsequence(command.clock, command);
    if (impossible) return impossible;

    const { programId, tierId } = command;
    const slaPolicyId = deps.newId("sla");
    const number = 1;
    tx.queue(
      deps.database.insert(SlaPolicyRow, {
        id: uuidOf(slaPolicyId),
        name: command.name,
        clock: command.clock,
        programId: programId === null ? null : uuidOf(programId),
        tierId: tierId === null ? null : uuidOf(tierId),
        number,
        retiredAt: null,
        version: 1,
        createdAt: at,
        updatedAt: at,
      }),
      POLICY_CONSTRAINTS,
    );
    const terms = { ...command, id: slaPolicyId, number };
    tx.queue(insertTerms(deps.database, terms, { at, by: actor.id }));
    return { kind: "SlaPolicyCreated", slaPolicyId, subjects: [slaPolicyId] };
  });
