import { Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from "type-graphql";

import type { LeadId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import { Needs } from "../../identity/index.ts";
import { LeadType } from "../../leads/index.ts";
import { PartnerType } from "../../partners/index.ts";
import type { PartnerReader } from "../../partners/index.ts";
import type { Database } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { callerOf, DateTimeScalar, groupedBy, idArgument } from "../../platform/graphql/index.ts";
import type { ShareView } from "../store/attribution-queries.ts";
import { sharesOfLeads } from "../store/attribution-queries.ts";

@ObjectType("AttributionShare", {
  description: "How much of a lead is owed to one partner",
  simpleResolvers: true,
})
@Needs("LEADS_READ")
export class AttributionShareType {
  @Field(() => Int, { description: "Parts per million of the SOURCED book" })
  sharePpm: number;

  @Field(() => DateTimeScalar, { description: "When it was settled" })
  settledAt: Date;

  /** For the field partner; not part of the schema. */
  partnerId: string;
}

@ObjectType("LeadAttribution", {
  description: "To whom a lead is owed, in the SOURCED book; everything adds up to 1,000,000",
  simpleResolvers: true,
})
@Needs("LEADS_READ")
export class LeadAttributionType {
  @Field(() => [AttributionShareType], {
    description: "The shares that the caller may see: a partner its own, the vendor all",
  })
  shares: AttributionShareType[];

  @Field(() => Int, { description: "What the shares not shown come to, in parts per million" })
  othersPpm: number;
}

/** To whom a lead is owed. */
@Resolver(() => LeadType)
export class AttributionResolver {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  @FieldResolver(() => LeadAttributionType, {
    nullable: true,
    description: "To whom it is owed; null until it is an SQL",
  })
  async attribution(
    @Root() lead: LeadType,
    @Ctx() context: RequestContext,
  ): Promise<LeadAttributionType | null> {
    const rows = await context.loading.over(context, this.#batch).load(idArgument("lead", lead.id));
    if (!rows || rows.length === 0) return null;
    const shares = rows.map(toShareType);
    const shown = shares.reduce((sum, share) => sum + share.sharePpm, 0);
    return { shares, othersPpm: 1_000_000 - shown };
  }

  #batch = async (context: RequestContext, ids: readonly LeadId[]): Promise<ShareView[][]> => {
    const rows = await sharesOfLeads(this.#database, callerOf(context).session, ids);
    return groupedBy(ids.map(uuidOf), rows, (row) => row.lead_id);
  };
}

/** The partner of a share. */
@Resolver(() => AttributionShareType)
export class AttributionShareResolver {
  readonly #partners: PartnerReader;

  constructor(partners: PartnerReader) {
    this.#partners = partners;
  }

  @FieldResolver(() => PartnerType, { nullable: true, description: "To whom it is owed" })
  partner(
    @Root() share: AttributionShareType,
    @Ctx() context: RequestContext,
  ): Promise<PartnerType | null> {
    return this.#partners.load(context, idArgument("prt", share.partnerId));
  }
}

function toShareType(view: ShareView): AttributionShareType {
  return Object.assign(new AttributionShareType(), {
    sharePpm: view.share_ppm,
    settledAt: view.settled_at,
    partnerId: idOf("prt", view.partner_id),
  });
}
