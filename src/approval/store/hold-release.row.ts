import { Column, Entity, PrimaryColumn } from "typeorm";

/** What somebody asks to let go, and what another person says to that. */
@Entity("hold_release")
export class HoldReleaseRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "hold_id" })
  holdId: string;

  @Column({ type: "text" })
  state: string;

  @Column({ type: "text" })
  reason: string;

  @Column({ type: "uuid", name: "requested_by" })
  requestedBy: string;

  @Column({ type: "timestamptz", name: "requested_at" })
  requestedAt: Date;

  @Column({ type: "uuid", name: "decided_by", nullable: true })
  decidedBy: string | null;

  @Column({ type: "timestamptz", name: "decided_at", nullable: true })
  decidedAt: Date | null;

  @Column({ type: "text", nullable: true })
  note: string | null;
}
