import { createHmac, createSecretKey, timingSafeEqual } from "node:crypto";
import type { KeyObject } from "node:crypto";

import type { ExportRunId, PartnerMemberId } from "../kernel/index.ts";
import { parseId } from "../kernel/index.ts";

import { isNoticeKind } from "./domain/kinds.ts";
import type { NoticeKind } from "./domain/kinds.ts";

/** Where a person switches a kind of notice off by a link, without logging in. */
export const STOP_PATH = "/notices/stop";

/** Where a file is fetched by whoever logs in. */
export const REPORT_PATH = "/reports";

/** No link of ours is longer. */
const LONGEST = 300;

/** Makes and reads the links in mails. All that one opens by itself is silence of one kind, for one person. */
export class StopLinks {
  readonly #key: KeyObject;
  readonly #base: string | null;

  /** Without a public address there are none: what stands in a mail must be whole. */
  constructor(key: Buffer, publicUrl: string | null) {
    this.#key = createSecretKey(key);
    this.#base = publicUrl;
  }

  to(memberId: PartnerMemberId, kind: NoticeKind): string | null {
    if (this.#base === null) return null;
    const said = `${memberId}.${kind}`;
    return `${this.#base}${STOP_PATH}?link=${said}.${this.#sign(said)}`;
  }

  /** Where a member logs in to fetch the file of an export: nothing that opens it is in the link. */
  toFile(memberId: PartnerMemberId, exportRunId: ExportRunId): string | null {
    if (this.#base === null) return null;
    return `${this.#base}${REPORT_PATH}?exportRunId=${exportRunId}&memberId=${memberId}`;
  }

  /** Whom and what the text after `link=` silences; null where it was not made here. */
  read(text: unknown): { readonly memberId: PartnerMemberId; readonly kind: NoticeKind } | null {
    if (typeof text !== "string" || text.length > LONGEST) return null;
    const [member = "", kind = "", signature = "", more] = text.split(".");
    const expected = Buffer.from(this.#sign(`${member}.${kind}`));
    const given = Buffer.from(signature);
    if (more !== undefined || given.length !== expected.length) return null;
    if (!timingSafeEqual(given, expected)) return null;
    const memberId = parseId("mem", member);
    return memberId.ok && isNoticeKind(kind) ? { memberId: memberId.id, kind } : null;
  }

  #sign(said: string): string {
    return createHmac("sha256", this.#key).update(`stop\n${said}`).digest("base64url");
  }
}
