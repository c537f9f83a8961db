import { Column, Entity, PrimaryColumn } from "typeorm";

/** Something that a lead may ask of whoever works on it. */
@Entity("skill")
export class SkillRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "text" })
  name: string;

  @Column({ type: "integer" })
  version: number;

  @Column({ type: "timestamptz", name: "created_at" })
  createdAt: Date;

  @Column({ type: "timestamptz", name: "updated_at" })
  updatedAt: Date;
}
