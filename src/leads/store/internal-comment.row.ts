import { Column, Entity, PrimaryColumn } from "typeorm";

/** What one of the vendor's people said of a lead. The vendor's alone. */
@Entity("lead_internal_comment")
export class InternalCommentRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "uuid", name: "lead_id" })
  leadId: string;

  @Column({ type: "text" })
  text: string;

  @Column({ type: "timestamptz", name: "written_at" })
  writtenAt: Date;

  @Column({ type: "uuid", name: "written_by" })
  writtenBy: string;
}
