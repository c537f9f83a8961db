import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, Info, Mutation, Query, Resolver } from "type-graphql";

import { Needs, NeedsOneOf } from "../../identity/index.ts";
import type { InputReader, Refusal } from "../../kernel/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  PageArgs,
  payloadOf,
  perform,
  readWith,
  RequiresIdempotency,
} from "../../platform/graphql/index.ts";
import type { Call, Done } from "../../platform/mutation/index.ts";
import { descending } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { cancelSimulation } from "../cancel-simulation.ts";
import { simulateProgram } from "../simulate-program.ts";
import type { SimulateProgramDeps, SimulationAsked } from "../simulate-program.ts";

import {
  CancelSimulationInput,
  SimulateProgramInput,
  SimulationConnection,
  SimulationType,
} from "./simulation.type.ts";

export interface SimulationResolverDeps extends SimulateProgramDeps {
  readonly reading: Reading;
}

const payload = (verb: string) => payloadOf(verb, "simulation", () => SimulationType, "simulation");
const SimulatePayload = payload("simulateProgram");
const CancelPayload = payload("cancelSimulation");

/** Versions of incentive programs, tried on the past. */
@Resolver()
export class SimulationResolver {
  readonly #deps: SimulationResolverDeps;

  constructor(deps: SimulationResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => SimulationConnection, {
    nullable: true,
    description: "Simulations of incentive programs, the newest first",
  })
  @Needs("BUDGETS_READ")
  simulations(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const order = [descending("requestedAt"), descending("id")];
    return this.#deps.reading.page(context, info, {
      ...{ name: "simulations", type: "Simulation", args, order },
    });
  }

  @Mutation(() => SimulatePayload, {
    nullable: true,
    description:
      "Asks what a version of an incentive program would have paid for the milestones of a period, and for the months of won deals that came in it, beside what was earned. A job reckons it; nothing is posted",
  })
  @NeedsOneOf("PROGRAMS_WRITE", "CREDITS_ADJUST")
  @RequiresIdempotency()
  simulateProgram(
    @Arg("input", () => SimulateProgramInput, { description: "What is tried on which time" })
    input: SimulateProgramInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#run(context, info, input, readSimulate, simulateProgram(this.#deps));
  }

  @Mutation(() => CancelPayload, {
    nullable: true,
    description: "Tells a simulation to end: it does in a moment, and nothing of it is kept",
  })
  @NeedsOneOf("PROGRAMS_WRITE", "CREDITS_ADJUST")
  cancelSimulation(
    @Arg("input", () => CancelSimulationInput, { description: "Which one" })
    input: CancelSimulationInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#run(context, info, input, readCancel, cancelSimulation(this.#deps));
  }

  async #run<Input extends object, Command>(
    context: RequestContext,
    info: GraphQLResolveInfo,
    input: Input,
    read: (reader: InputReader, input: Input) => Command,
    verb: (call: Call<Command>) => Promise<Done<SimulationAsked> | Refusal>,
  ) {
    const { database, reading } = this.#deps;
    const command = readWith((reader) => read(reader, input));
    const { outcome, errors } = await perform(database, context, info, input, command, verb);
    return { simulation: reading.answer(outcome?.simulationId ?? null), errors };
  }
}

const readSimulate = (reader: InputReader, input: SimulateProgramInput) => ({
  versionId: reader.id(["programVersionId"], "pgv", input.programVersionId),
  ...{ from: input.from, until: input.until },
});

const readCancel = (reader: InputReader, input: CancelSimulationInput) => ({
  simulationId: reader.id(["simulationId"], "sim", input.simulationId),
});
