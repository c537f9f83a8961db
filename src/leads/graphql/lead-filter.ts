import type { Id, Prefix } from "../../kernel/index.ts";
import { parseId, uuidOf } from "../../kernel/index.ts";
import type { Sql } from "../../platform/database/index.ts";
import { joinSql, sql } from "../../platform/database/index.ts";
import { apiError, textArgument } from "../../platform/graphql/index.ts";
import type { ColumnOf } from "../../platform/reading/index.ts";

import type { LeadFilterInput } from "./lead.input.ts";

/** What a list of leads may be narrowed by; all that is given must hold. */
export interface LeadFilter {
  readonly stages: readonly string[] | null;
  readonly externalReference: string | null;
  readonly partnerUuid: string | null;
  readonly ownerUuid: string | null;
  readonly claimedFrom: Date | null;
  readonly claimedUntil: Date | null;
}

export function matchesLead(filter: LeadFilter, column: ColumnOf): Sql {
  const given: Sql[] = [sql`true`];
  if (filter.stages) given.push(sql`${column("stage")} = any(${filter.stages}::text[])`);
  if (filter.externalReference !== null)
    given.push(sql`${column("externalReference")} = ${filter.externalReference}::text`);
  if (filter.partnerUuid !== null)
    given.push(sql`${column("partnerId")} = ${filter.partnerUuid}::uuid`);
  if (filter.ownerUuid !== null) given.push(sql`${column("ownerId")} = ${filter.ownerUuid}::uuid`);
  if (filter.claimedFrom)
    given.push(sql`${column("claimedAt")} >= ${filter.claimedFrom}::timestamptz`);
  if (filter.claimedUntil)
    given.push(sql`${column("claimedAt")} < ${filter.claimedUntil}::timestamptz`);
  return joinSql(given, " and ");
}

export function readLeadFilter(input: LeadFilterInput | null): LeadFilter {
  return {
    stages: input?.stages ?? null,
    externalReference: referenceOf(input?.externalReference),
    partnerUuid: filterId("prt", "partnerId", input?.partnerId),
    ownerUuid: filterId("mem", "ownerId", input?.ownerId),
    claimedFrom: input?.claimedFrom ?? null,
    claimedUntil: input?.claimedUntil ?? null,
  };
}

function referenceOf(text: string | null | undefined): string | null {
  return text === null || text === undefined
    ? null
    : textArgument("filter.externalReference", text, 100);
}

function filterId<P extends Prefix>(
  prefix: P,
  field: string,
  text: string | null | undefined,
): string | null {
  if (text === null || text === undefined) return null;
  const parsed = parseId(prefix, text);
  if (!parsed.ok) {
    throw apiError("BAD_USER_INPUT", `filter: ${parsed.problem}`, {
      inputPath: ["filter", field],
    });
  }
  const id: Id<P> = parsed.id;
  return uuidOf(id);
}
