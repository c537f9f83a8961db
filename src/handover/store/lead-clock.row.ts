import { Column, Entity, PrimaryColumn } from "typeorm";

import type { ClockKind, ClockOutcome, Consequence } from "../domain/sla-policy.ts";

/** A clock of a lead, one for each stay in the stages that it measures; as far as its partner may see it. */
@Entity("lead_clock")
export class LeadClockRow {
  @PrimaryColumn({ type: "uuid", name: "partner_id" })
  partnerId: string;

  /** That of the event that began it. */
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "lead_id" })
  leadId: string;

  @Column({ type: "text" })
  kind: ClockKind;

  @Column({ type: "timestamptz", name: "started_at" })
  startedAt: Date;

  /** A pause moves it on when it ends. */
  @Column({ type: "timestamptz", name: "due_at" })
  dueAt: Date;

  @Column({ type: "timestamptz", name: "paused_at", nullable: true })
  pausedAt: Date | null;

  @Column({ type: "timestamptz", name: "stopped_at", nullable: true })
  stoppedAt: Date | null;

  /** True where the vendor's act stopped it; false where there was nothing left to do. */
  @Column({ type: "boolean" })
  answered: boolean;

  /** True of the present review of a lead, or its last one. */
  @Column({ type: "boolean", name: "is_review" })
  isReview: boolean;
}

/** What a clock was promised when it began, and its next step: the vendor's alone. */
@Entity("clock_watch")
export class ClockWatchRow {
  @PrimaryColumn({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @PrimaryColumn({ type: "uuid", name: "clock_id" })
  clockId: string;

  /** Null where no policy was there, and the program's own numbers count. */
  @Column({ type: "uuid", name: "policy_id", nullable: true })
  policyId: string | null;

  @Column({ type: "integer", name: "target_minutes" })
  targetMinutes: number;

  @Column({ type: "boolean", name: "in_business_hours" })
  inBusinessHours: boolean;

  @Column({ type: "integer", array: true, name: "warn_at" })
  warnAt: readonly number[];

  @Column({ type: "text" })
  consequence: Consequence;

  @Column({ type: "timestamptz", name: "fires_at", nullable: true })
  firesAt: Date | null;
}

/** A step of a clock that was done; each once. */
@Entity("clock_firing")
export class ClockFiringRow {
  @PrimaryColumn({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @PrimaryColumn({ type: "uuid", name: "clock_id" })
  clockId: string;

  @PrimaryColumn({ type: "integer" })
  percent: number;

  @Column({ type: "uuid", name: "lead_id" })
  leadId: string;

  @Column({ type: "timestamptz", name: "due_at" })
  dueAt: Date;

  @Column({ type: "timestamptz", name: "fired_at" })
  firedAt: Date;

  @Column({ type: "text" })
  outcome: ClockOutcome;

  @Column({ type: "text", name: "held_back_by", nullable: true })
  heldBackBy: string | null;

  @Column({ type: "uuid", array: true, name: "member_ids" })
  memberIds: readonly string[];

  @Column({ type: "uuid", name: "event_id", nullable: true })
  eventId: string | null;
}
