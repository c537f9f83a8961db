import type { GraphQLResolveInfo } from "graphql";
import { Ctx, FieldResolver, Info, Resolver, Root } from "type-graphql";

import { AuditEntryType, Needs, PartnerMemberType, ViewerType } from "../../identity/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { readWithItsObject } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";

import { PartnerType } from "./partner.type.ts";

// What identity knows by id alone gets its partner here, one rung above.

@Resolver(() => ViewerType)
export class ViewerPartnerResolver {
  readonly #reading: Reading;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  @FieldResolver(() => PartnerType, {
    nullable: true,
    description: "The partner acted for; null on the vendor's side",
  })
  @Needs("PARTNERS_READ")
  partner(
    @Root() viewer: ViewerType,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#reading.byId(context, info, viewer.partnerId);
  }
}

@Resolver(() => PartnerMemberType)
export class MemberPartnerResolver {
  @FieldResolver(() => PartnerType, {
    nullable: true,
    description: "The partner of the member; null on the vendor's staff",
  })
  @Needs("PARTNERS_READ")
  partner(): never {
    return readWithItsObject();
  }
}

@Resolver(() => AuditEntryType)
export class AuditEntryPartnerResolver {
  @FieldResolver(() => PartnerType, {
    nullable: true,
    description: "The partner that was acted for; null on the vendor's side",
  })
  @Needs("PARTNERS_READ")
  partner(): never {
    return readWithItsObject();
  }
}
