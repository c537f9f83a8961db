import { isCurrency, money } from "../../kernel/index.ts";
import { sql } from "../../platform/database/index.ts";
import { toMoneyType } from "../../platform/graphql/index.ts";
import { column, id, one, tableOf, value } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { recruitersLeftOut } from "../domain/recruiter-terms.ts";
import type { SimulationResult } from "../domain/simulated-sums.ts";
import { SimulationRow } from "../store/simulation.row.ts";

const simulation = tableOf(SimulationRow);

const payingIn = simulation.expression<string>(
  "text",
  ({ column: of }) =>
    sql`(select paying.currency from incentive_program as paying where paying.id = ${of(simulation, "incentiveProgramId")})`,
);

const recruiterPpm = simulation.expression<bigint | null>(
  "bigint",
  ({ column: of }) =>
    sql`(select tried.recruiter_ppm from incentive_program_version as tried where tried.id = ${of(simulation, "versionId")})`,
);

export const simulationReads: Source = {
  type: "Simulation",
  table: simulation,
  isPartners: false,
  fields: {
    id: id("sim", simulation.cell("id")),
    incentiveProgram: one("IncentiveProgram", { id: "incentiveProgramId" }),
    programVersion: one("ProgramVersion", { id: "versionId" }),
    startsOn: column(simulation.cell("startsOn")),
    endsOn: column(simulation.cell("endsOn")),
    status: column(simulation.cell("status")),
    doneCount: column(simulation.cell("doneCount")),
    result: value(
      [simulation.cell("result"), payingIn],
      ([result, currency]) => result && toResult(result, currency),
    ),
    leavesOut: value([recruiterPpm], ([ppm]) => recruitersLeftOut(ppm)),
    failure: column(simulation.cell("failure")),
    requestedBy: one("PartnerMember", { id: "requestedBy" }),
    requestedAt: column(simulation.cell("requestedAt")),
    startedAt: column(simulation.cell("startedAt")),
    finishedAt: column(simulation.cell("finishedAt")),
    cancelRequestedAt: column(simulation.cell("cancelRequestedAt")),
  },
};

interface Compared {
  readonly beforeMinor: string;
  readonly afterMinor: string;
}

function toResult(result: SimulationResult, currency: string) {
  if (!isCurrency(currency)) throw new Error(`a program pays in an unknown currency ${currency}`);
  const amount = (minor: bigint) => toMoneyType(money(minor, currency));
  const sum = ({ beforeMinor, afterMinor }: Compared) => ({
    before: amount(BigInt(beforeMinor)),
    after: amount(BigInt(afterMinor)),
    difference: amount(BigInt(afterMinor) - BigInt(beforeMinor)),
  });
  return {
    leads: result.leads,
    milestones: result.milestones,
    months: result.months ?? 0,
    total: sum(result),
    forfeited: amount(BigInt(result.forfeitedMinor)),
    byMilestone: result.byMilestone.map((each) => ({
      ...{ milestone: each.milestone, count: each.count, sum: sum(each) },
    })),
    byTier: result.byTier.map((each) => ({ tier: each.tier, sum: sum(each) })),
    byPartner: result.byPartner.map((each) => ({
      ...{ partnerId: each.partnerId, name: each.name, sum: sum(each) },
    })),
    gates: result.gates,
  };
}
