import { Column, Entity, PrimaryColumn } from "typeorm";

/** Pays for what leads reach, in one currency; what it pays stands in its versions. */
@Entity("incentive_program")
export class IncentiveProgramRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  /** The program for whose leads it pays. */
  @Column({ type: "uuid", name: "program_id" })
  programId: string;

  @Column({ type: "text" })
  name: string;

  @Column({ type: "text" })
  currency: string;

  @Column({ type: "text", name: "time_zone" })
  timeZone: string;

  /** By which version a lead is paid: in force at its milestone, or when it was claimed. */
  @Column({ type: "text", name: "version_pin" })
  versionPin: string;

  @Column({ type: "boolean", name: "is_default" })
  isDefault: boolean;

  @Column({ type: "integer" })
  version: number;

  @Column({ type: "timestamptz", name: "created_at" })
  createdAt: Date;
}
