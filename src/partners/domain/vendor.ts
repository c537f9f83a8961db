import type { PartnerId } from "../../kernel/index.ts";
import { idOf } from "../../kernel/index.ts";

/** The vendor's own row among the partners, which every installation has: it has no members and earns nothing. */
export const VENDOR_PARTNER_ID: PartnerId = idOf("prt", "01970000-0000-7000-8000-000000000002");
