import { Column, Entity, PrimaryColumn } from "typeorm";

import type { ReplayCount } from "../domain/replay.ts";

/** Criteria that are tried on leads that were decided. */
@Entity("criteria_replay")
export class CriteriaReplayRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "criteria_version_id" })
  criteriaVersionId: string;

  /** The first day of decisions, in the time zone of each lead's program. */
  @Column({ type: "date", name: "starts_on" })
  startsOn: string;

  /** The day after the last. */
  @Column({ type: "date", name: "ends_on" })
  endsOn: string;

  @Column({ type: "uuid", array: true, name: "partner_ids" })
  partnerIds: readonly string[];

  @Column({ type: "uuid", array: true, name: "program_ids" })
  programIds: readonly string[];

  @Column({ type: "uuid", array: true, name: "product_line_ids" })
  productLineIds: readonly string[];

  @Column({ type: "text", array: true })
  kinds: readonly string[];

  @Column({ type: "text", array: true })
  decisions: readonly string[];

  @Column({ type: "integer", name: "least_leads" })
  leastLeads: number;

  @Column({ type: "timestamptz", name: "requested_at" })
  requestedAt: Date;

  @Column({ type: "uuid", name: "requested_by" })
  requestedBy: string;

  @Column({ type: "text" })
  status: string;

  /** Leads that were judged again. */
  @Column({ type: "integer", name: "done_count" })
  doneCount: number;

  @Column({ type: "timestamptz", name: "last_decided_at", nullable: true })
  lastDecidedAt: Date | null;

  @Column({ type: "uuid", name: "last_lead_id", nullable: true })
  lastLeadId: string | null;

  @Column({ type: "timestamptz", name: "started_at", nullable: true })
  startedAt: Date | null;

  @Column({ type: "timestamptz", name: "finished_at", nullable: true })
  finishedAt: Date | null;

  @Column({ type: "timestamptz", name: "kept_until", nullable: true })
  keptUntil: Date | null;

  @Column({ type: "timestamptz", name: "cancel_requested_at", nullable: true })
  cancelRequestedAt: Date | null;

  @Column({ type: "jsonb", nullable: true })
  result: readonly ReplayCount[] | null;
}

/** What criteria would have made of one lead. */
@Entity("criteria_replay_lead")
export class ReplayedLeadRow {
  @PrimaryColumn({ type: "uuid", name: "replay_id" })
  replayId: string;

  @PrimaryColumn({ type: "uuid", name: "lead_id" })
  leadId: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "text" })
  kind: string;

  @Column({ type: "uuid", array: true, name: "product_line_ids" })
  productLineIds: readonly string[];

  @Column({ type: "text" })
  decision: string;

  @Column({ type: "timestamptz", name: "decided_at" })
  decidedAt: Date;

  @Column({ type: "text" })
  change: string;

  @Column({ type: "boolean", name: "is_won" })
  isWon: boolean;

  @Column({ type: "text", array: true })
  unanswered: readonly string[];

  @Column({ type: "text", array: true })
  forgotten: readonly string[];
}
