import { isSamePerson } from "../../identity/index.ts";
import type {
  CriteriaSetId,
  CriteriaVersionId,
  LeadKind,
  ProductLineId,
  ProgramId,
  Refusal,
} from "../../kernel/index.ts";
import { idOf, refuse, uuidOf } from "../../kernel/index.ts";
import type { Database, Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import type { CriteriaFinding, WrittenCriterion } from "../domain/criteria-draft.ts";
import type { OutcomePolicy } from "../domain/criterion.ts";
import type { Question } from "../domain/question.ts";

import { CriteriaSetRow, CriteriaVersionRow, CriterionRow } from "./criteria.row.ts";

export interface By {
  readonly at: Date;
  readonly by: string;
}

export interface StandingSet {
  readonly isRetired: boolean;
  readonly programId: ProgramId | null;
  readonly nextNumber: number;
}

type SetRow = {
  is_retired: boolean;
  program_id: string | null;
  next: number;
};

/** A set, locked until the transaction ends, with the number of its next version; null where there is none. */
export async function lockSet(tx: Transaction, id: CriteriaSetId): Promise<StandingSet | null> {
  const row = await tx.readOne<SetRow>(sql`
    select held.retired_at is not null as is_retired, held.program_id,
      (select coalesce(max(v.number), 0) + 1 from criteria_version as v where v.set_id = held.id) as next
    from criteria_set as held
    where held.id = ${uuidOf(id)}::uuid
    for no key update of held`);
  if (!row) return null;
  const programId = row.program_id === null ? null : idOf("prg", row.program_id);
  const { is_retired: isRetired, next: nextNumber } = row;
  return { isRetired, programId, nextNumber };
}

export interface NewSet {
  readonly id: CriteriaSetId;
  readonly name: string;
  readonly framework: string;
  readonly programId: ProgramId | null;
  readonly leadKind: LeadKind | null;
  readonly productLineId: ProductLineId | null;
}

const said = (code: Refusal["code"], message: string, field: string) => (): Refusal =>
  refuse(code, message, { path: [field] });

/** Queues a set, which counts for no lead before a version of it is published. */
export function queueSet(database: Database, tx: Transaction, set: NewSet, { at, by }: By): void {
  const row = {
    ...set,
    id: uuidOf(set.id),
    programId: set.programId && uuidOf(set.programId),
    productLineId: set.productLineId && uuidOf(set.productLineId),
    createdAt: at,
    createdBy: by,
  };
  tx.queue(database.insert(CriteriaSetRow, row), {
    criteria_set_name_once: said(
      "BUSINESS_RULE",
      "Other criteria have this name: choose another, or name their criteriaSetId.",
      "name",
    ),
    criteria_set_one_of_scope: said(
      "BUSINESS_RULE",
      "There are criteria for just these leads: name their criteriaSetId to draft their next version.",
      "criteriaSetId",
    ),
    criteria_set_program_fkey: said("NOT_FOUND", "There is no such program.", "programId"),
    criteria_set_product_line_fkey: said(
      "NOT_FOUND",
      "There is no such product line.",
      "productLineId",
    ),
  });
}

export interface NewVersion extends OutcomePolicy {
  readonly id: CriteriaVersionId;
  readonly setId: CriteriaSetId;
  /** That of its set. */
  readonly programId: ProgramId | null;
  readonly number: number;
  readonly changeNote: string;
  readonly earliestAt: Date | null;
  /** After how many months in force it is to be reviewed. */
  readonly reviewMonths: number;
  readonly findings: readonly CriteriaFinding[];
  readonly criteria: readonly WrittenCriterion[];
  readonly questions: readonly Question[];
}

/** Queues a draft with its criteria; where somebody else had the number first, the call is made again. */
export function queueDraft(
  database: Database,
  tx: Transaction,
  { criteria, ...version }: NewVersion,
  { at, by }: By,
): void {
  const versionId = uuidOf(version.id);
  tx.queue(
    database.insert(CriteriaVersionRow, {
      ...version,
      id: versionId,
      setId: uuidOf(version.setId),
      programId: version.programId && uuidOf(version.programId),
      state: "DRAFT",
      asked: criteria.length,
      createdAt: at,
      createdBy: by,
    }),
    { criteria_version_number_once: TRY_AGAIN },
  );
  tx.queue(
    database.insert(
      CriterionRow,
      ...criteria.map((each, index) => ({ ...each, versionId, position: index + 1 })),
    ),
  );
}

export interface StandingVersion {
  readonly setId: CriteriaSetId;
  readonly number: number;
  readonly state: string;
  readonly earliestAt: Date | null;
  readonly findings: readonly CriteriaFinding[];
  readonly sides: readonly string[];
  readonly signed: readonly string[];
  /** True where whoever acts has signed it, under whichever membership. */
  readonly isSignedByActor: boolean;
  readonly isSetRetired: boolean;
  /** The latest instant from which another version of the set counts, and the highest number. */
  readonly lastEffectiveAt: Date | null;
  readonly lastNumber: number;
}

type VersionRow = {
  set_id: string;
  number: number;
  state: string;
  earliest_at: Date | null;
  findings: readonly CriteriaFinding[];
  roles: string[];
  by_sales: boolean;
  by_marketing: boolean;
  is_own: boolean;
  is_set_retired: boolean;
  last_effective_at: Date | null;
  last_number: number;
};

/** A version, locked with its set until the transaction ends; null where there is none. */
export async function lockVersion(
  tx: Transaction,
  id: CriteriaVersionId,
  actorId: string,
): Promise<StandingVersion | null> {
  const actor = sql`${actorId}::uuid`;
  const row = await tx.readOne<VersionRow>(sql`
    select v.set_id, v.number, v.state, v.earliest_at, v.findings, member.roles,
      v.sales_by is not null as by_sales, v.marketing_by is not null as by_marketing,
      coalesce(${isSamePerson(actor, sql`v.sales_by`)}, false) or coalesce(${isSamePerson(actor, sql`v.marketing_by`)}, false) as is_own,
      held.retired_at is not null as is_set_retired, last.effective_at as last_effective_at, coalesce(last.number, 0) as last_number
    from criteria_version as v
    join criteria_set as held on held.id = v.set_id
    join membership as member on member.id = ${actor}
    left join lateral (
      select max(other.effective_at) as effective_at, max(other.number) as number
      from criteria_version as other
      where other.set_id = v.set_id and other.state <> 'DRAFT'
    ) as last on true
    where v.id = ${uuidOf(id)}::uuid
    for no key update of v, held`);
  if (!row) return null;
  const side = { SALES_MANAGER: "SALES", MARKETING_OPS: "MARKETING" } as const;
  return {
    setId: idOf("crs", row.set_id),
    number: row.number,
    state: row.state,
    earliestAt: row.earliest_at,
    findings: row.findings,
    sides: Object.entries(side).flatMap(([role, name]) => (row.roles.includes(role) ? [name] : [])),
    signed: [...(row.by_sales ? ["SALES"] : []), ...(row.by_marketing ? ["MARKETING"] : [])],
    isSignedByActor: row.is_own,
    isSetRetired: row.is_set_retired,
    lastEffectiveAt: row.last_effective_at,
    lastNumber: row.last_number,
  };
}

/** Queues the signature of one side; with that of the other the version is published, from an instant on. */
export function queueSignature(
  tx: Transaction,
  id: CriteriaVersionId,
  side: "SALES" | "MARKETING",
  effectiveAt: Date | null,
  { at, by }: By,
): void {
  const signed =
    side === "SALES"
      ? sql`sales_by = ${by}::uuid, sales_at = ${at}::timestamptz`
      : sql`marketing_by = ${by}::uuid, marketing_at = ${at}::timestamptz`;
  const published = effectiveAt
    ? sql`, state = 'PUBLISHED', effective_at = ${effectiveAt}::timestamptz`
    : sql``;
  tx.queue(sql`
    update criteria_version
    set ${signed}${published}
    where id = ${uuidOf(id)}::uuid`);
}
