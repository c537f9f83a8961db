import { Field, Int, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import { LeadKindEnum, ProgramType } from "../../partners/index.ts";
import {
  Authenticated,
  connectionType,
  Cost,
  DateTimeScalar,
  ListSize,
  Node,
} from "../../platform/graphql/index.ts";
import { ProductLineType } from "../../products/index.ts";

import { CriteriaVersionType, CriterionType } from "./criteria.type.ts";

@ObjectType("CriteriaSet", {
  description:
    "By what certain leads are judged, in versions. Of the sets that a lead falls under the most particular counts: the one that names most of program, kind and product line, then the one of its program, then the one of the narrowest line",
  implements: Node,
  simpleResolvers: true,
})
@Needs("LEADS_READ")
export class CriteriaSetType extends Node {
  @Field(() => String, { description: "What it is called" })
  name: string;

  @Field(() => String, { description: "The framework it follows, for example BANT" })
  framework: string;

  @Field(() => ProgramType, {
    nullable: true,
    description: "The program whose leads it is for; null: of any",
  })
  program: ProgramType | null;

  @Field(() => LeadKindEnum, {
    nullable: true,
    description: "The kind of leads it is for; null: any",
  })
  leadKind: string | null;

  @Field(() => ProductLineType, {
    nullable: true,
    description: "It is for leads about this line or one beneath it; null: any",
  })
  productLine: ProductLineType | null;

  @Field(() => CriteriaVersionType, {
    nullable: true,
    description: "The version in force; null before one is, and where the set is retired",
  })
  inForce: CriteriaVersionType | null;

  @Field(() => CriteriaVersionType, {
    nullable: true,
    description: "What was drafted last, while it is not published",
  })
  @Needs("CONFIG_READ")
  draft: CriteriaVersionType | null;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description:
      "Who signed that it be retired, while nobody of the other side has, and nothing was published since",
  })
  @Needs("CONFIG_READ")
  retirementSignedBy: PartnerMemberType | null;

  @Field(() => String, { nullable: true, description: "Why, in the words of who signed" })
  @Needs("CONFIG_READ")
  retirementNote: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "Since when its leads go by the next less particular set",
  })
  retiredAt: Date | null;

  @Field(() => String, { nullable: true, description: "Why it was retired" })
  @Needs("CONFIG_READ")
  retiredNote: string | null;
}

export const CriteriaSetConnection = connectionType(() => CriteriaSetType, "CriteriaSet");

@ObjectType("CriteriaTemplate", {
  description: "Criteria ready to be saved as a draft: a framework, or what suits a trade",
  simpleResolvers: true,
})
@Authenticated()
@Cost(0)
export class CriteriaTemplateType {
  @Field(() => String, { description: "Its key, for example meddic" })
  key: string;

  @Field(() => String, { description: "What it is called" })
  name: string;

  @Field(() => String, { description: "The framework it follows, for example BANT; OWN: none" })
  framework: string;

  @Field(() => Int, {
    nullable: true,
    description: "What the weights of what is met must add up to; null where that is not asked",
  })
  minPoints: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "The same of the criteria about what the prospect is",
  })
  minFit: number | null;

  @Field(() => [CriterionType], { description: "The criteria, in their order" })
  @ListSize(6)
  criteria: CriterionType[];
}
