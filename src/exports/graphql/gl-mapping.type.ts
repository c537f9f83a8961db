import { Field, ID, Int, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import { AccountRoleEnum } from "../../ledger/index.ts";
import {
  connectionType,
  Cost,
  CurrencyCodeScalar,
  DateScalar,
  DateTimeScalar,
  ListSize,
  Node,
} from "../../platform/graphql/index.ts";
import { MOST_MAPPING_LINES } from "../domain/gl-mapping.ts";

@ObjectType("GlMappingLine", {
  description:
    "The account of the firm's books that a role stands for. Of several that fit the one of a program counts, then the one of a currency",
  simpleResolvers: true,
})
@Needs("LEDGER_READ")
@Cost(0)
class GlMappingLineType {
  @Field(() => AccountRoleEnum, { description: "The role" })
  role: string;

  @Field(() => ID, {
    nullable: true,
    description: "In this incentive program alone, inc_…; null where in all",
  })
  incentiveProgramId: string | null;

  @Field(() => CurrencyCodeScalar, {
    nullable: true,
    description: "In this currency alone; null where in all",
  })
  currency: string | null;

  @Field(() => String, { description: "The account's code, as the firm's books have it" })
  accountCode: string;

  @Field(() => String, { description: "Its name there, with its parents as Parent:Child" })
  accountName: string;

  @Field(() => String, { nullable: true, description: "The tax code or the name of the tax rate" })
  taxCode: string | null;

  @Field(() => String, { nullable: true, description: "The cost center or department" })
  costCenter: string | null;

  @Field(() => String, { nullable: true, description: "A category that is tracked" })
  trackingName: string | null;

  @Field(() => String, { nullable: true, description: "What of that category" })
  trackingOption: string | null;
}

@ObjectType("GlMapping", {
  description:
    "Which accounts of the firm's books the roles of the ledger stand for. It never changes: another version takes its place. Files of the journal go by the approved one that took effect last",
  implements: Node,
  simpleResolvers: true,
})
@Needs("LEDGER_READ")
export class GlMappingType extends Node {
  @Field(() => Int, { description: "Its number: 1, 2, 3 …" })
  number: number;

  @Field(() => DateScalar, { description: "The first last day of files that go by it" })
  effectiveOn: string;

  @Field(() => String, {
    nullable: true,
    description: "What the firm's books call the entity: a company code, a subsidiary",
  })
  entityCode: string | null;

  @Field(() => [GlMappingLineType], { description: "Its accounts" })
  @ListSize(MOST_MAPPING_LINES)
  lines: GlMappingLineType[];

  @Field(() => DateTimeScalar, { description: "When it was made" })
  createdAt: Date;

  @Field(() => PartnerMemberType, { nullable: true, description: "By whom" })
  @Needs("LEDGER_READ", "PARTNERS_READ")
  createdBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When somebody else approved it; null before: no file goes by it",
  })
  approvedAt: Date | null;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who that was" })
  @Needs("LEDGER_READ", "PARTNERS_READ")
  approvedBy: PartnerMemberType | null;
}

export const GlMappingConnection = connectionType(() => GlMappingType, "GlMapping");
