import { Field, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { ProgramType } from "../../partners/index.ts";
import {
  connectionType,
  Cost,
  DateTimeScalar,
  describedEnum,
  ListSize,
  Node,
} from "../../platform/graphql/index.ts";
import { MEANINGS_OF_MODELS } from "../domain/models.ts";

import { TouchRoleEnum } from "./touchpoint.type.ts";

export const AttributionModelEnum = describedEnum(
  "AttributionModel",
  "How what a lead is owed is spread over the touches that came before it was an SQL",
  MEANINGS_OF_MODELS,
);

@ObjectType("RoleWeight", { description: "What a touch in a role weighs", simpleResolvers: true })
@Needs("PROGRAMS_READ")
@Cost(0)
class RoleWeightType {
  @Field(() => TouchRoleEnum, { description: "The role" })
  role: string;

  @Field(() => Int, { description: "How much, beside the others" })
  weight: number;
}

@ObjectType("AttributionPolicy", {
  description:
    "To whom the leads of a program are owed, which become SQLs while it is in force. It never changes; a decision that shares a prospect goes before it. The registration is a touch as well, and of what a partner did in one role on one day (UTC) one touch counts. A partner sees what is or was in force",
  implements: Node,
  simpleResolvers: true,
})
@Needs("PROGRAMS_READ")
export class AttributionPolicyType extends Node {
  @Field(() => ProgramType, { nullable: true, description: "For leads of this program" })
  program: ProgramType | null;

  @Field(() => Int, { description: "Its number within the program: 1, 2, 3 …" })
  number: number;

  @Field(() => AttributionModelEnum, { description: "How it is spread" })
  model: string;

  @Field(() => Int, { description: "TIME_DECAY: after so many days a touch weighs half as much" })
  halfLifeDays: number;

  @Field(() => Int, {
    nullable: true,
    description: "Touches of so many days before the SQL count; null where all do",
  })
  windowDays: number | null;

  @Field(() => Int, {
    description:
      "So many days after the SQL, to that day's end in the program's zone, what was settled is locked",
  })
  lockDays: number;

  @Field(() => [RoleWeightType], {
    description: "ROLE_WEIGHTED: what touches weigh; those in other roles weigh nothing",
  })
  @ListSize(5)
  roleWeights: RoleWeightType[];

  @Field(() => DateTimeScalar, { description: "When it was drafted" })
  createdAt: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      "Since when it is in force, until another one of its program is; null while it is a draft",
  })
  inForceAt: Date | null;
}

export const AttributionPolicyConnection = connectionType(
  () => AttributionPolicyType,
  "AttributionPolicy",
);
