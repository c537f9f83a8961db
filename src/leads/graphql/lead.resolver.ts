import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, Info, Mutation, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { PartnerType } from "../../partners/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  apiError,
  callerOf,
  idArgument,
  ListSize,
  PageArgs,
  textArgument,
  RequiresIdempotency,
} from "../../platform/graphql/index.ts";
import { ProductLineType } from "../../products/index.ts";
import { composedCondition, readWithItsObject } from "../../platform/reading/index.ts";
import type { Condition, Reading } from "../../platform/reading/index.ts";
import { readRegistration } from "../domain/registration.ts";
import type { LookNotes } from "../note-looks.ts";
import type { RegisterLeadDeps } from "../register-lead.ts";
import { registerLeadFor } from "../register-lead-for.ts";
import { registerLead } from "../register-lead.ts";

import { LeadLookConnection } from "./lead-look.type.ts";
import { LeadEventConnection } from "./lead-event.type.ts";
import { leadConditions } from "./lead-filter.ts";
import { leadOrder, LeadOrderInput } from "./lead-order.ts";
import { readSearch, searchCondition, toldIfBroad } from "./lead-search.ts";
import { LeadFilterInput, LeadRefInput, RegisterLeadInput } from "./lead.input.ts";
import type { LeadMutations } from "./lead.payload.ts";
import { leadPayloadType } from "./lead.payload.ts";
import { LeadConnection, LeadType } from "./lead.type.ts";
import { readRegisterLeadFor, RegisterLeadForInput } from "./register-lead-for.input.ts";

export interface LeadResolverDeps extends RegisterLeadDeps {
  readonly looks: LookNotes;
  readonly mutations: LeadMutations;
  readonly reading: Reading;
}

const RegisterLeadForPayload = leadPayloadType("RegisterLeadForPayload", "registerLeadFor");
const RegisterLeadPayload = leadPayloadType("RegisterLeadPayload", "registerLead");

@Resolver(() => LeadType)
export class LeadResolver {
  readonly #deps: LeadResolverDeps;

  constructor(deps: LeadResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => LeadType, {
    nullable: true,
    description: "One lead; null where there is none that the caller may see",
  })
  @Needs("LEADS_READ")
  lead(
    @Arg("by", () => LeadRefInput, { description: "Its id or external reference" })
    by: LeadRefInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { reading } = this.#deps;
    if (typeof by.id === "string") {
      const id = idArgument("lead", by.id, ["by", "id"]);
      this.#deps.looks.note(callerOf(context), [id], context.at);
      return reading.byId(context, info, id);
    }
    if (typeof by.externalReference !== "string")
      throw apiError("BAD_USER_INPUT", "by names no key", { inputPath: ["by"] });
    if (callerOf(context).session.partnerId === null) {
      throw apiError(
        "BAD_USER_INPUT",
        "External references are each partner's own: name the lead by its id, or filter leads by partnerId and externalReference",
        { inputPath: ["by", "externalReference"] },
      );
    }
    const reference = textArgument(["by", "externalReference"], by.externalReference, 100);
    return reading.first(context, info, {
      type: "Lead",
      where: (column) => sql`${column("externalReference")} = ${reference}::text`,
    });
  }

  @Query(() => LeadConnection, {
    nullable: true,
    description: "The leads that the caller may see",
  })
  @Needs("LEADS_READ")
  leads(
    @Args(() => PageArgs) args: PageArgs,
    @Arg("filter", () => LeadFilterInput, { nullable: true, description: "Which leads" })
    input: LeadFilterInput | null,
    @Arg("search", () => String, {
      nullable: true,
      description:
        "Words that the leads have, all of them, or beginnings of words: of company, domain, reference and external reference, and of contact and notes where the caller may read those",
    })
    search: string | null,
    @Arg("orderBy", () => LeadOrderInput, {
      nullable: true,
      description: "In which order; the newest claim first if left out",
    })
    orderBy: LeadOrderInput | null,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const filtered: Condition = (column) =>
      composedCondition(input, (part, path) => leadConditions(part, path, column));
    const list = { name: "leads", type: "Lead", args, order: leadOrder(orderBy) };
    if (typeof search !== "string")
      return this.#deps.reading.page(context, info, { ...list, filter: input, where: filtered });
    const words = readSearch(search);
    const caller = callerOf(context);
    const where: Condition = (column) =>
      sql`${filtered(column)} and ${searchCondition(words, caller, column)}`;
    const filter = { filter: input, words };
    return this.#deps.reading.page(context, info, { ...list, filter, where }).catch(toldIfBroad);
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

  @Mutation(() => RegisterLeadForPayload, {
    nullable: true,
    description:
      "Registers a lead for a partner, which sees that the vendor did. Its own terms, duplicates and limits hold",
  })
  @Needs("LEADS_WRITE", "PARTNERS_WRITE")
  @RequiresIdempotency()
  registerLeadFor(
    @Arg("input", () => RegisterLeadForInput, { description: "For whom, and the prospect" })
    input: RegisterLeadForInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const read = readRegisterLeadFor(input, context.at);
    return this.#deps.mutations.runRead(context, info, input, read, registerLeadFor(this.#deps));
  }

  @FieldResolver(() => PartnerType, { nullable: true, description: "Whose registration it is" })
  @Needs("LEADS_READ", "PARTNERS_READ")
  partner(): never {
    return readWithItsObject();
  }

  @FieldResolver(() => [ProductLineType], {
    nullable: true,
    description: "The product lines that it is about, each with all beneath it",
  })
  @ListSize(20)
  productLines(): never {
    return readWithItsObject();
  }

  @FieldResolver(() => LeadLookConnection, {
    nullable: true,
    description:
      "Which of the vendor's people opened it before it was accepted, for the vendor, oldest first",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  looks(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }

  @FieldResolver(() => LeadEventConnection, {
    nullable: true,
    description: "What happened to it, oldest first",
  })
  timeline(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}
