import type { FileLinks } from "../../files/index.ts";
import { principalOf } from "../../identity/index.ts";
import { idOf } from "../../kernel/index.ts";
import { sql } from "../../platform/database/index.ts";
import { column, id, tableOf, value } from "../../platform/reading/index.ts";
import type { Source, Viewing } from "../../platform/reading/index.ts";
import { EvidenceRow } from "../store/evidence.row.ts";
import { LeadRow } from "../store/lead.row.ts";

const evidence = tableOf(EvidenceRow);
const lead = evidence.with(LeadRow, { partnerId: "partnerId", id: "leadId" });

const sha256 = evidence.expression<string | null>(
  "text",
  ({ column: of }) => sql`encode(${of(evidence, "sha256")}, 'hex')`,
);

// of the other side's people a partner sees none, and the name is null
const senderName = evidence.expression<string | null>(
  "text",
  ({ column: of }) =>
    sql`(select sender.display_name from membership as sender where sender.id = ${of(evidence, "submittedBy")})`,
);

const OPENED = [lead.cell("acceptedAt"), evidence.cell("byVendor")] as const;

/** What a partner sent may name persons: it opens to the vendor with them, at acceptance. */
const isOpen = (acceptedAt: string | null, byVendor: boolean, { caller }: Viewing): boolean =>
  caller.side === "PARTNER" || acceptedAt !== null || byVendor;

const LINK_MS = 15 * 60_000;

/** How evidence is read; `links` make the addresses of files. */
export function evidenceReads(links: FileLinks): Source {
  return {
    type: "Evidence",
    table: evidence,
    isPartners: true,
    fields: {
      id: id("evd", evidence.cell("id")),
      kind: column(evidence.cell("kind")),
      note: value([evidence.cell("note"), ...OPENED], ([note, accepted, byVendor], viewing) =>
        isOpen(accepted, byVendor, viewing) ? note : null,
      ),
      url: value([evidence.cell("url"), ...OPENED], ([url, accepted, byVendor], viewing) =>
        isOpen(accepted, byVendor, viewing) ? url : null,
      ),
      fileName: value(
        [evidence.cell("fileName"), ...OPENED],
        ([name, accepted, byVendor], viewing) =>
          isOpen(accepted, byVendor, viewing) ? name : null,
      ),
      contentType: column(evidence.cell("contentType")),
      byteSize: value([evidence.cell("byteSize")], ([size]) =>
        size === null ? null : Number(size),
      ),
      sha256: column(sha256),
      downloadUrl: value(
        [evidence.cell("id"), evidence.cell("uploadId"), ...OPENED],
        ([uuid, uploadId, accepted, byVendor], viewing) => {
          const principal = principalOf(viewing.caller);
          if (uploadId === null || principal === null) return null;
          if (!isOpen(accepted, byVendor, viewing)) return null;
          return links.to({
            kind: "evidence",
            id: idOf("evd", uuid),
            principal,
            until: links.lasting(viewing.at, LINK_MS),
          });
        },
      ),
      submittedAt: column(evidence.cell("submittedAt")),
      submittedBy: value([senderName, evidence.cell("byVendor")], ([name, isVendor]) => ({
        displayName: name ?? (isVendor ? "Vendor" : "Partner"),
        isVendor,
      })),
    },
  };
}
