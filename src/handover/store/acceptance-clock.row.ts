import { Column, Entity, PrimaryColumn } from "typeorm";

/** By when the vendor must answer a lead: of its present review, or its last one. */
@Entity("acceptance_clock")
export class AcceptanceClockRow {
  @PrimaryColumn({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @PrimaryColumn({ type: "uuid", name: "lead_id" })
  leadId: string;

  @Column({ type: "timestamptz", name: "started_at" })
  startedAt: Date;

  /** A pause moves it on by its length, when it ends. */
  @Column({ type: "timestamptz", name: "due_at" })
  dueAt: Date;

  @Column({ type: "timestamptz", name: "paused_at", nullable: true })
  pausedAt: Date | null;

  @Column({ type: "timestamptz", name: "stopped_at", nullable: true })
  stoppedAt: Date | null;

  /** True where the vendor's answer stopped it; false where there was nothing left to answer. */
  @Column({ type: "boolean" })
  answered: boolean;
}
