import { Field, Int, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import { DateTimeScalar, describedEnum, Node } from "../../platform/graphql/index.ts";
import { FRAUD_RULES } from "../domain/fraud-rule.ts";

export const FraudRuleKindEnum = describedEnum(
  "FraudRuleKind",
  "What speaks for fraud in what is earned",
  FRAUD_RULES,
);

@ObjectType("FraudRule", {
  description:
    "A rule that looks at whatever is earned, within a minute, and holds the credit where it finds what speaks for fraud",
  implements: Node,
  simpleResolvers: true,
})
@Needs("LEDGER_READ")
export class FraudRuleType extends Node {
  @Field(() => FraudRuleKindEnum, { description: "What it looks for" })
  rule: string;

  @Field(() => Boolean, { description: "Whether it looks at all" })
  isWatched: boolean;

  @Field(() => Int, {
    nullable: true,
    description: "Of BURST: so many leads of a partner are no burst yet; null with others",
  })
  mostLeads: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      "Of BURST: within so many minutes before or after the lead that earned; null with others",
  })
  withinMinutes: number | null;

  @Field(() => String, { description: "Why it is set like this" })
  reason: string;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "Who set it; null where it is as Baton comes",
  })
  setBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { description: "When that was" })
  setAt: Date;

  @Field(() => FraudRuleType, {
    nullable: true,
    description: "How it was set before; null where it is as Baton comes",
  })
  before: FraudRuleType | null;
}
