// Reads a ZIP file: the bytes and the Unix mode of each path.

import { unzipSync } from "fflate";

const END_OF_DIRECTORY = 0x06054b50;

export function unzipped(bytes) {
  const modes = modesOf(Buffer.from(bytes));
  const files = Object.entries(unzipSync(bytes));
  return new Map(
    files.map(([path, content]) => [path, { content: Buffer.from(content), mode: modes.get(path) }]),
  );
}

/** From the central directory, which alone has modes. */
function modesOf(bytes) {
  const end = bytes.length - 22;
  if (bytes.readUInt32LE(end) !== END_OF_DIRECTORY) {
    throw new Error("the archive has no directory at its end");
  }
  const modes = new Map();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const path = bytes.toString("utf8", at + 46, at + 46 + name);
    modes.set(path, bytes.readUInt32LE(at + 38) >>> 16);
    at += 46 + name + extra + comment;
  }
  return modes;
}
