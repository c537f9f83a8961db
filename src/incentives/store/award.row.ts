import { Column, Entity, PrimaryColumn } from "typeorm";

/** What a lead earned at a milestone in all. */
@Entity("award")
export class AwardRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "incentive_program_id" })
  incentiveProgramId: string;

  @Column({ type: "uuid", name: "version_id" })
  versionId: string;

  /** Null of what a recruiter has: that is of a credit. */
  @Column({ type: "uuid", name: "lead_id", nullable: true })
  leadId: string | null;

  /** The credit of which whoever recruited its partner has a percent. */
  @Column({ type: "uuid", name: "recruited_credit_id", nullable: true })
  recruitedCreditId: string | null;

  /** The product lines that its lead named then. */
  @Column({ type: "uuid", name: "product_line_ids", array: true })
  productLineIds: string[];

  @Column({ type: "text", name: "rule_key" })
  ruleKey: string;

  @Column({ type: "text" })
  milestone: string;

  /** Of what is paid by the month: which month, from 1 on; else 1. */
  @Column({ type: "integer" })
  occurrence: number;

  /** 1 the first time, one more after each reversal. */
  @Column({ type: "integer" })
  generation: number;

  @Column({ type: "text" })
  kind: string;

  /** Of changes of one award: 1, 2, 3 … */
  @Column({ type: "integer" })
  n: number;

  /** Of a change: the award that it changes. */
  @Column({ type: "uuid", name: "adjusts_award_id", nullable: true })
  adjustsAwardId: string | null;

  /** Of a true-up: the partner's leads of a period that it is of. */
  @Column({ type: "uuid", name: "volume_window_id", nullable: true })
  volumeWindowId: string | null;

  /** Of a true-up: the award that came or went. */
  @Column({ type: "uuid", name: "trues_up_for_id", nullable: true })
  truesUpForId: string | null;

  @Column({ type: "bigint", name: "gross_minor" })
  grossMinor: bigint;

  /** What of it is paid to nobody. */
  @Column({ type: "bigint", name: "forfeited_minor" })
  forfeitedMinor: bigint;

  /** What of it waits for room under its partners' caps; of what is earned of that, less than nothing. */
  @Column({ type: "bigint", name: "deferred_minor" })
  deferredMinor: bigint;

  @Column({ type: "text" })
  currency: string;

  @Column({ type: "text", nullable: true })
  gate: string | null;

  @Column({ type: "timestamptz", name: "event_at" })
  eventAt: Date;

  @Column({ type: "date", name: "effective_on" })
  effectiveOn: string;

  @Column({ type: "jsonb" })
  calculation: object;

  @Column({ type: "text", name: "engine_version" })
  engineVersion: string;

  /** By which settlement it was split, where that came after its milestone. */
  @Column({ type: "timestamptz", name: "allocated_at", nullable: true })
  allocatedAt: Date | null;
  /** The award that was taken back wrongly, which this one credits again. */
  @Column({ type: "uuid", name: "reinstates_award_id", nullable: true })
  reinstatesAwardId: string | null;
}
