import { Field, ID, InputType } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { CompanyInput, readCompany, readLines } from "../../leads/index.ts";
import { DateTimeScalar, payloadOf } from "../../platform/graphql/index.ts";
import type { UserError } from "../../platform/graphql/index.ts";
import type { Answer } from "../../platform/reading/index.ts";
import type { EndCustomer, MarkCustomer } from "../mark-customer.ts";

import { AccountType } from "./account.type.ts";

@InputType("MarkCustomerInput", { description: "An organisation that is a customer" })
export class MarkCustomerInput {
  @Field(() => ID, { nullable: true, description: "Its account, acc_…; else its company" })
  accountId?: string | null;

  @Field(() => CompanyInput, {
    nullable: true,
    description: "Its company, where it has no account yet, as a lead would name it",
  })
  company?: CompanyInput | null;

  @Field(() => [ID], {
    nullable: true,
    description: "The product lines of which it is one, pln_…; all if left out",
  })
  productLineIds?: string[] | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "Since when; now if left out" })
  customerFrom?: Date | null;
}

@InputType("EndCustomerInput", { description: "An account that is no customer any more" })
export class EndCustomerInput {
  @Field(() => ID, { description: "The account, acc_…" })
  accountId: string;

  @Field(() => [ID], {
    nullable: true,
    description: "Of which product lines, pln_…; of all if left out",
  })
  productLineIds?: string[] | null;
}

/** What every mutation about a customer answers. */
export interface CustomerPayload {
  readonly account: Answer;
  readonly errors: readonly UserError[];
}

const payloadType = (verb: string) => payloadOf(verb, "account", () => AccountType, "account");
export const MarkCustomerPayload = payloadType("markCustomer");
export const EndCustomerPayload = payloadType("endCustomer");

const EARLIEST = Date.UTC(1990, 0, 1);

export function readMarkCustomer(reader: InputReader, input: MarkCustomerInput): MarkCustomer {
  const since = input.customerFrom ?? null;
  if (since !== null && since.getTime() < EARLIEST)
    reader.report(["customerFrom"], "lies before 1990");
  const accountId = reader.optionalId(["accountId"], "acc", input.accountId);
  const { company } = input;
  if ((typeof input.accountId === "string") === (company !== null && company !== undefined))
    reader.report(["accountId"], "is to be given, or company: one of the two");
  return {
    who: accountId ?? readCompany(reader, company ?? {}),
    productLineIds: readLines(reader, input.productLineIds),
    since,
  };
}

export function readEndCustomer(reader: InputReader, input: EndCustomerInput): EndCustomer {
  return {
    accountId: reader.id(["accountId"], "acc", input.accountId),
    productLineIds: readLines(reader, input.productLineIds),
  };
}
