import { Column, Entity, PrimaryColumn } from "typeorm";

/** A partner in a program, besides the default one in which all are. */
@Entity("program_enrolment")
export class ProgramEnrolmentRow {
  @PrimaryColumn({ type: "uuid", name: "partner_id" })
  partnerId!: string;

  @PrimaryColumn({ type: "uuid", name: "program_id" })
  programId!: string;

  @Column({ type: "timestamptz", name: "enrolled_at" })
  enrolledAt!: Date;

  @Column({ type: "timestamptz", name: "left_at", nullable: true })
  leftAt!: Date | null;
}
