import { FieldResolver, Resolver } from "type-graphql";

import { LeadType } from "../../leads/index.ts";
import { readWithItsObject } from "../../platform/reading/index.ts";

import { LikenessType } from "./likeness.type.ts";

@Resolver(() => LikenessType)
export class LikenessResolver {
  @FieldResolver(() => LeadType, {
    nullable: true,
    description: "The lead that claimed its prospect first; of one instant, the lower id",
  })
  incumbent(): never {
    return readWithItsObject();
  }

  @FieldResolver(() => LeadType, { nullable: true, description: "The lead that claimed it later" })
  challenger(): never {
    return readWithItsObject();
  }
}
