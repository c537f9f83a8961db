import { Column, Entity, PrimaryColumn } from "typeorm";

/** What is asked of partners that are taxed in a country. */
@Entity("tax_rule")
export class TaxRuleRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "text" })
  country: string;

  @Column({ type: "integer" })
  year: number;

  @Column({ type: "text" })
  currency: string;

  @Column({ type: "bigint", name: "threshold_minor" })
  thresholdMinor: bigint;

  @Column({ type: "text", array: true })
  forms: readonly string[];

  @Column({ type: "text", nullable: true })
  report: string | null;

  @Column({ type: "bigint", name: "withholding_ppm", nullable: true })
  withholdingPpm: bigint | null;

  @Column({ type: "text", name: "without_form" })
  withoutForm: string;

  @Column({ type: "text" })
  source: string;

  @Column({ type: "text" })
  state: string;

  @Column({ type: "timestamptz", name: "proposed_at" })
  proposedAt: Date;

  @Column({ type: "uuid", name: "proposed_by" })
  proposedBy: string;

  @Column({ type: "timestamptz", name: "decided_at", nullable: true })
  decidedAt: Date | null;

  @Column({ type: "uuid", name: "decided_by", nullable: true })
  decidedBy: string | null;

  @Column({ type: "text", nullable: true })
  note: string | null;

  @Column({ type: "timestamptz", name: "replaced_at", nullable: true })
  replacedAt: Date | null;
}
