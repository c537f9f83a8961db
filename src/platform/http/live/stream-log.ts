import type { Caller } from "../../graphql/index.ts";
import type { Stream } from "../../live/index.ts";
import type { Logger } from "../../logger.ts";

import type { RequestFacts } from "../request-facts.ts";

/** What is logged of one subscription: that it was opened and how it ended, or that it was refused. */
export class StreamLog {
  readonly #logger: Logger;
  readonly #requestId: string;
  readonly #begun = performance.now();
  caller: Caller | null = null;
  facts: RequestFacts | null = null;

  constructor(logger: Logger, requestId: string) {
    this.#logger = logger;
    this.#requestId = requestId;
  }

  opened(): void {
    this.#logger.info("subscribed", this.#line([]));
  }

  refused(codes: readonly string[]): void {
    this.#logger.info("subscription refused", this.#line([...new Set(codes)]));
  }

  ended({ ended }: Stream): void {
    const line = this.#line([]);
    this.#logger.info("subscription ended", { ...line, reasons: [ended ?? "DONE"] });
  }

  #line(codes: readonly string[]) {
    const { caller, facts } = this;
    return {
      requestId: this.#requestId,
      operation: facts?.operation?.name ?? null,
      operationType: "subscription",
      documentHash: facts?.operation?.documentHash ?? null,
      cost: facts?.cost?.requested ?? null,
      callerKind: caller?.actor.kind ?? null,
      actorId: caller?.actor.id ?? null,
      partnerId: caller?.actor.partnerId ?? null,
      codes,
      ms: Math.round(performance.now() - this.#begun),
    };
  }
}
