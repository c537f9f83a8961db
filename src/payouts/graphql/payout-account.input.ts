import { Field, ID, InputType } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { excerpt, isCurrency } from "../../kernel/index.ts";
import { readCountryCode } from "../../partners/index.ts";
import type { DeclinePayoutAccount } from "../decline-payout-account.ts";
import {
  hasIbans,
  needsNoBic,
  readBankCode,
  readBic,
  readIban,
  readLocalNumber,
} from "../domain/account-number.ts";
import type { BankAccount } from "../domain/account-number.ts";
import type { PostalAddress } from "../domain/payout-account.ts";
import type { EndPayoutAccount } from "../end-payout-account.ts";
import type { SavePayoutAccount } from "../save-payout-account.ts";
import type { VerifyPayoutAccount } from "../verify-payout-account.ts";

const LONGEST = 2_000;

@InputType("PostalAddressInput", {
  description: "Where somebody is, by parts, as banks ask for it: not in lines",
})
class PostalAddressInput {
  @Field(() => String, { nullable: true, description: "The street, up to 70 characters" })
  street?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The building's number, up to 16 characters",
  })
  building?: string | null;

  @Field(() => String, { nullable: true, description: "The postcode, up to 16 characters" })
  postcode?: string | null;

  @Field(() => String, { description: "The town, up to 35 characters" })
  town: string;

  @Field(() => String, {
    nullable: true,
    description: "The state, province or canton, up to 35 characters",
  })
  region?: string | null;

  @Field(() => String, { description: "The country, two letters of ISO 3166-1" })
  country: string;
}

@InputType("LocalAccountInput", { description: "An account in a country without IBANs" })
class LocalAccountInput {
  @Field(() => String, { description: "The country of the bank, two letters of ISO 3166-1" })
  country: string;

  @Field(() => String, { description: "Its number, 6 to 34 letters and digits" })
  number: string;

  @Field(() => String, {
    nullable: true,
    description:
      "The bank's code there: a routing number, BSB, IFSC …; left out where a BIC says it",
  })
  bankCode?: string | null;
}

@InputType("SavePayoutAccountInput", {
  description: "Where a partner's money of one currency shall go",
})
export class SavePayoutAccountInput {
  @Field(() => ID, {
    nullable: true,
    description: "Whose, prt_…; a partner's people may leave it out",
  })
  partnerId?: string | null;

  @Field(() => String, { description: "The currency, a code of ISO 4217" })
  currency: string;

  @Field(() => String, { description: "Whose name the bank has, up to 70 characters" })
  holderName: string;

  @Field(() => PostalAddressInput, { description: "Where the holder is" })
  address: PostalAddressInput;

  @Field(() => String, {
    nullable: true,
    description: "The IBAN, with or without blanks; left out where local is given",
  })
  iban?: string | null;

  @Field(() => LocalAccountInput, {
    nullable: true,
    description: "Instead of an IBAN, where the bank's country has none",
  })
  local?: LocalAccountInput | null;

  @Field(() => String, {
    nullable: true,
    description: "The bank's BIC; needed outside of SEPA, unless local names the bank",
  })
  bic?: string | null;
}

@InputType("VerifyPayoutAccountInput", {
  description: "Which account is verified, and by which number",
})
export class VerifyPayoutAccountInput {
  @Field(() => ID, { description: "The account, pac_…, that somebody else entered" })
  payoutAccountId: string;

  @Field(() => String, {
    description:
      "Its IBAN, or its number, as the partner says it when asked by a way that was known before",
  })
  number: string;

  @Field(() => String, {
    nullable: true,
    description:
      "Its bank's code, as the partner says it then too; needed where there is no IBAN, which holds it",
  })
  bankCode?: string | null;

  @Field(() => String, {
    description: "Who was asked, and how, up to 2,000 characters; told to the partner",
  })
  note: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description: "Send true where sharedWith names others, and that is right",
  })
  isShared: boolean;
}

@InputType("DeclinePayoutAccountInput", { description: "Which account is not verified, and why" })
export class DeclinePayoutAccountInput {
  @Field(() => ID, { description: "The account, pac_…, that somebody else entered" })
  payoutAccountId: string;

  @Field(() => String, { description: "Why, up to 2,000 characters; told to the partner" })
  note: string;
}

@InputType("EndPayoutAccountInput", { description: "Which account is given up, and why" })
export class EndPayoutAccountInput {
  @Field(() => ID, { description: "The account, pac_…" })
  payoutAccountId: string;

  @Field(() => String, { description: "Why, up to 2,000 characters; both sides read it" })
  reason: string;
}

export function readSave(reader: InputReader, input: SavePayoutAccountInput): SavePayoutAccount {
  const currency = input.currency.trim().toUpperCase();
  if (!isCurrency(currency))
    reader.report(
      ["currency"],
      `is not known: "${excerpt(input.currency)}"; expected a code of ISO 4217 such as EUR`,
    );
  return {
    partnerId: reader.optionalId(["partnerId"], "prt", input.partnerId),
    currency,
    holderName: reader.text(["holderName"], input.holderName, 70),
    address: readAddress(reader, input.address),
    account: readAccount(reader, input),
  };
}

function readAddress(reader: InputReader, input: PostalAddressInput): PostalAddress {
  const at = (field: string): readonly string[] => ["address", field];
  return {
    street: reader.optionalText(at("street"), input.street, 70),
    building: reader.optionalText(at("building"), input.building, 16),
    postcode: reader.optionalText(at("postcode"), input.postcode, 16),
    town: reader.text(at("town"), input.town, 35),
    region: reader.optionalText(at("region"), input.region, 35),
    country: reader.optional(at("country"), input.country, readCountryCode) ?? "",
  };
}

function readAccount(
  reader: InputReader,
  { iban: typed, local: given, bic: typedBic }: SavePayoutAccountInput,
): BankAccount {
  const [iban, local] = [typed ?? null, given ?? null];
  if (iban === null && local === null) reader.report(["iban"], "must be given, or local instead");
  if (iban !== null && local !== null)
    reader.report(["local"], "must be left out where iban is given: one of the two");
  const bic = (country: string | null): string | null =>
    reader.optional(["bic"], typedBic, (text) => readBic(text, country));
  if (iban !== null || local === null) {
    const number = reader.optional(["iban"], iban, readIban) ?? "";
    const bankCountry = number.slice(0, 2);
    if (number !== "" && !needsNoBic(bankCountry) && (typedBic ?? null) === null)
      reader.report(["bic"], `is missing: a payment to ${bankCountry} needs it`);
    const account = { format: "IBAN", number, bankCountry, bankCode: null } as const;
    return { ...account, bic: bic(bankCountry || null) };
  }
  const country = reader.optional(["local", "country"], local.country, readCountryCode);
  if (country !== null && hasIbans(country))
    reader.report(["local", "country"], `has IBANs: send iban for an account in ${country}`);
  const code = local.bankCode ?? null;
  if (code === null && (typedBic ?? null) === null)
    reader.report(["local", "bankCode"], "must be given, or bic: they name the bank");
  return {
    format: "LOCAL",
    number: reader.optional(["local", "number"], local.number, readLocalNumber) ?? "",
    bankCountry: country ?? "",
    bankCode: reader.optional(["local", "bankCode"], code, (text) =>
      readBankCode(text, country ?? ""),
    ),
    bic: bic(country),
  };
}

export const readVerify = (
  reader: InputReader,
  input: VerifyPayoutAccountInput,
): VerifyPayoutAccount => ({
  payoutAccountId: reader.id(["payoutAccountId"], "pac", input.payoutAccountId),
  number: reader.text(["number"], input.number, 60),
  bankCode: reader.optionalText(["bankCode"], input.bankCode, 60),
  note: reader.text(["note"], input.note, LONGEST, "many"),
  isShared: input.isShared,
});

export const readDecline = (
  reader: InputReader,
  input: DeclinePayoutAccountInput,
): DeclinePayoutAccount => ({
  payoutAccountId: reader.id(["payoutAccountId"], "pac", input.payoutAccountId),
  note: reader.text(["note"], input.note, LONGEST, "many"),
});

export const readEnd = (reader: InputReader, input: EndPayoutAccountInput): EndPayoutAccount => ({
  payoutAccountId: reader.id(["payoutAccountId"], "pac", input.payoutAccountId),
  reason: reader.text(["reason"], input.reason, LONGEST, "many"),
});
