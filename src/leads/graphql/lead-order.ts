import { Field, InputType } from "type-graphql";

import { describedEnum } from "../../platform/graphql/index.ts";
import type { OrderBy } from "../../platform/reading/index.ts";

const LeadOrderField = describedEnum("LeadOrderField", "By what leads are ordered", {
  CLAIMED_AT: "When they were claimed.",
  UPDATED_AT: "When they were last changed.",
  REVISIT_ON:
    "When returned leads are looked at again; all others stand behind them, or before them when descending.",
});

const OrderDirection = describedEnum("OrderDirection", "Which way a list runs", {
  ASC: "The least first.",
  DESC: "The greatest first.",
});

@InputType("LeadOrder", {
  description: "The order of a list of leads; the id decides among equals",
})
export class LeadOrderInput {
  @Field(() => LeadOrderField, { description: "By what" })
  field: string;

  @Field(() => OrderDirection, { nullable: true, description: "Which way; DESC if left out" })
  direction?: string | null;
}

// what orders a list is never null: see the generated column of the table
const PROPERTIES: Readonly<Record<string, string>> = {
  CLAIMED_AT: "claimedAt",
  UPDATED_AT: "updatedAt",
  REVISIT_ON: "revisitOrder",
};

/** The keys of an order; the newest claim first where none is given. */
export function leadOrder(input: LeadOrderInput | null | undefined): readonly OrderBy[] {
  const property = PROPERTIES[input?.field ?? "CLAIMED_AT"] ?? "claimedAt";
  const descending = input?.direction !== "ASC";
  return [
    { property, descending },
    { property: "id", descending },
  ];
}
