import { Field, ID, InputType } from "type-graphql";

import { AccountRoleEnum } from "../../ledger/index.ts";
import type { AccountRole } from "../../ledger/index.ts";
import { payloadOf } from "../../platform/graphql/index.ts";
import { MOST_MAPPING_LINES } from "../domain/gl-mapping.ts";

import { GlMappingType } from "./gl-mapping.type.ts";

@InputType("GlMappingLineInput", { description: "The account that a role stands for" })
export class GlMappingLineInput {
  @Field(() => AccountRoleEnum, { description: "The role" })
  role: Uppercase<AccountRole>;

  @Field(() => ID, {
    nullable: true,
    description: "In this incentive program alone, inc_…; in all if left out",
  })
  incentiveProgramId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "In this currency alone, such as EUR; in all if left out",
  })
  currency?: string | null;

  @Field(() => String, { description: "The account's code, up to 50 characters" })
  accountCode: string;

  @Field(() => String, {
    description: "Its name, with its parents as Parent:Child, up to 100 characters",
  })
  accountName: string;

  @Field(() => String, {
    nullable: true,
    description: "The tax code or the name of the tax rate, up to 50 characters",
  })
  taxCode?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The cost center or department, up to 50 characters",
  })
  costCenter?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "A category that is tracked, up to 100 characters; with trackingOption",
  })
  trackingName?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "What of that category, up to 100 characters",
  })
  trackingOption?: string | null;
}

@InputType("SaveGlMappingInput", {
  description: "Which accounts of the firm's books the ledger goes to",
})
export class SaveGlMappingInput {
  @Field(() => String, {
    description: "YYYY-MM-DD: files whose last day is this one or later go by it",
  })
  effectiveOn: string;

  @Field(() => String, {
    nullable: true,
    description: "What the firm's books call the entity, up to 50 characters",
  })
  entityCode?: string | null;

  @Field(() => [GlMappingLineInput], {
    description: `The accounts, 1 to ${MOST_MAPPING_LINES}: each role once for the same program and currency`,
  })
  lines: GlMappingLineInput[];
}

@InputType("ApproveGlMappingInput", { description: "Which mapping files may go by" })
export class ApproveGlMappingInput {
  @Field(() => ID, { description: "The mapping, glm_…, made by somebody else" })
  glMappingId: string;
}

const payloadType = (verb: string) => payloadOf(verb, "glMapping", () => GlMappingType, "mapping");
export const SaveGlMappingPayload = payloadType("saveGlMapping");
export const ApproveGlMappingPayload = payloadType("approveGlMapping");
