// The generated project as a ZIP file: its folder has the project's name, and files keep their Unix modes.

import { type Zippable, zipSync } from "fflate";

import type { Archive } from "../../generated/engine.js";
import type { FileEntry } from "./documents";

const UNIX = 3;
const REGULAR_FILE = 0o100000;
const MODES = { plain: 0o644, executable: 0o755, private: 0o600 };
/** The first moment that a ZIP file can hold, so that the same files give the same archive. */
const TIME = new Date(1980, 0, 1);

export function zipped(root: string, archive: Archive): Uint8Array {
  const files: Zippable = {};
  for (const { path, mode } of JSON.parse(archive.list()) as FileEntry[]) {
    const attrs = (REGULAR_FILE | MODES[mode]) << 16;
    files[`${root}/${path}`] = [archive.file(path) ?? new Uint8Array(), { os: UNIX, attrs, mtime: TIME }];
  }
  archive.free();
  return zipSync(files);
}
