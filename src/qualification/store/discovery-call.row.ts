import { Column, Entity, PrimaryColumn } from "typeorm";

import type { CallAnswer } from "../domain/discovery-call.ts";

/** A call with the prospect of a lead, as it was recorded: the row with the highest number counts. */
@Entity("discovery_call")
export class DiscoveryCallRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  /** 1 for what was recorded first. */
  @PrimaryColumn({ type: "integer" })
  number: number;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "uuid", name: "lead_id" })
  leadId: string;

  @Column({ type: "timestamptz", name: "held_at" })
  heldAt: Date;

  @Column({ type: "integer" })
  minutes: number;

  /** How many took part; none of one that was removed. */
  @Column({ type: "integer" })
  participants: number;

  /** Whether people of its partner's took part: with that it is its partner's to see. */
  @Column({ type: "boolean", name: "is_with_partner" })
  isWithPartner: boolean;

  @Column({ type: "boolean", name: "is_noted" })
  isNoted: boolean;

  @Column({ type: "boolean", name: "is_removed" })
  isRemoved: boolean;

  @Column({ type: "timestamptz", name: "recorded_at" })
  recordedAt: Date;

  @Column({ type: "uuid", name: "recorded_by" })
  recordedBy: string;

  @Column({ type: "timestamptz", name: "written_at" })
  writtenAt: Date;

  /** Why it was corrected or removed. */
  @Column({ type: "text", nullable: true })
  reason: string | null;

  /** Since when another record takes its place. */
  @Column({ type: "timestamptz", name: "superseded_at", nullable: true })
  supersededAt: Date | null;
}

/** Somebody who took part in a call. */
@Entity("discovery_call_participant")
export class DiscoveryCallParticipantRow {
  @PrimaryColumn({ type: "uuid", name: "call_id" })
  callId: string;

  @PrimaryColumn({ type: "integer" })
  number: number;

  @PrimaryColumn({ type: "integer" })
  position: number;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  /** As its call has it. */
  @Column({ type: "boolean", name: "is_with_partner" })
  isWithPartner: boolean;

  @Column({ type: "text" })
  side: string;

  @Column({ type: "uuid", name: "member_id", nullable: true })
  memberId: string | null;

  @Column({ type: "uuid", name: "contact_id", nullable: true })
  contactId: string | null;
}

/** What was said in a call, in words: the vendor's own. */
@Entity("discovery_call_note")
export class DiscoveryCallNoteRow {
  @PrimaryColumn({ type: "uuid", name: "call_id" })
  callId: string;

  @PrimaryColumn({ type: "integer" })
  number: number;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "text", nullable: true })
  notes: string | null;

  @Column({ type: "jsonb" })
  answers: readonly CallAnswer[];
}
