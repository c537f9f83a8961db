import { Field, ID, InputType, Int } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { CompanyInput, readCompany, readLines } from "../../leads/index.ts";
import { DateTimeScalar, payloadOf } from "../../platform/graphql/index.ts";
import type { UserError } from "../../platform/graphql/index.ts";
import type { Answer } from "../../platform/reading/index.ts";
import type { TouchDirectClaim } from "../confirm-direct-claim.ts";
import type { RecordDirectClaim } from "../record-direct-claim.ts";

import { DirectClaimType } from "./direct-claim.type.ts";

@InputType("RecordDirectClaimInput", {
  description: "A prospect that the vendor claims for itself",
})
export class RecordDirectClaimInput {
  @Field(() => CompanyInput, { description: "The company, as a lead would name it" })
  company: CompanyInput;

  @Field(() => [ID], {
    nullable: true,
    description: "The product lines for which it is claimed, pln_…; all if left out",
  })
  productLineIds?: string[] | null;

  @Field(() => String, { description: "What shows it, up to 4,000 characters" })
  evidence: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "An earlier contact; it counts once somebody else has confirmed it",
  })
  contactedAt?: Date | null;
}

@InputType()
abstract class TouchDirectClaimFields {
  @Field(() => ID, { description: "The claim, dcl_…" })
  directClaimId: string;

  @Field(() => Int, { description: "The claim's version as it was read" })
  expectedVersion: number;
}

@InputType("ConfirmDirectClaimInput", { description: "A claim whose earlier contact is shown" })
export class ConfirmDirectClaimInput extends TouchDirectClaimFields {}

@InputType("EndDirectClaimInput", { description: "A claim that the vendor gives up" })
export class EndDirectClaimInput extends TouchDirectClaimFields {}

/** What every mutation of one claim answers. */
export interface DirectClaimPayload {
  readonly directClaim: Answer;
  readonly errors: readonly UserError[];
}

const payloadType = (verb: string) =>
  payloadOf(verb, "directClaim", () => DirectClaimType, "claim");
export const RecordDirectClaimPayload = payloadType("recordDirectClaim");
export const ConfirmDirectClaimPayload = payloadType("confirmDirectClaim");
export const EndDirectClaimPayload = payloadType("endDirectClaim");

const EARLIEST_CONTACT = Date.UTC(1990, 0, 1);

export function readRecordDirectClaim(
  reader: InputReader,
  input: RecordDirectClaimInput,
): RecordDirectClaim {
  const contactedAt = input.contactedAt ?? null;
  if (contactedAt !== null && contactedAt.getTime() < EARLIEST_CONTACT)
    reader.report(["contactedAt"], "lies before 1990");
  return {
    company: readCompany(reader, input.company),
    productLineIds: readLines(reader, input.productLineIds),
    evidence: reader.text(["evidence"], input.evidence, 4_000, "many"),
    contactedAt,
  };
}

export function readTouchDirectClaim(
  reader: InputReader,
  input: TouchDirectClaimFields,
): TouchDirectClaim {
  return {
    directClaimId: reader.id(["directClaimId"], "dcl", input.directClaimId),
    expectedVersion: input.expectedVersion,
  };
}
