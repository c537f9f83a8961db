import { Column, Entity, PrimaryColumn } from "typeorm";

/** Somebody disagrees with what was settled of a lead. */
@Entity("attribution_dispute")
export class AttributionDisputeRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  /** Whose dispute it is; the vendor's own row where the vendor opened it. */
  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "uuid", name: "lead_id" })
  leadId: string;

  @Column({ type: "text" })
  statement: string;

  @Column({ type: "text" })
  state: string;

  @Column({ type: "timestamptz", name: "opened_at" })
  openedAt: Date;

  @Column({ type: "uuid", name: "opened_by" })
  openedBy: string;

  @Column({ type: "timestamptz", name: "due_at" })
  dueAt: Date;

  @Column({ type: "timestamptz", name: "decided_at", nullable: true })
  decidedAt: Date | null;

  /** What its opener is told. */
  @Column({ type: "text", nullable: true })
  answer: string | null;
}
