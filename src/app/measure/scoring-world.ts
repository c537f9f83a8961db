import { recordTouchpoints } from "../../attribution/index.ts";
import { idOf, isRefusal, uuidOf } from "../../kernel/index.ts";
import type { LeadId, PartnerId, PartnerMemberId, ProgramId, Refusal } from "../../kernel/index.ts";
import { publishForm } from "../../partners/index.ts";
import type { Database } from "../../platform/database/index.ts";
import { sql, systemSession } from "../../platform/database/index.ts";
import { newId } from "../../platform/ids.ts";
import { fingerprintOf } from "../../platform/mutation/index.ts";
import type { Call } from "../../platform/mutation/index.ts";
import { recordEngagement } from "../../scoring/index.ts";
import type { EngagementItem } from "../../scoring/index.ts";
import type { HistoryLead } from "../history/history-lead.ts";
import { tellHistory } from "../history/import-history.ts";
import type { OpenDatabase } from "../open-database.ts";
import { plantMember } from "../planting/plant-member.ts";

import type { PastLead, PastLeads } from "./scoring-files.ts";

const SECOND = 1_000;
const DAY = 86_400 * SECOND;
const AT_ONCE = 500;

/** A part of the leads: those that are learned from, or those that are held out. Its leads are decided in its month. */
export interface Part {
  readonly from: string;
  readonly until: string;
}
export const LEARNED_FROM: Part = { from: "2025-03-01", until: "2025-04-01" };
export const HELD_OUT: Part = { from: "2025-05-01", until: "2025-06-01" };

/** A database in which past leads happen as they did: registered, engaged, decided. */
export class ScoringWorld {
  readonly database: Database;
  readonly #owner: Parameters<typeof tellHistory>[1];
  readonly #staff: PartnerMemberId = newId("mem");

  constructor({ database }: OpenDatabase, owner: Parameters<typeof tellHistory>[1]) {
    this.database = database;
    this.#owner = owner;
  }

  /** Lets the form ask for what the leads answer. */
  async open({ fields }: PastLeads): Promise<void> {
    const at = new Date(`${LEARNED_FROM.from}T00:00:00Z`);
    const staff = { memberId: this.#staff, partnerId: null, role: "SCORING_ANALYST" } as const;
    const email = "analyst@measured.invalid";
    await plantMember(this.#owner, { ...staff, name: "Analyst", email }, null, at);
    if (fields.size === 0) return;
    const { programId, expectedVersion } = await this.#program();
    const published = await publishForm({ database: this.database })(
      this.call("publishForm", at, {
        ...{ programId, expectedVersion, required: [] },
        fields: [...fields].map(([key, label]) => ({
          ...({ key, type: "TEXT", isRequired: false, isPersonal: false, options: [] } as const),
          labels: [{ language: "en", text: label }],
          ...{ help: [], minimum: null, maximum: null, maxLength: null },
        })),
      }),
    );
    insist(published);
  }

  /** Lets the leads of a part happen: a second after one another, each decided two days after it came. */
  async tell({ kind }: PastLeads, leads: readonly PastLead[], { from }: Part): Promise<void> {
    const start = Date.parse(`${from}T00:00:00Z`);
    const history = leads.map((lead, index) => historyOf(kind, lead, start + index * SECOND));
    const untold = await tellHistory(
      this.database,
      this.#owner,
      { leads: history, leftOut: new Map() },
      false,
      () => new Date(start),
    );
    const [first] = untold;
    if (first) throw new Error(`${first.reference}, ${first.step}: ${first.words}`);
    const ids = await this.#leadIds(leads);
    const at = new Date(start + DAY);
    await this.#engage(leads, ids, at);
    await this.#touch(leads, ids, at);
  }

  call<Command>(mutation: string, at: Date, command: Command, key = "1"): Call<Command> {
    const actorId = uuidOf(this.#staff);
    return {
      ...{ mutation, key: `measure/${key}`, fingerprint: fingerprintOf(command), at, command },
      actor: { kind: "MEMBER", id: actorId, partnerId: null },
      session: { role: "vendor", partnerId: null, actorId, requestId: "measure-scoring" },
    };
  }

  async #program(): Promise<{ readonly programId: ProgramId; readonly expectedVersion: number }> {
    const row = await this.database.readOne<{ id: string; version: number }>(
      systemSession("measure-scoring"),
      sql`select id, version from program where is_default`,
    );
    if (!row) throw new Error("there is no default program");
    return { programId: idOf("prg", row.id), expectedVersion: row.version };
  }

  async #leadIds(leads: readonly PastLead[]): Promise<ReadonlyMap<string, Told>> {
    const references = leads.map(({ reference }) => reference);
    const rows = await this.database.read<{ id: string; partner_id: string; reference: string }>(
      systemSession("measure-scoring"),
      sql`
        select id, partner_id, external_reference as reference
        from lead
        where external_reference = any(${references}::text[])`,
    );
    return new Map(
      rows.map(({ reference, id, partner_id: partnerId }) => [
        reference,
        { leadId: idOf("lead", id), partnerId: idOf("prt", partnerId) },
      ]),
    );
  }

  /** Visits came before the registration, what was done last after it; all is told a day later. */
  async #engage(
    leads: readonly PastLead[],
    ids: ReadonlyMap<string, Told>,
    at: Date,
  ): Promise<void> {
    const items = leads.flatMap((lead) => {
      const told = ids.get(lead.reference);
      return told ? engagementOf(lead, told.leadId, at) : [];
    });
    for (let from = 0; from < items.length; from += AT_ONCE) {
      const page = items.slice(from, from + AT_ONCE);
      const command = { items: page.map((item) => ({ ok: true, command: item }) as const) };
      const key = `${at.toISOString()}/${from}`;
      insist(
        await recordEngagement({ database: this.database, newId })(
          this.call("recordEngagement", at, command, key),
        ),
      );
    }
  }

  async #touch(
    leads: readonly PastLead[],
    ids: ReadonlyMap<string, Told>,
    at: Date,
  ): Promise<void> {
    const items = leads.flatMap(({ reference, last }) => {
      const told = ids.get(reference);
      if (!told || last === null || !("touch" in last)) return [];
      const touch = { ...told, role: "SOURCED", channel: last.touch, campaign: null } as const;
      return [{ ...touch, cost: null, occurredAt: lastAt(at), reference: `${reference}/last` }];
    });
    for (let from = 0; from < items.length; from += AT_ONCE) {
      const page = items.slice(from, from + AT_ONCE);
      const command = {
        items: page.map((item) => ({ ok: true, command: item }) as const),
        ...{ isImport: false, allOrNone: true },
      };
      const key = `${at.toISOString()}/${from}`;
      insist(
        await recordTouchpoints({ database: this.database, newId })(
          this.call("recordTouchpoints", at, command, key),
        ),
      );
    }
  }
}

interface Told {
  readonly leadId: LeadId;
  readonly partnerId: PartnerId;
}

const lastAt = (at: Date): Date => new Date(at.getTime() - 60 * SECOND);

function engagementOf(
  { reference, visits, seconds, last }: PastLead,
  leadId: LeadId,
  at: Date,
): readonly EngagementItem[] {
  const visited = Array.from({ length: visits }, (_, index): EngagementItem => ({
    ...{ leadId, kind: "VISIT", reference: `${reference}/${index}` },
    occurredAt: new Date(at.getTime() - 2 * DAY + index * SECOND),
    // how long the others took is not known, but how long all did
    seconds: index === 0 ? seconds : null,
  }));
  if (last === null || !("engagement" in last)) return visited;
  const done = { leadId, kind: last.engagement, reference: `${reference}/last`, seconds: null };
  return [...visited, { ...done, occurredAt: lastAt(at) }];
}

function historyOf(kind: PastLeads["kind"], lead: PastLead, at: number): HistoryLead {
  const { reference, partner, campaign, answers, isPositive } = lead;
  const domain = `${reference.toLowerCase()}.example`;
  const decidedAt = new Date(at + 2 * DAY);
  const isDeal = kind === "FUNNEL" && isPositive;
  return {
    ...{ partner, reference, owner: null, registeredAt: new Date(at) },
    registration: {
      ...{ kind: "NEW_BUSINESS", source: "IMPORT", campaign },
      company: { name: `Company ${reference}`, domain },
      contact: {
        ...{ name: `Contact of ${reference}`, email: `contact@${domain}` },
        consent: { basis: "LEGITIMATE_INTEREST" },
      },
      customFields: Object.entries(answers).map(([key, value]) => ({ key, value })),
    },
    acceptedAt: isPositive ? decidedAt : null,
    qualifiedAt: isPositive ? decidedAt : null,
    convertedAt: isDeal ? decidedAt : null,
    end: isDeal
      ? { how: "WON", at: decidedAt, reason: null, revisitOn: null }
      : isPositive
        ? null
        : { how: "REJECTED", at: decidedAt, reason: null, revisitOn: null },
    amount: { minor: 0n, currency: "EUR" },
  };
}

function insist(done: object | Refusal): void {
  if (isRefusal(done)) throw new Error(done.message);
}
