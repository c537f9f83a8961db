import type { Sql } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import { idArgument, textArgument } from "../../platform/graphql/index.ts";
import type { ArgumentPath } from "../../platform/graphql/index.ts";
import type { ColumnOf } from "../../platform/reading/index.ts";

import type { LeadFilterInput } from "./lead.input.ts";

/** What one part of a filter asks of a lead; all of it must hold. */
export function leadConditions(
  filter: LeadFilterInput,
  path: ArgumentPath,
  column: ColumnOf,
): readonly Sql[] {
  const given: Sql[] = [];
  const { stages, externalReference, campaign, partnerId, ownerId, claimedFrom, claimedUntil } =
    filter;
  if (stages) given.push(sql`${column("stage")} = any(${stages}::text[])`);
  if (isGiven(externalReference)) {
    const reference = textArgument([...path, "externalReference"], externalReference, 100);
    given.push(sql`${column("externalReference")} = ${reference}::text`);
  }
  if (isGiven(campaign)) {
    const name = textArgument([...path, "campaign"], campaign, 200);
    given.push(sql`${column("campaign")} = ${name}::text`);
  }
  if (isGiven(partnerId)) {
    const id = idArgument("prt", partnerId, [...path, "partnerId"]);
    given.push(sql`${column("partnerId")} = ${uuidOf(id)}::uuid`);
  }
  if (isGiven(ownerId)) {
    const id = idArgument("mem", ownerId, [...path, "ownerId"]);
    given.push(sql`${column("ownerId")} = ${uuidOf(id)}::uuid`);
  }
  if (claimedFrom) given.push(sql`${column("claimedAt")} >= ${claimedFrom}::timestamptz`);
  if (claimedUntil) given.push(sql`${column("claimedAt")} < ${claimedUntil}::timestamptz`);
  return given;
}

function isGiven<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}
