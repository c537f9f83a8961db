import { Column, Entity, PrimaryColumn } from "typeorm";

/** A file of rates that somebody sent, and what became of it. */
@Entity("exchange_rate_import")
export class ExchangeRateImportRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "text" })
  source: string;

  @Column({ type: "text" })
  base: string;

  /** Why rates that stood were corrected; null where none was to be. */
  @Column({ type: "text", name: "correction_reason", nullable: true })
  correctionReason: string | null;

  @Column({ type: "integer" })
  added: number;

  @Column({ type: "integer" })
  corrected: number;

  @Column({ type: "integer" })
  unchanged: number;

  @Column({ type: "text", array: true })
  skipped: string[];

  @Column({ type: "timestamptz", name: "imported_at" })
  importedAt: Date;

  @Column({ type: "uuid", name: "imported_by" })
  importedBy: string;
}
