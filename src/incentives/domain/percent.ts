/** A percent in words: without zeros that say nothing, from parts per million. */
export function percentOf(ppm: bigint): string {
  const digits = ppm.toString().padStart(5, "0");
  const decimals = digits.slice(-4).replace(/0+$/, "");
  return digits.slice(0, -4) + (decimals === "" ? "" : `.${decimals}`);
}
