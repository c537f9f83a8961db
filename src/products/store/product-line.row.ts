import { Column, Entity, PrimaryColumn } from "typeorm";

/** Something that is sold, with all beneath it. */
@Entity("product_line")
export class ProductLineRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  /** Null for ALL. */
  @Column({ type: "uuid", name: "parent_id", nullable: true })
  parentId: string | null;

  @Column({ type: "text" })
  name: string;

  /** From when on it is sold no more. */
  @Column({ type: "timestamptz", name: "retired_at", nullable: true })
  retiredAt: Date | null;

  @Column({ type: "integer" })
  version: number;

  @Column({ type: "timestamptz", name: "created_at" })
  createdAt: Date;

  @Column({ type: "timestamptz", name: "updated_at" })
  updatedAt: Date;
}
