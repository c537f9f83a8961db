import { Field, Int, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import { connectionType, DateTimeScalar, Node } from "../../platform/graphql/index.ts";
import { AccountType } from "../../protection/index.ts";

@ObjectType("TargetCoverage", {
  description: "How far the vendor has got with the accounts of a list: each number is of accounts",
  simpleResolvers: true,
})
@Needs("INTERNAL_READ")
class TargetCoverageType {
  @Field(() => Int, { description: "On the list" })
  accounts: number;

  @Field(() => Int, { description: "Of which any lead was ever registered that counts" })
  withLeads: number;

  @Field(() => Int, { description: "Of which a lead is open" })
  withOpenLeads: number;

  @Field(() => Int, { description: "Of which a lead is or was an SQL" })
  withSql: number;

  @Field(() => Int, { description: "Of which a lead was won" })
  won: number;
}

@ObjectType("TargetList", {
  description:
    "Accounts that the vendor wants. Rules of routing and scoring ask for it by its name (`targetLists`). Unseen by partners",
  implements: Node,
  simpleResolvers: true,
})
@Needs("INTERNAL_READ")
export class TargetListType extends Node {
  @Field(() => String, { description: "Its name; no two that are in use have the same" })
  name: string;

  @Field(() => String, { nullable: true, description: "What it is for" })
  purpose: string | null;

  @Field(() => Int, { description: "Counts its changes, but not those of who is on it" })
  version: number;

  @Field(() => TargetCoverageType, { description: "How far the vendor has got with it" })
  coverage: TargetCoverageType;

  @Field(() => DateTimeScalar, { description: "When it was made" })
  createdAt: Date;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who made it" })
  createdBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "Since when no rule finds it; null while it is in use",
  })
  retiredAt: Date | null;

  @Field(() => String, { nullable: true, description: "Why it was retired" })
  retireReason: string | null;
}

export const TargetListConnection = connectionType(() => TargetListType, "TargetList");

@ObjectType("Target", {
  description: "An account on a list of those that the vendor wants",
  simpleResolvers: true,
})
@Needs("INTERNAL_READ")
class TargetType {
  @Field(() => AccountType, { nullable: true, description: "The account" })
  account: AccountType | null;

  @Field(() => DateTimeScalar, { description: "Since when it is on the list" })
  addedAt: Date;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who put it there" })
  addedBy: PartnerMemberType | null;
}

export const TargetConnection = connectionType(() => TargetType, "Target");
