import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, ID, Info, Mutation, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { Refusal } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Read, RequestContext } from "../../platform/graphql/index.ts";
import {
  idArgument,
  PageArgs,
  payloadOf,
  perform,
  readWith,
  RequiresIdempotency,
} from "../../platform/graphql/index.ts";
import type { Call, Done } from "../../platform/mutation/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { descending } from "../../platform/reading/index.ts";
import { correctDiscoveryCall } from "../correct-discovery-call.ts";
import { recordDiscoveryCall } from "../record-discovery-call.ts";
import type { DiscoveryCallDeps, DiscoveryCallKept } from "../record-discovery-call.ts";
import { removeDiscoveryCall } from "../remove-discovery-call.ts";

import {
  CorrectDiscoveryCallInput,
  readCorrectDiscoveryCall,
  readRecordDiscoveryCall,
  readRemoveDiscoveryCall,
  RecordDiscoveryCallInput,
  RemoveDiscoveryCallInput,
} from "./discovery-call.input.ts";
import { DiscoveryCallConnection, DiscoveryCallType } from "./discovery-call.type.ts";

const payloadType = (verb: string) =>
  payloadOf(verb, "discoveryCall", () => DiscoveryCallType, "call");
const RecordDiscoveryCallPayload = payloadType("recordDiscoveryCall");
const CorrectDiscoveryCallPayload = payloadType("correctDiscoveryCall");
const RemoveDiscoveryCallPayload = payloadType("removeDiscoveryCall");

export interface DiscoveryCallResolverDeps extends DiscoveryCallDeps {
  readonly reading: Reading;
}

/** Calls with the prospects of leads. */
@Resolver()
export class DiscoveryCallResolver {
  readonly #deps: DiscoveryCallResolverDeps;

  constructor(deps: DiscoveryCallResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => DiscoveryCallConnection, {
    nullable: true,
    description:
      "The calls with the prospect of a lead, the latest first; for a partner those in which its own people took part",
  })
  @Needs("LEADS_READ")
  discoveryCalls(
    @Arg("leadId", () => ID, { description: "The lead, lead_…" }) leadId: string,
    @Arg("withRemoved", () => Boolean, {
      nullable: true,
      description: "Those that were removed as well; else those that stand",
    })
    given: boolean | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const lead = uuidOf(idArgument("lead", leadId, ["leadId"]));
    const withRemoved = given ?? false;
    return this.#deps.reading.page(context, info, {
      name: "discoveryCalls",
      type: "DiscoveryCall",
      args,
      order: [descending("heldAt"), descending("id")],
      filter: [leadId, withRemoved],
      where: (column) =>
        withRemoved
          ? sql`${column("leadId")} = ${lead}::uuid`
          : sql`${column("leadId")} = ${lead}::uuid and not ${column("isRemoved")}`,
    });
  }

  @Mutation(() => RecordDiscoveryCallPayload, {
    nullable: true,
    description:
      "Sales records a call with the prospect of an accepted lead: when, how long, who, and what was said. Findings may name it; the lead's version and times stay",
  })
  @Needs("LEADS_QUALIFY")
  @RequiresIdempotency()
  recordDiscoveryCall(
    @Arg("input", () => RecordDiscoveryCallInput, { description: "The call" })
    input: RecordDiscoveryCallInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const read = readWith((reader) => readRecordDiscoveryCall(reader, input, context.at));
    return this.#keep(context, info, input, read, recordDiscoveryCall(this.#deps));
  }

  @Mutation(() => CorrectDiscoveryCallPayload, {
    nullable: true,
    description:
      "Who recorded a call says anew how it was, whole, and why. What was recorded before stays on record",
  })
  @Needs("LEADS_QUALIFY")
  @RequiresIdempotency()
  correctDiscoveryCall(
    @Arg("input", () => CorrectDiscoveryCallInput, { description: "Which call, how it was, why" })
    input: CorrectDiscoveryCallInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const read = readWith((reader) => readCorrectDiscoveryCall(reader, input, context.at));
    return this.#keep(context, info, input, read, correctDiscoveryCall(this.#deps));
  }

  @Mutation(() => RemoveDiscoveryCallPayload, {
    nullable: true,
    description:
      "Who recorded a call by mistake removes it, and says why: that it was removed stays on record. Not while a lead is qualified on it",
  })
  @Needs("LEADS_QUALIFY")
  @RequiresIdempotency()
  removeDiscoveryCall(
    @Arg("input", () => RemoveDiscoveryCallInput, { description: "Which call, and why" })
    input: RemoveDiscoveryCallInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const read = readWith((reader) => readRemoveDiscoveryCall(reader, input));
    return this.#keep(context, info, input, read, removeDiscoveryCall(this.#deps));
  }

  async #keep<Command>(
    context: RequestContext,
    info: GraphQLResolveInfo,
    input: object,
    read: Read<Command>,
    verb: (call: Call<Command>) => Promise<Done<DiscoveryCallKept> | Refusal>,
  ) {
    const { database, reading } = this.#deps;
    const { outcome, errors } = await perform(database, context, info, input, read, verb);
    return { discoveryCall: reading.answer(outcome?.discoveryCallId ?? null), errors };
  }
}
