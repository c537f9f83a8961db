import { Field, Int, ObjectType } from "type-graphql";

import { NeedsOneOf } from "../../identity/index.ts";
import { connectionType, DateTimeScalar, Node } from "../../platform/graphql/index.ts";

@ObjectType("ProductLine", {
  description: "Something that is sold, with all beneath it in the tree; ALL stands above all",
  implements: Node,
  simpleResolvers: true,
})
@NeedsOneOf("PROGRAMS_READ", "LEADS_READ")
export class ProductLineType extends Node {
  @Field(() => String, { description: "Its name; no two lines have the same" })
  name: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "From when on it is sold no more: no new lead names it. Null while it is",
  })
  retiredAt: Date | null;

  @Field(() => Int, { description: "Grows by one with each change; send as expectedVersion" })
  version: number;
}

export const ProductLineConnection = connectionType(() => ProductLineType, "ProductLine");
