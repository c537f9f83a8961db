import { Column, Entity, PrimaryColumn } from "typeorm";

import type { BusinessHours, Holiday } from "../domain/calendar.ts";

/** When business is done; `number` is the version of its hours that is in force. */
@Entity("calendar")
export class CalendarRow {
  @PrimaryColumn({ type: "uuid" })
  id!: string;

  @Column({ type: "text" })
  name!: string;

  @Column({ type: "integer" })
  number!: number;

  @Column({ type: "integer" })
  version!: number;

  @Column({ type: "timestamptz", name: "created_at" })
  createdAt!: Date;

  @Column({ type: "timestamptz", name: "updated_at" })
  updatedAt!: Date;
}

/** Hours and holidays that never change: what began to run by them goes on by them. */
@Entity("calendar_version")
export class CalendarVersionRow {
  @PrimaryColumn({ type: "uuid", name: "calendar_id" })
  calendarId!: string;

  @PrimaryColumn({ type: "integer" })
  number!: number;

  @Column({ type: "text", name: "time_zone" })
  timeZone!: string;

  @Column({ type: "jsonb" })
  hours!: readonly BusinessHours[];

  @Column({ type: "jsonb" })
  holidays!: readonly Holiday[];

  @Column({ type: "timestamptz", name: "published_at" })
  publishedAt!: Date;

  @Column({ type: "uuid", name: "published_by", nullable: true })
  publishedBy!: string | null;
}
