import { Field, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import { PartnerType } from "../../partners/index.ts";
import {
  connectionType,
  DateScalar,
  DateTimeScalar,
  describedEnum,
  Node,
} from "../../platform/graphql/index.ts";
import { TAX_FORM_KINDS, TAX_FORM_STATES } from "../domain/tax-form.ts";

export const TaxFormKindEnum = describedEnum(
  "TaxFormKind",
  "By which form somebody says how it is taxed",
  TAX_FORM_KINDS,
);

export const TaxFormStateEnum = describedEnum(
  "TaxFormState",
  "Where a tax form stands",
  TAX_FORM_STATES,
);

@ObjectType("TaxForm", {
  description:
    "A form by which a partner says how it is taxed. It is recorded by one person and accepted by another, and counts up to its last day",
  implements: Node,
  simpleResolvers: true,
})
@Needs("TAX_READ")
export class TaxFormType extends Node {
  @Field(() => PartnerType, { nullable: true, description: "Whose it is" })
  partner: PartnerType | null;

  @Field(() => TaxFormKindEnum, { description: "Which form" })
  kind: string;

  @Field(() => TaxFormStateEnum, { description: "Where it stands" })
  state: string;

  @Field(() => Boolean, {
    description: "Whether it counts today, by UTC: it is accepted, and has not run out",
  })
  isValid: boolean;

  @Field(() => DateScalar, { description: "The day on which it came" })
  receivedOn: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: "The last day on which it counts; null where it does not run out",
  })
  lastValidOn: string | null;

  @Field(() => String, {
    nullable: true,
    description: "What whoever recorded it said; of NONE_NEEDED why none is",
  })
  remark: string | null;

  @Field(() => DateTimeScalar, { description: "When it was recorded" })
  recordedAt: Date;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "Who recorded it; null for a partner where that was the vendor",
  })
  recordedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it was accepted or declined; null where neither was done",
  })
  decidedAt: Date | null;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "Who of the vendor's accepted or declined it; for the vendor alone",
  })
  @Needs("LEDGER_READ")
  decidedBy: PartnerMemberType | null;

  @Field(() => String, {
    nullable: true,
    description: "What the vendor said as it was accepted or declined",
  })
  note: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was ended" })
  endedAt: Date | null;

  @Field(() => String, { nullable: true, description: "Why it was ended" })
  endReason: string | null;
}

export const TaxFormConnection = connectionType(() => TaxFormType, "TaxForm");
