import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, Info, Mutation, Query, Resolver } from "type-graphql";

import { Needs, NeedsOneOf } from "../../identity/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { LeadMutations, MoveLeadDeps } from "../../leads/index.ts";
import { leadPayloadType } from "../../leads/index.ts";
import { joinSql, sql } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  idArgument,
  PageArgs,
  payloadOf,
  perform,
  readWith,
  RequiresIdempotency,
} from "../../platform/graphql/index.ts";
import { ascending, descending } from "../../platform/reading/index.ts";
import type { ColumnOf, Reading } from "../../platform/reading/index.ts";
import { claimLead } from "../claim-lead.ts";
import { publishRouting } from "../publish-routing.ts";
import { reassignLead } from "../reassign-lead.ts";
import { releaseLead } from "../release-lead.ts";

import {
  AssignmentFilterInput,
  ClaimLeadInput,
  PublishRoutingInput,
  readClaimLead,
  readPublishRouting,
  readReassignLead,
  readReleaseLead,
  ReassignLeadInput,
  ReleaseLeadInput,
} from "./routing.input.ts";
import {
  AssignmentConnection,
  RoutingVersionConnection,
  RoutingVersionType,
} from "./routing.type.ts";

const PublishRoutingPayload = payloadOf("publishRouting", "routing", () => RoutingVersionType);
const ClaimLeadPayload = leadPayloadType("ClaimLeadPayload", "claimLead");
const ReleaseLeadPayload = leadPayloadType("ReleaseLeadPayload", "releaseLead");
const ReassignLeadPayload = leadPayloadType("ReassignLeadPayload", "reassignLead");

/** The rules by which leads find their holder, and who holds them. */
@Resolver()
export class RoutingResolver {
  readonly #deps: MoveLeadDeps;
  readonly #mutations: LeadMutations;
  readonly #reading: Reading;

  constructor(deps: MoveLeadDeps, mutations: LeadMutations, reading: Reading) {
    this.#deps = deps;
    this.#mutations = mutations;
    this.#reading = reading;
  }

  @Query(() => RoutingVersionConnection, {
    nullable: true,
    description: "The versions of the rules, the latest first: that one is in force",
  })
  @Needs("CONFIG_READ")
  routingVersions(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const order = [descending("number")];
    const list = { name: "routingVersions", type: "RoutingVersion", args, order };
    return this.#reading.page(context, info, list);
  }

  @Query(() => AssignmentConnection, {
    nullable: true,
    description: "Which leads people and queues hold now, those held longest first",
  })
  @Needs("INTERNAL_READ")
  assignments(
    @Args(() => PageArgs) args: PageArgs,
    @Arg("filter", () => AssignmentFilterInput, { nullable: true, description: "Which holders" })
    input: AssignmentFilterInput | null,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const filter = readFilter(input);
    return this.#reading.page(context, info, {
      name: "assignments",
      type: "Assignment",
      args,
      order: [ascending("assignedAt"), ascending("id")],
      filter,
      where: (column) => matches(filter, column),
    });
  }

  @Mutation(() => PublishRoutingPayload, {
    nullable: true,
    description:
      "Publishes the next version of the rules, in force from now on. A condition is refused, with the position, where it is no CEL, asks for a fact that there is not, or compares what does not compare. Leads that have a holder keep it",
  })
  @Needs("CONFIG_WRITE")
  @RequiresIdempotency()
  async publishRouting(
    @Arg("input", () => PublishRoutingInput, { description: "The rules" })
    input: PublishRoutingInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const read = readWith((reader) => readPublishRouting(reader, input));
    const verb = publishRouting(this.#deps);
    const { database } = this.#deps;
    const { outcome, errors } = await perform(database, context, info, input, read, verb);
    return { routing: this.#reading.answer(outcome?.id ?? null), errors };
  }

  @Mutation(() => ClaimLeadPayload, {
    nullable: true,
    description:
      "Takes a lead out of a queue. Of two who claim it at once one has it, and the other is told who",
  })
  @Needs("LEADS_TRIAGE")
  claimLead(
    @Arg("input", () => ClaimLeadInput, { description: "Which lead" }) input: ClaimLeadInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#mutations.run(context, info, input, readClaimLead, claimLead(this.#deps));
  }

  @Mutation(() => ReleaseLeadPayload, {
    nullable: true,
    description:
      "Whoever holds a lead, or a manager, puts it back into a queue. An accepted one goes on naming its owner until somebody claims it",
  })
  @Needs("LEADS_TRIAGE")
  releaseLead(
    @Arg("input", () => ReleaseLeadInput, { description: "Which lead, and why" })
    input: ReleaseLeadInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#mutations.run(context, info, input, readReleaseLead, releaseLead(this.#deps));
  }

  @Mutation(() => ReassignLeadPayload, {
    nullable: true,
    description:
      "Whoever holds a lead, or a manager, passes it on. Its stage and its clocks stay. Before acceptance its partner learns nothing of it; from then on, who owns it",
  })
  @NeedsOneOf("LEADS_TRIAGE", "LEADS_ASSIGN")
  reassignLead(
    @Arg("input", () => ReassignLeadInput, { description: "Which lead, to whom, and why" })
    input: ReassignLeadInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#mutations.run(context, info, input, readReassignLead, reassignLead(this.#deps));
  }
}

interface AssignmentFilter {
  readonly memberUuid: string | null;
  readonly queueUuid: string | null;
}

function matches({ memberUuid, queueUuid }: AssignmentFilter, column: ColumnOf) {
  const given = [sql`${column("endedAt")} is null`];
  if (memberUuid !== null) given.push(sql`${column("memberId")} = ${memberUuid}::uuid`);
  if (queueUuid !== null) given.push(sql`${column("queueId")} = ${queueUuid}::uuid`);
  return joinSql(given, " and ");
}

function readFilter(input: AssignmentFilterInput | null): AssignmentFilter {
  const memberId = input?.memberId ?? null;
  const queueId = input?.queueId ?? null;
  const path = (field: string) => ["filter", field];
  return {
    memberUuid: memberId === null ? null : uuidOf(idArgument("mem", memberId, path("memberId"))),
    queueUuid: queueId === null ? null : uuidOf(idArgument("que", queueId, path("queueId"))),
  };
}
