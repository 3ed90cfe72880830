// Paths as the rows of a tree: folders before files, each by name.

import type { FileEntry } from "../engine/documents";

export interface Row {
  path: string;
  name: string;
  /** From 1. */
  level: number;
  isFolder: boolean;
  /** Its place among the rows of the same folder. */
  position: number;
  size: number;
  file: FileEntry | null;
}

interface Folder {
  folders: Map<string, Folder>;
  files: FileEntry[];
}

/** The rows that are visible: those inside of folders that are open. */
export function visibleRows(files: FileEntry[], isOpen: (folder: string) => boolean): Row[] {
  return rowsOf(grown(files), "", 1, isOpen);
}

function grown(files: FileEntry[]): Folder {
  const root: Folder = { folders: new Map(), files: [] };
  for (const file of files) {
    let folder = root;
    for (const name of file.path.split("/").slice(0, -1)) {
      const next = folder.folders.get(name) ?? { folders: new Map(), files: [] };
      folder.folders.set(name, next);
      folder = next;
    }
    folder.files.push(file);
  }
  return root;
}

function rowsOf(folder: Folder, prefix: string, level: number, isOpen: (folder: string) => boolean): Row[] {
  const size = folder.folders.size + folder.files.length;
  const folders = [...folder.folders].sort(([one], [other]) => (one < other ? -1 : 1));
  const above = folders.flatMap(([name, inner], at) => {
    const path = `${prefix}${name}`;
    const row: Row = { path, name, level, isFolder: true, position: at + 1, size, file: null };
    return isOpen(path) ? [row, ...rowsOf(inner, `${path}/`, level + 1, isOpen)] : [row];
  });
  const below = folder.files.map((file, at): Row => {
    const name = file.path.slice(prefix.length);
    const position = folders.length + at + 1;
    return { path: file.path, name, level, isFolder: false, position, size, file };
  });
  return [...above, ...below];
}

/** The folders around a path, outermost first. */
export function foldersOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, at) => parts.slice(0, at + 1).join("/"));
}
