import { Field, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { connectionType, DateScalar, DateTimeScalar, Node } from "../../platform/graphql/index.ts";

@ObjectType("ChainAnchor", {
  description:
    "The head of the chain of postings as it was once a day, signed: a chain that was rebuilt has another hash at its number",
  implements: Node,
  simpleResolvers: true,
})
@Needs("LEDGER_READ")
class ChainAnchorType extends Node {
  @Field(() => DateScalar, { description: "The day, in the time zone of the books" })
  anchoredOn: string;

  @Field(() => String, { description: "The number of the last posting in the chain" })
  seq: string;

  @Field(() => String, { description: "Its hash, in hexadecimal digits" })
  hash: string;

  @Field(() => DateTimeScalar, { description: "When" })
  anchoredAt: Date;

  @Field(() => String, {
    description:
      "The line that left the database: what is above, the signature (Ed25519) and the public key; npm run verify-chain reads it",
  })
  line: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it was put into the storage of files; null until then",
  })
  filedAt: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it was mailed to whom ANCHORS_TO names; null until then, or where nobody is",
  })
  mailedAt: Date | null;
}

export const ChainAnchorConnection = connectionType(() => ChainAnchorType, "ChainAnchor");
