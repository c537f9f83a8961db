import { Field, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import { PartnerType } from "../../partners/index.ts";
import {
  connectionType,
  Cost,
  DateTimeScalar,
  describedEnum,
  ListSize,
  Node,
} from "../../platform/graphql/index.ts";
import { ACCOUNT_FORMATS } from "../domain/account-number.ts";
import { PAYOUT_ACCOUNT_STATES } from "../domain/payout-account.ts";

export const PayoutAccountStateEnum = describedEnum(
  "PayoutAccountState",
  "Where a payout account stands",
  PAYOUT_ACCOUNT_STATES,
);

const AccountFormatEnum = describedEnum(
  "AccountFormat",
  "How the number of a payout account is written",
  ACCOUNT_FORMATS,
);

@ObjectType("PostalAddress", {
  description: "Where somebody is, by parts, as banks ask for it (ISO 20022)",
  simpleResolvers: true,
})
@Needs("PAYOUTS_READ")
@Cost(0)
class PostalAddressType {
  @Field(() => String, { nullable: true, description: "The street" })
  street: string | null;

  @Field(() => String, { nullable: true, description: "The building's number" })
  building: string | null;

  @Field(() => String, { nullable: true, description: "The postcode" })
  postcode: string | null;

  @Field(() => String, { description: "The town" })
  town: string;

  @Field(() => String, { nullable: true, description: "The state, province or canton" })
  region: string | null;

  @Field(() => String, { description: "The country, two letters of ISO 3166-1" })
  country: string;
}

@ObjectType("PayoutAccount", {
  description:
    "Where a partner's money of one currency goes. It is entered by one person and verified by another; its number is sealed, and only its end is shown",
  implements: Node,
  simpleResolvers: true,
})
@Needs("PAYOUTS_READ")
export class PayoutAccountType extends Node {
  @Field(() => PartnerType, { nullable: true, description: "Whose it is" })
  partner: PartnerType | null;

  @Field(() => PayoutAccountStateEnum, { description: "Where it stands" })
  state: string;

  @Field(() => String, { description: "The currency, a code of ISO 4217" })
  currency: string;

  @Field(() => String, { description: "Whose name the bank has" })
  holderName: string;

  @Field(() => PostalAddressType, { description: "Where the holder is" })
  address: PostalAddressType;

  @Field(() => AccountFormatEnum, { description: "How its number is written" })
  format: string;

  @Field(() => String, { description: "The last four characters of its number" })
  numberEnds: string;

  @Field(() => String, { description: "The country of the bank, two letters of ISO 3166-1" })
  bankCountry: string;

  @Field(() => String, {
    nullable: true,
    description: "The bank's code in its country; null with an IBAN, which holds it",
  })
  bankCode: string | null;

  @Field(() => String, { nullable: true, description: "The bank's BIC (ISO 9362)" })
  bic: string | null;

  @Field(() => DateTimeScalar, { description: "When it was entered" })
  proposedAt: Date;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "Who entered it; null for a partner where that was the vendor",
  })
  proposedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it was verified or declined; null where neither was done",
  })
  decidedAt: Date | null;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "Who of the vendor's verified or declined it; for the vendor alone",
  })
  @Needs("LEDGER_READ")
  decidedBy: PartnerMemberType | null;

  @Field(() => String, {
    nullable: true,
    description: "What the vendor said as it was verified or declined",
  })
  note: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "Nothing is paid to it before; null until it is verified",
  })
  usableFrom: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was ended" })
  endedAt: Date | null;

  @Field(() => String, { nullable: true, description: "Why it was ended" })
  endReason: string | null;

  @Field(() => [PartnerType], {
    nullable: true,
    description:
      "Other partners who have the same account, waiting or verified, up to 20; for the vendor alone",
  })
  @Needs("LEDGER_READ")
  @ListSize(20)
  sharedWith: PartnerType[] | null;
}

export const PayoutAccountConnection = connectionType(() => PayoutAccountType, "PayoutAccount");
