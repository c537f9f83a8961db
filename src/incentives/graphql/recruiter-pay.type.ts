import { Field, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { Cost, DecimalScalar, MoneyType } from "../../platform/graphql/index.ts";

@ObjectType("RecruiterPay", {
  description:
    "What whoever recruited a partner has of what that partner earns, besides it. For the vendor alone",
  simpleResolvers: true,
})
@Needs("BUDGETS_READ")
@Cost(0)
export class RecruiterPayType {
  @Field(() => DecimalScalar, {
    description: "How much, in percent of what counts of the partner's credit, rounded once",
  })
  percent: string;

  @Field(() => Int, {
    nullable: true,
    description: "For how many months from when the recruiter counts; null: as long as it counts",
  })
  months: number | null;

  @Field(() => MoneyType, {
    nullable: true,
    description:
      "How much in all for one partner while one recruiter of it counts; null where that is not limited",
  })
  cap: MoneyType | null;
}
