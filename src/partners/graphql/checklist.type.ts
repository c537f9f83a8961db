import { Field, InputType, ObjectType } from "type-graphql";

import { Authenticated, Cost } from "../../platform/graphql/index.ts";

@ObjectType("ChecklistPoint", {
  description: "What whoever accepts a lead of a program confirms",
  simpleResolvers: true,
})
@Authenticated()
@Cost(0)
export class ChecklistPointType {
  @Field(() => String, { description: "What acceptLead names it by" })
  key: string;

  @Field(() => String, { description: "What people read" })
  label: string;
}

@InputType("ChecklistPointInput", {
  description: "What whoever accepts a lead of the program is to confirm",
})
export class ChecklistPointInput {
  @Field(() => String, {
    description:
      "What acceptLead names it by: up to 40 letters, digits and _, the first a small letter",
  })
  key: string;

  @Field(() => String, { description: "What people read, up to 200 characters" })
  label: string;
}
