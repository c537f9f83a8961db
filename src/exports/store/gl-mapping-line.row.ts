import { Column, Entity, PrimaryColumn } from "typeorm";

/** The account that a role stands for in a mapping. */
@Entity("gl_mapping_line")
export class GlMappingLineRow {
  @PrimaryColumn({ type: "uuid", name: "mapping_id" })
  mappingId: string;

  @PrimaryColumn({ type: "integer", name: "line_no" })
  lineNo: number;

  @Column({ type: "text" })
  role: string;

  /** An incentive program's. */
  @Column({ type: "uuid", name: "program_id", nullable: true })
  programId: string | null;

  @Column({ type: "text", nullable: true })
  currency: string | null;

  @Column({ type: "text", name: "account_code" })
  accountCode: string;

  @Column({ type: "text", name: "account_name" })
  accountName: string;

  @Column({ type: "text", name: "tax_code", nullable: true })
  taxCode: string | null;

  @Column({ type: "text", name: "cost_center", nullable: true })
  costCenter: string | null;

  @Column({ type: "text", name: "tracking_name", nullable: true })
  trackingName: string | null;

  @Column({ type: "text", name: "tracking_option", nullable: true })
  trackingOption: string | null;
}
