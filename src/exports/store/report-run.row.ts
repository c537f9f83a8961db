import { Column, Entity, PrimaryColumn } from "typeorm";

/** A month for which a report was run by its schedule. */
@Entity("report_run")
export class ReportRunRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "report_id" })
  reportId: string;

  @Column({ type: "date" })
  month: string;

  @Column({ type: "timestamptz", name: "ran_at" })
  ranAt: Date;

  @Column({ type: "uuid", name: "export_run_id", nullable: true })
  exportRunId: string | null;

  /** Why no file was asked for; null where one was. */
  @Column({ type: "text", nullable: true })
  failure: string | null;
}
