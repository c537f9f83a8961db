/// <reference types="node" />
// Loaded by `node -r` before anything else, hence plain JavaScript: an older Node cannot read the
// TypeScript that follows, and would only say "Unknown file extension".
"use strict";

const { execPath, stderr, versions } = process;
const [major = 0, minor = 0] = versions.node.split(".").map(Number);

if (major < 22 || (major === 22 && minor < 18)) {
  stderr.write(
    `Baton needs Node 22.18 or newer, and this is Node ${versions.node} (${execPath}).\n` +
      "On Linux (x64) `npm ci` brings a Node 24 along for `npm start` and all other scripts, " +
      "unless optional dependencies are left out.\nElsewhere install Node 24.\n",
  );
  process.exit(1);
}
