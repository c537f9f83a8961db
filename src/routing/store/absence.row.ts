import { Column, Entity, PrimaryColumn } from "typeorm";

/** When somebody takes no leads. */
@Entity("absence")
export class AbsenceRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "member_id" })
  memberId: string;

  /** Who takes them instead. */
  @Column({ type: "uuid", name: "deputy_id", nullable: true })
  deputyId: string | null;

  @Column({ type: "timestamptz", name: "absent_from" })
  absentFrom: Date;

  @Column({ type: "timestamptz", name: "absent_until" })
  absentUntil: Date;

  @Column({ type: "timestamptz", name: "recorded_at" })
  recordedAt: Date;

  @Column({ type: "uuid", name: "recorded_by" })
  recordedBy: string;

  /** Where it was called off. */
  @Column({ type: "timestamptz", name: "ended_at", nullable: true })
  endedAt: Date | null;
}
