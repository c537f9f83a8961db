import { Column, Entity, PrimaryColumn } from "typeorm";

/** Until when, and why, one person may decide what they prepared. */
@Entity("second_person_waiver")
export class SecondPersonWaiverRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "text" })
  reason: string;

  @Column({ type: "uuid", name: "waived_by" })
  waivedBy: string;

  @Column({ type: "timestamptz", name: "waived_at" })
  waivedAt: Date;

  @Column({ type: "timestamptz", name: "until_at" })
  untilAt: Date;

  @Column({ type: "timestamptz", name: "ended_at", nullable: true })
  endedAt: Date | null;

  @Column({ type: "uuid", name: "ended_by", nullable: true })
  endedBy: string | null;

  @Column({ type: "text", name: "end_reason", nullable: true })
  endReason: string | null;
}
