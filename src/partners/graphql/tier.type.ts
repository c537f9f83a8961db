import { Field, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { connectionType, Node } from "../../platform/graphql/index.ts";

@ObjectType("PartnerTier", {
  description: "A rung on which partners stand",
  implements: Node,
  simpleResolvers: true,
})
@Needs("PARTNERS_READ")
export class PartnerTierType extends Node {
  @Field(() => String, { description: "The tier's name" })
  name: string;

  @Field(() => Int, { description: "Higher is better" })
  rank: number;
}

export const PartnerTierConnection = connectionType(() => PartnerTierType, "PartnerTier");
