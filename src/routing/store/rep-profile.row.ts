import { Column, Entity, PrimaryColumn } from "typeorm";

/** What is known of somebody who works on leads. */
@Entity("rep_profile")
export class RepProfileRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "member_id" })
  memberId: string;

  /** Open leads at once; null for any number. */
  @Column({ type: "integer", nullable: true })
  capacity: number | null;

  @Column({ type: "uuid", array: true, name: "skill_ids" })
  skillIds: readonly string[];

  @Column({ type: "uuid", array: true, name: "territory_ids" })
  territoryIds: readonly string[];

  @Column({ type: "integer" })
  version: number;

  @Column({ type: "timestamptz", name: "created_at" })
  createdAt: Date;

  @Column({ type: "timestamptz", name: "updated_at" })
  updatedAt: Date;
}
