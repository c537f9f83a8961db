import type { ProductLineId } from "../../kernel/index.ts";
import { idOf } from "../../kernel/index.ts";

/** The line above all others, which every database has. */
export const ALL_LINES: ProductLineId = idOf("pln", "01970000-0000-7000-8000-000000000030");
