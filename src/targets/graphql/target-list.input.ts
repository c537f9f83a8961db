import { Field, ID, InputType, Int } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { CompanyInput, readCompany } from "../../leads/index.ts";
import type { AddTargets } from "../add-targets.ts";
import { MOST_TARGETS } from "../domain/target-list.ts";
import type { RemoveTargets } from "../remove-targets.ts";
import type { RetireTargetList } from "../retire-target-list.ts";
import type { SaveTargetList } from "../save-target-list.ts";

const NAME_LENGTH = 100;
const TEXT_LENGTH = 2_000;

@InputType("SaveTargetListInput", { description: "A new list, or what one is called from now on" })
export class SaveTargetListInput {
  @Field(() => ID, {
    nullable: true,
    description: "The list that changes, tgl_…; a new one if left out",
  })
  targetListId?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: "The version as it was read; required where one changes",
  })
  expectedVersion?: number | null;

  @Field(() => String, {
    description:
      "Its name, up to 100 characters, for which rules ask; no two that are in use have the same",
  })
  name: string;

  @Field(() => String, { nullable: true, description: "What it is for, up to 2,000 characters" })
  purpose?: string | null;
}

@InputType("AddTargetsInput", { description: "Accounts that the vendor wants from now on" })
export class AddTargetsInput {
  @Field(() => ID, { description: "The list, tgl_…" })
  targetListId: string;

  @Field(() => [CompanyInput], {
    nullable: true,
    description: `Companies, as a lead would name them, up to ${MOST_TARGETS}; each is found by its tax id or its domain, else by name and country`,
  })
  companies?: CompanyInput[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: `Accounts that are known, acc_…, up to ${MOST_TARGETS}`,
  })
  accountIds?: string[] | null;
}

@InputType("RemoveTargetsInput", { description: "Accounts that are on a list no more" })
export class RemoveTargetsInput {
  @Field(() => ID, { description: "The list, tgl_…" })
  targetListId: string;

  @Field(() => [ID], { description: `The accounts, acc_…, up to ${MOST_TARGETS}` })
  accountIds: string[];
}

@InputType("RetireTargetListInput", { description: "A list that is not used any more" })
export class RetireTargetListInput {
  @Field(() => ID, { description: "The list, tgl_…" })
  targetListId: string;

  @Field(() => String, { description: "Why, up to 2,000 characters" })
  reason: string;
}

export function readSaveTargetList(
  reader: InputReader,
  input: SaveTargetListInput,
): SaveTargetList {
  return {
    targetListId: reader.optionalId(["targetListId"], "tgl", input.targetListId),
    expectedVersion: input.expectedVersion ?? null,
    name: reader.text(["name"], input.name, NAME_LENGTH),
    purpose: reader.optionalText(["purpose"], input.purpose, TEXT_LENGTH, "many"),
  };
}

export function readAddTargets(reader: InputReader, input: AddTargetsInput): AddTargets {
  const companies = input.companies ?? [];
  const accountIds = reader.ids(["accountIds"], "acc", input.accountIds, MOST_TARGETS);
  if (companies.length > MOST_TARGETS)
    reader.report(["companies"], `may name ${MOST_TARGETS}, got ${companies.length}`);
  if (companies.length + accountIds.length === 0)
    reader.report(["companies"], "and accountIds name nobody: name one account at least");
  return {
    targetListId: reader.id(["targetListId"], "tgl", input.targetListId),
    companies: companies
      .slice(0, MOST_TARGETS)
      .map((company, index) => readCompany(reader, company, ["companies", String(index)])),
    accountIds,
  };
}

export function readRemoveTargets(reader: InputReader, input: RemoveTargetsInput): RemoveTargets {
  const accountIds = reader.ids(["accountIds"], "acc", input.accountIds, MOST_TARGETS);
  if (accountIds.length === 0) reader.report(["accountIds"], "is empty: name one at least");
  return { targetListId: reader.id(["targetListId"], "tgl", input.targetListId), accountIds };
}

export function readRetireTargetList(
  reader: InputReader,
  input: RetireTargetListInput,
): RetireTargetList {
  return {
    targetListId: reader.id(["targetListId"], "tgl", input.targetListId),
    reason: reader.text(["reason"], input.reason, TEXT_LENGTH, "many"),
  };
}
