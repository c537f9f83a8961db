/** Reports and files: what was earned, in a form that other programs read. */
export { creditsCsv } from "./credits-csv.ts";
