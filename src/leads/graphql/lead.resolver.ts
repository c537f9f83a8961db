import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, Info, Mutation, Query, Resolver, Root } from "type-graphql";

import type { Id, LeadId, Prefix } from "../../kernel/index.ts";
import { idOf, parseId, uuidOf } from "../../kernel/index.ts";
import { Needs } from "../../identity/index.ts";
import { PartnerType } from "../../partners/index.ts";
import type { PartnerReader } from "../../partners/index.ts";
import type { Database } from "../../platform/database/index.ts";
import type { ChildList, CursorSeal, RequestContext } from "../../platform/graphql/index.ts";
import {
  apiError,
  callerOf,
  childConnection,
  idArgument,
  PageArgs,
  pageOf,
  pageRequest,
  textArgument,
  RequiresIdempotency,
  toConnection,
} from "../../platform/graphql/index.ts";
import { readRegistration } from "../domain/registration.ts";
import type { RegisterLeadDeps } from "../register-lead.ts";
import { registerLead } from "../register-lead.ts";
import type { LeadFilter } from "../store/lead-queries.ts";
import { countLeads, leadIdByReference, leadPage, NEWEST_FIRST } from "../store/lead-queries.ts";
import type { LeadEventView } from "../store/timeline-queries.ts";
import { countEvents, OLDEST_EVENT_FIRST, timelinePages } from "../store/timeline-queries.ts";

import type { LeadEventType } from "./lead-event.type.ts";
import { LeadEventConnection, toLeadEventType } from "./lead-event.type.ts";
import type { LeadReader } from "./lead-reader.ts";
import { LeadFilterInput, LeadRefInput, RegisterLeadInput } from "./lead.input.ts";
import type { LeadMutations } from "./lead.payload.ts";
import { leadPayloadType } from "./lead.payload.ts";
import { LeadConnection, LeadType } from "./lead.type.ts";

export interface LeadResolverDeps extends RegisterLeadDeps {
  readonly leads: LeadReader;
  readonly mutations: LeadMutations;
  readonly partners: PartnerReader;
  readonly seal: CursorSeal;
}

const RegisterLeadPayload = leadPayloadType("RegisterLeadPayload", "registerLead");

@Resolver(() => LeadType)
export class LeadResolver {
  readonly #deps: LeadResolverDeps;
  readonly #timeline: ChildList<LeadId, LeadEventView, LeadEventType>;

  constructor(deps: LeadResolverDeps) {
    this.#deps = deps;
    this.#timeline = timelineOf(deps.database);
  }

  @Query(() => LeadType, {
    nullable: true,
    description: "One lead; null where there is none that the caller may see",
  })
  @Needs("LEADS_READ")
  async lead(
    @Arg("by", () => LeadRefInput, { description: "Its id or external reference" })
    by: LeadRefInput,
    @Ctx() context: RequestContext,
  ): Promise<LeadType | null> {
    if (typeof by.id === "string")
      return this.#deps.leads.load(context, idArgument("lead", by.id, ["by", "id"]));
    if (typeof by.externalReference !== "string")
      throw apiError("BAD_USER_INPUT", "by names no key", { inputPath: ["by"] });
    const { session } = callerOf(context);
    if (session.partnerId === null) {
      throw apiError(
        "BAD_USER_INPUT",
        "External references are each partner's own: name the lead by its id, or filter leads by partnerId and externalReference",
        { inputPath: ["by", "externalReference"] },
      );
    }
    const reference = textArgument("by.externalReference", by.externalReference, 100);
    const uuid = await leadIdByReference(this.#deps.database, session, reference);
    return uuid === null ? null : this.#deps.leads.load(context, idOf("lead", uuid));
  }

  @Query(() => LeadConnection, {
    nullable: true,
    description: "The leads that the caller may see, newest claim first",
  })
  @Needs("LEADS_READ")
  async leads(
    @Args(() => PageArgs) args: PageArgs,
    @Arg("filter", () => LeadFilterInput, { nullable: true, description: "Which leads" })
    input: LeadFilterInput | null,
    @Ctx() context: RequestContext,
  ) {
    const { database, leads, seal } = this.#deps;
    const { session } = callerOf(context);
    const filter = readFilter(input);
    const page = pageRequest(args, { name: "leads", filter, order: NEWEST_FIRST }, context, seal);
    const rows = await leadPage(database, session, filter, page);
    return toConnection(
      pageOf(page, rows, (row) => [row.claimed_at.toISOString(), row.id], seal),
      (row) => leads.toType(context, row),
      () => countLeads(database, session, filter),
    );
  }

  @Mutation(() => RegisterLeadPayload, {
    nullable: true,
    description:
      "Registers a lead for the caller's partner. The answer is the same whatever other partners hold; matching runs afterwards",
  })
  @Needs("LEADS_WRITE")
  @RequiresIdempotency()
  registerLead(
    @Arg("input", () => RegisterLeadInput, { description: "The prospect" })
    input: RegisterLeadInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const read = readRegistration(input, context.at);
    return this.#deps.mutations.runRead(context, info, input, read, registerLead(this.#deps));
  }

  @FieldResolver(() => PartnerType, { nullable: true, description: "Whose registration it is" })
  @Needs("LEADS_READ", "PARTNERS_READ")
  partner(@Root() lead: LeadType, @Ctx() context: RequestContext): Promise<PartnerType | null> {
    return this.#deps.partners.load(context, idArgument("prt", lead.partnerId));
  }

  @FieldResolver(() => LeadEventConnection, {
    nullable: true,
    description: "What happened to it, oldest first",
  })
  timeline(
    @Root() lead: LeadType,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
  ) {
    return childConnection(
      this.#timeline,
      idArgument("lead", lead.id),
      args,
      context,
      this.#deps.seal,
    );
  }
}

function timelineOf(database: Database): ChildList<LeadId, LeadEventView, LeadEventType> {
  return {
    name: "Lead.timeline",
    order: OLDEST_EVENT_FIRST,
    read: (context, leadIds, page) =>
      timelinePages(database, callerOf(context).session, leadIds, page),
    count: async (context, leadIds) =>
      (await countEvents(database, callerOf(context).session, leadIds)).map((row) => ({
        parent: row.lead_id,
        n: row.n,
      })),
    parentOf: (row) => row.lead_id,
    keysOf: (row) => [String(row.seq)],
    toNode: toLeadEventType,
  };
}

function readFilter(input: LeadFilterInput | null): LeadFilter {
  return {
    stages: input?.stages ?? null,
    externalReference: referenceOf(input?.externalReference),
    partnerUuid: filterId("prt", "partnerId", input?.partnerId),
    ownerUuid: filterId("mem", "ownerId", input?.ownerId),
    claimedFrom: input?.claimedFrom ?? null,
    claimedUntil: input?.claimedUntil ?? null,
  };
}

function referenceOf(text: string | null | undefined): string | null {
  return text === null || text === undefined
    ? null
    : textArgument("filter.externalReference", text, 100);
}

function filterId<P extends Prefix>(
  prefix: P,
  field: string,
  text: string | null | undefined,
): string | null {
  if (text === null || text === undefined) return null;
  const parsed = parseId(prefix, text);
  if (!parsed.ok) {
    throw apiError("BAD_USER_INPUT", `filter: ${parsed.problem}`, {
      inputPath: ["filter", field],
    });
  }
  const id: Id<P> = parsed.id;
  return uuidOf(id);
}
