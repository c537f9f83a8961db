import { v7 } from "uuid";

import { addDays, idOf, isRefusal, localDate, money, uuidOf } from "../../kernel/index.ts";
import type {
  CriteriaVersionId,
  LeadId,
  PartnerId,
  PartnerMemberId,
  Refusal,
} from "../../kernel/index.ts";
import { acceptLead, rejectLead, returnLead } from "../../handover/index.ts";
import { registerLead, withdrawLead } from "../../leads/index.ts";
import type { RegisterLead, StageMove } from "../../leads/index.ts";
import type { Database } from "../../platform/database/index.ts";
import type { NewId } from "../../platform/ids.ts";
import { fingerprintOf } from "../../platform/mutation/index.ts";
import type { Call, Done, Outcome } from "../../platform/mutation/index.ts";
import { matchLead } from "../../protection/index.ts";
import {
  convertLead,
  disqualifyLead,
  loseLead,
  qualifyLead,
  winLead,
} from "../../qualification/index.ts";
import { isFreeMail } from "../free-mail.ts";

import { mailOf } from "./people.ts";
import { seededChance } from "./random.ts";
import type { DemoLead } from "./story.ts";
import { demoLeads } from "./story.ts";

/** Who acts in the demo. */
export interface Cast {
  readonly partners: readonly {
    readonly partnerId: PartnerId;
    readonly memberId: PartnerMemberId;
  }[];
  readonly salesRep: PartnerMemberId;
  readonly criteriaVersionId: CriteriaVersionId;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * Lets the demo's leads happen, through the product's own verbs, each at its own instant in the
 * last 90 days before `today`. Ids and times depend on nothing but `today`.
 */
export async function tellStory(
  database: Database,
  moves: readonly StageMove[],
  cast: Cast,
  today: Date,
): Promise<void> {
  const chance = seededChance(4_711);
  for (const lead of demoLeads()) {
    // early in the working day, each lead in a minute of its own
    const registeredAt = new Date(
      today.getTime() - lead.daysAgo * DAY - (lead.number % 240) * 60_000,
    );
    await new LeadStory(database, moves, cast, lead, registeredAt, chance.bytes).tell();
  }
}

/** One lead from its registration to where it ends. */
class LeadStory {
  readonly #database: Database;
  readonly #moves: readonly StageMove[];
  readonly #cast: Cast;
  readonly #lead: DemoLead;
  readonly #bytes: (count: number) => Uint8Array;
  #at: Date;

  constructor(
    database: Database,
    moves: readonly StageMove[],
    cast: Cast,
    lead: DemoLead,
    registeredAt: Date,
    bytes: (count: number) => Uint8Array,
  ) {
    this.#database = database;
    this.#moves = moves;
    this.#cast = cast;
    this.#lead = lead;
    this.#at = registeredAt;
    this.#bytes = bytes;
  }

  async tell(): Promise<void> {
    const { ending } = this.#lead;
    const leadId = await this.#register();
    if (ending === "SUBMITTED") return;
    this.#later(5);
    if (ending === "WITHDRAWN") return this.#withdraw(leadId);
    if (ending === "REJECTED") return this.#reject(leadId);
    await this.#accept(leadId);
    if (ending === "SAL") return;
    this.#later(26);
    if (ending === "RECYCLED") return this.#return(leadId);
    if (ending === "DISQUALIFIED") return this.#disqualify(leadId);
    await this.#qualify(leadId);
    if (ending === "SQL") return;
    this.#later(20);
    await this.#convert(leadId);
    if (ending === "OPPORTUNITY") return;
    this.#later(22);
    if (ending === "WON") return this.#win(leadId);
    return this.#lose(leadId);
  }

  async #register(): Promise<LeadId> {
    const partner = this.#partner();
    const verb = registerLead({ ...this.#deps(), isFreeMail, programs: null });
    const outcome = await this.#did(
      verb(this.#call("registerLead", this.#registration(), partner.memberId, partner.partnerId)),
    );
    const match = matchLead({ ...this.#deps(), clock: () => this.#at });
    await match({ leadId: outcome.leadId, partnerId: partner.partnerId }, "demo");
    return outcome.leadId;
  }

  #registration(): RegisterLead {
    const lead = this.#lead;
    return {
      programId: null,
      externalReference: `DEMO-${lead.number}`,
      kind: "NEW_BUSINESS",
      productLineIds: [],
      source: "PARTNER_PORTAL",
      campaign: lead.campaign,
      notes: null,
      estimatedValue: money(lead.valueMinor, "EUR"),
      company: { name: lead.company, domain: lead.domain, country: lead.country, taxId: null },
      contact: {
        name: lead.contact,
        email: mailOf(lead.contact, lead.domain),
        phone: null,
        jobTitle: lead.jobTitle,
        buyingRole: null,
        consentBasis: "CONSENT",
        consentObtainedAt: null,
        consentSource: lead.campaign,
      },
      otherContacts: [],
      tender: null,
      customFields: [],
      answers: [],
    };
  }

  async #withdraw(leadId: LeadId): Promise<void> {
    const { memberId, partnerId } = this.#partner();
    const command = { leadId, expectedVersion: null, comment: "Found another way" };
    await this.#did(
      withdrawLead(this.#deps())(this.#call("withdrawLead", command, memberId, partnerId)),
    );
  }

  async #accept(leadId: LeadId): Promise<void> {
    const command = { leadId, expectedVersion: null, comment: null, ownerId: null };
    await this.#did(acceptLead(this.#deps())(this.#byRep("acceptLead", command)));
  }

  async #reject(leadId: LeadId): Promise<void> {
    const codes = [
      "OUT_OF_TERRITORY",
      "INSUFFICIENT_INFORMATION",
      "TOO_EARLY",
      "EXISTING_CUSTOMER",
    ] as const;
    const code = codes[this.#lead.number % codes.length] ?? "TOO_EARLY";
    await this.#did(
      rejectLead(this.#deps())(this.#byRep("rejectLead", this.#withReason(leadId, code))),
    );
  }

  async #return(leadId: LeadId): Promise<void> {
    const revisitOn = addDays(localDate(this.#at, "UTC"), 45);
    const command = { ...this.#withReason(leadId, "TIMING_LATER"), revisitOn };
    await this.#did(returnLead(this.#deps())(this.#byRep("returnLead", command)));
  }

  async #disqualify(leadId: LeadId): Promise<void> {
    const command = this.#withReason(leadId, "NO_BUDGET");
    await this.#did(disqualifyLead(this.#deps())(this.#byRep("disqualifyLead", command)));
  }

  async #qualify(leadId: LeadId): Promise<void> {
    const answers = ["budget", "authority", "need", "timeline"].map((criterionKey) => ({
      criterionKey,
      state: "MET" as const,
      note: "Said in the discovery call",
    }));
    const { criteriaVersionId } = this.#cast;
    const command = { leadId, expectedVersion: null, comment: null, criteriaVersionId, answers };
    await this.#did(qualifyLead(this.#deps())(this.#byRep("qualifyLead", command)));
  }

  async #convert(leadId: LeadId): Promise<void> {
    const amount = money(this.#lead.valueMinor, "EUR");
    const closeOn = addDays(localDate(this.#at, "UTC"), 60);
    const command = { leadId, expectedVersion: null, comment: null, amount, closeOn };
    await this.#did(convertLead(this.#deps())(this.#byRep("convertLead", command)));
  }

  async #win(leadId: LeadId): Promise<void> {
    const amount = money(this.#lead.valueMinor, "EUR");
    const closedOn = localDate(this.#at, "UTC");
    const command = { leadId, expectedVersion: null, comment: null, amount, closedOn };
    await this.#did(winLead(this.#deps())(this.#byRep("winLead", command)));
  }

  async #lose(leadId: LeadId): Promise<void> {
    await this.#did(
      loseLead(this.#deps())(this.#byRep("loseLead", this.#withReason(leadId, "PRICE"))),
    );
  }

  #withReason(leadId: LeadId, code: string) {
    return { leadId, expectedVersion: null, comment: null, reason: { code, note: null } };
  }

  #partner() {
    const partner = this.#cast.partners[this.#lead.partner];
    if (!partner) throw new Error("the demo's story names a partner that is not in its cast");
    return partner;
  }

  #later(hours: number): void {
    this.#at = new Date(this.#at.getTime() + hours * HOUR);
  }

  #deps() {
    const newId: NewId = (prefix) =>
      idOf(prefix, v7({ msecs: this.#at.getTime(), random: this.#bytes(16) }));
    return { database: this.#database, newId, moves: this.#moves };
  }

  #byRep<Command>(mutation: string, command: Command): Call<Command> {
    return this.#call(mutation, command, this.#cast.salesRep, null);
  }

  #call<Command>(
    mutation: string,
    command: Command,
    memberId: PartnerMemberId,
    partnerId: PartnerId | null,
  ): Call<Command> {
    const actorId = uuidOf(memberId);
    return {
      mutation,
      // told again after an interruption, the story goes on where it stopped
      key: `demo-${this.#lead.number}`,
      fingerprint: fingerprintOf(command),
      actor: { kind: "MEMBER", id: actorId, partnerId },
      session: {
        role: partnerId === null ? "vendor" : "partner",
        partnerId,
        actorId,
        requestId: "demo",
      },
      at: this.#at,
      command,
    };
  }

  async #did<O extends Outcome>(doing: Promise<Done<O> | Refusal>): Promise<O> {
    const done = await doing;
    if (isRefusal(done)) throw new Error(`the demo was refused: ${done.message}`);
    return done.outcome;
  }
}
