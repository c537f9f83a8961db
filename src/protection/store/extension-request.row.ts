import { Column, Entity, PrimaryColumn } from "typeorm";

/** A partner asks for more days of protection. */
@Entity("extension_request")
export class ExtensionRequestRow {
  /** That of the event by which it was asked. */
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "uuid", name: "lead_id" })
  leadId: string;

  @Column({ type: "integer" })
  days: number;

  @Column({ type: "text" })
  state: string;

  @Column({ type: "timestamptz", name: "requested_at" })
  requestedAt: Date;

  @Column({ type: "timestamptz", name: "decided_at", nullable: true })
  decidedAt: Date | null;
}
