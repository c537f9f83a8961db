import { Column, Entity, PrimaryColumn } from "typeorm";

/** What 1 of a currency was in another on a day. Never changed; a correction is another row. */
@Entity("exchange_rate")
export class ExchangeRateRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "import_id" })
  importId: string;

  @Column({ type: "text" })
  source: string;

  @Column({ type: "text" })
  base: string;

  @Column({ type: "text" })
  quote: string;

  @Column({ type: "numeric" })
  rate: string;

  @Column({ type: "date", name: "rated_on" })
  ratedOn: string;

  /** 1, and one more with each correction. */
  @Column({ type: "integer" })
  revision: number;

  /** From when on it counts. */
  @Column({ type: "timestamptz", name: "published_at" })
  publishedAt: Date;
}
