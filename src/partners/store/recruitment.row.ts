import { Column, Entity, PrimaryColumn } from "typeorm";

/** Which partner recruited another, from when on and until when. */
@Entity("recruitment")
export class RecruitmentRow {
  /** Who was recruited. */
  @PrimaryColumn({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @PrimaryColumn({ type: "integer" })
  n: number;

  @Column({ type: "uuid", name: "recruiter_id" })
  recruiterId: string;

  @Column({ type: "text" })
  reason: string;

  @Column({ type: "uuid", name: "recorded_by" })
  recordedBy: string;

  @Column({ type: "timestamptz", name: "starts_at" })
  startsAt: Date;

  /** When it was recorded, by the clock of the database; null of what was before that was kept. */
  @Column({ type: "timestamptz", name: "recorded_at", nullable: true })
  recordedAt: Date | null;

  /** Null while it counts. */
  @Column({ type: "timestamptz", name: "ends_at", nullable: true })
  endsAt: Date | null;

  @Column({ type: "uuid", name: "ended_by", nullable: true })
  endedBy: string | null;

  @Column({ type: "text", name: "end_reason", nullable: true })
  endReason: string | null;
}
