import { Column, Entity, PrimaryColumn } from "typeorm";

/** What whoever accepts a lead of a program confirms: keys, and at the same places their labels. */
@Entity("program_checklist")
export class ProgramChecklistRow {
  @PrimaryColumn({ type: "uuid", name: "program_id" })
  programId!: string;

  @Column({ type: "text", array: true })
  keys!: readonly string[];

  @Column({ type: "text", array: true })
  labels!: readonly string[];
}
