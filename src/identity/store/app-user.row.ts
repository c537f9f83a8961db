import { Column, Entity, PrimaryColumn } from "typeorm";

/** One person's login. */
@Entity("app_user")
export class AppUserRow {
  @PrimaryColumn({ type: "uuid" })
  id!: string;

  @Column({ type: "text" })
  email!: string;

  @Column({ type: "text" })
  side!: string;

  @Column({ type: "text", name: "password_hash", nullable: true })
  passwordHash!: string | null;

  @Column({ type: "timestamptz", name: "password_set_at", nullable: true })
  passwordSetAt!: Date | null;

  @Column({ type: "timestamptz", name: "created_at" })
  createdAt!: Date;

  @Column({ type: "timestamptz", name: "updated_at" })
  updatedAt!: Date;
}
