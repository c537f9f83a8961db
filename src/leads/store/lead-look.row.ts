import { Column, Entity, PrimaryColumn } from "typeorm";

/** One of the vendor's people opened a lead that was not accepted yet. The vendor's alone. */
@Entity("lead_look")
export class LeadLookRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "uuid", name: "lead_id" })
  leadId: string;

  @Column({ type: "uuid", name: "member_id" })
  memberId: string;

  @Column({ type: "date" })
  day: string;

  @Column({ type: "timestamptz", name: "looked_at" })
  lookedAt: Date;
}
