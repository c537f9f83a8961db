import { Field, InputType, Int, ObjectType, ID } from "type-graphql";

import {
  connectionType,
  DateTimeScalar,
  EmailAddressScalar,
  Node,
} from "../../platform/graphql/index.ts";
import type { Role, Side } from "../domain/roles.ts";

import { RoleEnum, SideEnum } from "./identity-enums.ts";
import { Needs, NeedsOneOf } from "./needs.ts";

@ObjectType("PartnerMember", {
  description:
    "A person's membership: at a partner, or on the vendor's staff. A partner sees its own alone",
  implements: Node,
  simpleResolvers: true,
})
@NeedsOneOf("PARTNERS_READ", "MEMBERS_WRITE")
export class PartnerMemberType extends Node {
  @Field(() => String, { description: "The person's name" })
  displayName: string;

  // null for those who lack the scope: the member stays
  @Field(() => EmailAddressScalar, {
    nullable: true,
    description: "The address the person was invited by; for those who invite and deactivate",
  })
  @Needs("MEMBERS_WRITE")
  email: string | null;

  @Field(() => SideEnum, { description: "On which side" })
  side: Side;

  @Field(() => [RoleEnum], { description: "What the person is there to do" })
  roles: readonly Role[];

  @Field(() => Boolean, { description: "False once deactivated" })
  active: boolean;

  @Field(() => DateTimeScalar, { nullable: true, description: "When the membership ended" })
  deactivatedAt: Date | null;

  @Field(() => Int, { description: "Grows by one with each change" })
  version: number;

  @Field(() => DateTimeScalar, { description: "When the person joined" })
  createdAt: Date;

  @Field(() => DateTimeScalar, { description: "When the membership was last changed" })
  updatedAt: Date;
}

export const PartnerMemberConnection = connectionType(() => PartnerMemberType, "PartnerMember");

@InputType("MemberFilter", { description: "Which members; what is left out does not matter" })
export class MemberFilterInput {
  @Field(() => ID, { nullable: true, description: "Members of this partner, prt_…" })
  partnerId?: string | null;

  @Field(() => Boolean, { nullable: true, description: "Members who are, or are not, active" })
  active?: boolean | null;
}
