import { Column, Entity, PrimaryColumn } from "typeorm";

/** Where leads wait for somebody to claim them. */
@Entity("queue")
export class QueueRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  /** Whose people claim from it; null for anybody in sales. */
  @Column({ type: "uuid", name: "team_id", nullable: true })
  teamId: string | null;

  @Column({ type: "text" })
  name: string;

  @Column({ type: "integer" })
  version: number;

  @Column({ type: "timestamptz", name: "created_at" })
  createdAt: Date;

  @Column({ type: "timestamptz", name: "updated_at" })
  updatedAt: Date;
}
