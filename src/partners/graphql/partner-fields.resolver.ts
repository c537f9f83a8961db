import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";

import { AuditEntryType, Needs, PartnerMemberType, ViewerType } from "../../identity/index.ts";
import type { PartnerId } from "../../kernel/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";

import type { PartnerReader } from "./partner.resolver.ts";
import { PartnerType } from "./partner.type.ts";

// What identity knows by id alone gets its partner here, one rung above.

@Resolver(() => ViewerType)
export class ViewerPartnerResolver {
  readonly #partners: PartnerReader;

  constructor(partners: PartnerReader) {
    this.#partners = partners;
  }

  @FieldResolver(() => PartnerType, {
    nullable: true,
    description: "The partner acted for; null on the vendor's side",
  })
  @Needs("PARTNERS_READ")
  partner(@Root() viewer: ViewerType, @Ctx() context: RequestContext) {
    return load(this.#partners, context, viewer.partnerId);
  }
}

@Resolver(() => PartnerMemberType)
export class MemberPartnerResolver {
  readonly #partners: PartnerReader;

  constructor(partners: PartnerReader) {
    this.#partners = partners;
  }

  @FieldResolver(() => PartnerType, {
    nullable: true,
    description: "The partner of the member; null on the vendor's staff",
  })
  @Needs("PARTNERS_READ")
  partner(@Root() member: PartnerMemberType, @Ctx() context: RequestContext) {
    return load(this.#partners, context, member.partnerId);
  }
}

@Resolver(() => AuditEntryType)
export class AuditEntryPartnerResolver {
  readonly #partners: PartnerReader;

  constructor(partners: PartnerReader) {
    this.#partners = partners;
  }

  @FieldResolver(() => PartnerType, {
    nullable: true,
    description: "The partner that was acted for; null on the vendor's side",
  })
  @Needs("PARTNERS_READ")
  partner(@Root() entry: AuditEntryType, @Ctx() context: RequestContext) {
    return load(this.#partners, context, entry.partnerId);
  }
}

async function load(
  partners: PartnerReader,
  context: RequestContext,
  id: PartnerId | null,
): Promise<PartnerType | null> {
  return id === null ? null : partners.load(context, id);
}
