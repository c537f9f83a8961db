import { Column, Entity, PrimaryColumn } from "typeorm";

import type { CriteriaFinding, CriterionLabel } from "../domain/criteria-draft.ts";
import type { Question } from "../domain/question.ts";

/** Named qualification criteria, and for which leads; what they say stands in their versions. */
@Entity("criteria_set")
export class CriteriaSetRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "text" })
  name: string;

  @Column({ type: "text" })
  framework: string;

  @Column({ type: "uuid", name: "program_id", nullable: true })
  programId: string | null;

  @Column({ type: "text", name: "lead_kind", nullable: true })
  leadKind: string | null;

  @Column({ type: "uuid", name: "product_line_id", nullable: true })
  productLineId: string | null;

  @Column({ type: "timestamptz", name: "created_at" })
  createdAt: Date;

  /** Null for the built-in one. */
  @Column({ type: "uuid", name: "created_by", nullable: true })
  createdBy: string | null;

  @Column({ type: "timestamptz", name: "retired_at", nullable: true })
  retiredAt: Date | null;

  @Column({ type: "text", name: "retired_note", nullable: true })
  retiredNote: string | null;
}

/** A version of a set; it never changes. */
@Entity("criteria_version")
export class CriteriaVersionRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "set_id" })
  setId: string;

  @Column({ type: "integer" })
  number: number;

  @Column({ type: "text" })
  state: string;

  @Column({ type: "timestamptz", name: "effective_at", nullable: true })
  effectiveAt: Date | null;

  @Column({ type: "text", name: "change_note", nullable: true })
  changeNote: string | null;

  /** How many criteria it has. */
  @Column({ type: "integer" })
  asked: number;

  /** That of its set. */
  @Column({ type: "uuid", name: "program_id", nullable: true })
  programId: string | null;

  @Column({ type: "integer", name: "min_points", nullable: true })
  minPoints: number | null;

  @Column({ type: "integer", name: "min_fit", nullable: true })
  minFit: number | null;

  /** After how many months in force it is to be reviewed. */
  @Column({ type: "integer", name: "review_months" })
  reviewMonths: number;

  @Column({ type: "timestamptz", name: "earliest_at", nullable: true })
  earliestAt: Date | null;

  @Column({ type: "jsonb" })
  findings: readonly CriteriaFinding[];

  /** Its questionnaire. */
  @Column({ type: "jsonb" })
  questions: readonly Question[];

  @Column({ type: "timestamptz", name: "created_at" })
  createdAt: Date;

  @Column({ type: "uuid", name: "created_by", nullable: true })
  createdBy: string | null;

  @Column({ type: "uuid", name: "sales_by", nullable: true })
  salesBy: string | null;

  @Column({ type: "uuid", name: "marketing_by", nullable: true })
  marketingBy: string | null;
}

/** One question that a lead must answer to become an SQL. */
@Entity("criterion")
export class CriterionRow {
  @PrimaryColumn({ type: "uuid", name: "version_id" })
  versionId: string;

  @PrimaryColumn({ type: "text" })
  key: string;

  @Column({ type: "integer" })
  position: number;

  @Column({ type: "text" })
  slot: string;

  @Column({ type: "text" })
  label: string;

  @Column({ type: "jsonb" })
  labels: readonly CriterionLabel[];

  @Column({ type: "text" })
  guidance: string;

  @Column({ type: "text", nullable: true })
  example: string | null;

  @Column({ type: "boolean" })
  required: boolean;

  @Column({ type: "integer" })
  weight: number;

  @Column({ type: "text" })
  axis: string;

  @Column({ type: "text", nullable: true })
  evidence: string | null;

  @Column({ type: "text", nullable: true })
  condition: string | null;
}
