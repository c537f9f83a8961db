import type { PartnerId } from "../../kernel/index.ts";

/** What may be watched. */
export type Topic = "LEAD" | "CONFLICT" | "CLAIM_CONFLICT" | "ASSIGNMENT" | "CLOCK";

/** Something that changed, by ids alone: whoever watches reads what it may see of it. */
export interface Change {
  readonly topic: Topic;
  /** The uuid of what changed, whatever its topic counts. */
  readonly objectId: string;
  /** The partner that may watch it beside the vendor; null where none may. */
  readonly partnerId: PartnerId | null;
  /** The uuid of the lead that it is about. */
  readonly leadId: string | null;
  readonly at: Date;
}

/** What an operation watches, as its fields say; beside which change it is asked about now. */
export class Watching {
  readonly topics = new Set<Topic>();
  readonly #change: Change | null;

  /** `change`: null where it is only asked what is watched. */
  constructor(change: Change | null) {
    this.#change = change;
  }

  /** Watches the topics; the change that is told of where it is one of these. */
  of(...topics: readonly Topic[]): Change | null {
    for (const topic of topics) this.topics.add(topic);
    const change = this.#change;
    return change && topics.includes(change.topic) ? change : null;
  }
}
