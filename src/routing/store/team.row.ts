import { Column, Entity, PrimaryColumn } from "typeorm";

/** People of the vendor's who work on leads together. */
@Entity("team")
export class TeamRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "manager_id", nullable: true })
  managerId: string | null;

  @Column({ type: "text" })
  name: string;

  @Column({ type: "integer" })
  version: number;

  @Column({ type: "timestamptz", name: "created_at" })
  createdAt: Date;

  @Column({ type: "timestamptz", name: "updated_at" })
  updatedAt: Date;
}
