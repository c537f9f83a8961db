/** Least squares: where it starts, and how much it gains in a minute. */
export function lineThrough(samples: readonly (readonly [number, number])[]): {
  readonly perMinute: number;
  readonly start: number;
} {
  const n = samples.length;
  const meanX = samples.reduce((sum, [x]) => sum + x, 0) / n;
  const meanY = samples.reduce((sum, [, y]) => sum + y, 0) / n;
  const spread = samples.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const joint = samples.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const perMinute = spread === 0 ? 0 : joint / spread;
  return { perMinute, start: meanY - perMinute * (meanX - (samples[0]?.[0] ?? 0)) };
}
