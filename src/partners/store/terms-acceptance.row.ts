import { Column, Entity, PrimaryColumn } from "typeorm";

/** A partner's word that it accepts a version of a program's terms. */
@Entity("terms_acceptance")
export class TermsAcceptanceRow {
  @PrimaryColumn({ type: "uuid", name: "partner_id" })
  partnerId!: string;

  @PrimaryColumn({ type: "uuid", name: "program_id" })
  programId!: string;

  @PrimaryColumn({ type: "integer" })
  number!: number;

  @Column({ type: "timestamptz", name: "accepted_at" })
  acceptedAt!: Date;

  @Column({ type: "uuid", name: "accepted_by" })
  acceptedBy!: string;
}
