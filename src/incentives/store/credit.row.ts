import { Column, Entity, PrimaryColumn } from "typeorm";

import type { CreditAccount } from "../domain/credit-account.ts";
import type { RecruiterAccount } from "../domain/recruiter-pay.ts";
import type { ReleaseAccount } from "../domain/release.ts";
import type { TrueUpAccount } from "../domain/true-up.ts";

/** One partner's share of an award. */
@Entity("credit")
export class CreditRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "award_id" })
  awardId: string;

  /** The beneficiary. */
  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  /** Null of what a recruiter has: it is told of no lead. */
  @Column({ type: "uuid", name: "lead_id", nullable: true })
  leadId: string | null;

  @Column({ type: "text" })
  kind: string;

  /** Of a change: the credit that it changes. */
  @Column({ type: "uuid", name: "adjusts_credit_id", nullable: true })
  adjustsCreditId: string | null;

  @Column({ type: "bigint", name: "share_minor" })
  shareMinor: bigint;

  /** What of it is held back until it vests. */
  @Column({ type: "bigint", name: "held_minor" })
  heldMinor: bigint;

  /** What of its partner's part waits for room under its cap; of what is earned of that, less than nothing. */
  @Column({ type: "bigint", name: "deferred_minor" })
  deferredMinor: bigint;

  @Column({ type: "text" })
  currency: string;

  @Column({ type: "bigint", name: "weight_ppm" })
  weightPpm: bigint;

  @Column({ type: "integer", name: "touch_rank" })
  touchRank: number;

  @Column({ type: "bigint", name: "award_gross_minor" })
  awardGrossMinor: bigint;

  /** Null of what a recruiter has. */
  @Column({ type: "text", nullable: true })
  milestone: string | null;

  @Column({ type: "text", name: "program_name" })
  programName: string;

  @Column({ type: "integer", name: "program_version" })
  programVersion: number;

  @Column({ type: "text", name: "partner_name" })
  partnerName: string;

  @Column({ type: "text" })
  state: string;

  /** When its award was taken back; null while it counts. */
  @Column({ type: "timestamptz", name: "reversed_at", nullable: true })
  reversedAt: Date | null;

  /** How it came about; null of those that were earned before that was kept. */
  @Column({ type: "jsonb", nullable: true })
  account: CreditAccount | ReleaseAccount | TrueUpAccount | RecruiterAccount | null;
  /** Of a change by which a part was taken back: how much of the credit is in all by then. */
  @Column({ type: "bigint", name: "taken_back_ppm", nullable: true })
  takenBackPpm: bigint | null;

  /** Why, as its partner may know it. */
  @Column({ type: "text", name: "reversal_reason", nullable: true })
  reversalReason: string | null;

  @Column({ type: "text", name: "reversal_statement", nullable: true })
  reversalStatement: string | null;

  /** Until when its partner may appeal that. */
  @Column({ type: "timestamptz", name: "appeal_until", nullable: true })
  appealUntil: Date | null;

  @Column({ type: "timestamptz", name: "earned_at" })
  earnedAt: Date;

  @Column({ type: "date", name: "effective_on" })
  effectiveOn: string;
}
