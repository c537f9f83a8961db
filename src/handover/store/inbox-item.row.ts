import { Column, Entity, PrimaryColumn } from "typeorm";

import type { InboxStep } from "../domain/inbox.ts";

/** A lead with which the vendor has to do something next; kept by the database. */
@Entity("inbox_item")
export class InboxItemRow {
  @PrimaryColumn({ type: "uuid", name: "lead_id" })
  leadId: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  /** A person's, a queue's, or of zeros: nobody's. */
  @Column({ type: "uuid", name: "holder_id" })
  holderId: string;

  @Column({ type: "text", name: "next_step" })
  nextStep: InboxStep;

  @Column({ type: "timestamptz", name: "due_at", nullable: true })
  dueAt: Date | null;

  /** `dueAt`; what has no time comes last. */
  @Column({ type: "timestamptz", name: "sorts_at" })
  sortsAt: Date;

  /** When the lead came into its stage. */
  @Column({ type: "timestamptz", name: "entered_at" })
  enteredAt: Date;

  /** What its lead scores; null where it has no score. */
  @Column({ type: "integer", nullable: true })
  score: number | null;

  @Column({ type: "text", nullable: true })
  grade: string | null;

  /** The day of `dueAt` (UTC); what has no time comes last. */
  @Column({ type: "date", name: "due_on" })
  dueOn: string;

  /** The higher the score, the lower; never null. */
  @Column({ type: "integer", name: "by_score" })
  byScore: number;

  @Column({ type: "boolean", name: "waits_for_partner" })
  waitsForPartner: boolean;
}
