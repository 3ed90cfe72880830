// The tree of files: arrow keys, Home, End and letters move in it, as WAI-ARIA describes.

import { useMemo, useRef, useState } from "preact/hooks";

import type { FileEntry } from "../engine/documents";
import { foldersOf, type Row, visibleRows } from "./tree";

interface Props {
  files: FileEntry[];
  selected: string;
  select: (path: string) => void;
}

/** The folder that is open at first, with those directly in it. */
const FIRST_OPEN = "src";

export function FileTree({ files, selected, select }: Props) {
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [active, setActive] = useState(selected);
  const list = useRef<HTMLDivElement>(null);
  const isOpen = (folder: string) => toggled.get(folder) ?? isOpenAtFirst(folder, selected);
  const rows = useMemo(() => visibleRows(files, isOpen), [files, toggled, selected]);
  const current =
    rows.find(({ path }) => path === active) ?? rows.find(({ path }) => path === selected) ?? rows[0];

  const toggle = (folder: string) => setToggled(new Map(toggled).set(folder, !isOpen(folder)));
  const focus = (row: Row | undefined) => {
    if (row) {
      setActive(row.path);
      list.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(row.path)}"]`)?.focus();
    }
  };
  const activate = (row: Row) => {
    setActive(row.path);
    if (row.isFolder) {
      toggle(row.path);
    } else {
      select(row.path);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (current && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const isHandled = press(event.key, { rows, current, isOpen, focus, toggle, activate });
      if (isHandled) {
        event.preventDefault();
        event.stopPropagation();
      }
    }
  };
  return (
    <div class="tree" role="tree" aria-label="Files" ref={list} onKeyDown={onKeyDown}>
      {rows.map((row) => (
        <div
          key={row.path}
          role="treeitem"
          data-path={row.path}
          class={row.isFolder ? "folder" : "leaf"}
          style={{ "--level": row.level }}
          aria-level={row.level}
          aria-posinset={row.position}
          aria-setsize={row.size}
          aria-expanded={row.isFolder ? isOpen(row.path) : undefined}
          aria-selected={row.path === selected}
          tabIndex={row === current ? 0 : -1}
          onClick={() => activate(row)}
        >
          <span>{row.name}</span>
        </div>
      ))}
    </div>
  );
}

function isOpenAtFirst(folder: string, selected: string): boolean {
  const isDirectly = foldersOf(folder).join() === FIRST_OPEN;
  return folder === FIRST_OPEN || isDirectly || selected.startsWith(`${folder}/`);
}

interface Keys {
  rows: Row[];
  current: Row;
  isOpen: (folder: string) => boolean;
  focus: (row: Row | undefined) => void;
  toggle: (folder: string) => void;
  activate: (row: Row) => void;
}

/** Whether the tree uses the key. */
function press(key: string, { rows, current, isOpen, focus, toggle, activate }: Keys): boolean {
  const at = rows.indexOf(current);
  const isOpened = current.isFolder && isOpen(current.path);
  const parent = foldersOf(current.path).at(-1);
  switch (key) {
    case "ArrowDown":
      focus(rows[at + 1]);
      return true;
    case "ArrowUp":
      focus(rows[at - 1]);
      return true;
    case "Home":
      focus(rows[0]);
      return true;
    case "End":
      focus(rows.at(-1));
      return true;
    case "ArrowRight":
      if (isOpened) focus(rows[at + 1]);
      else if (current.isFolder) toggle(current.path);
      return true;
    case "ArrowLeft":
      if (isOpened) toggle(current.path);
      else focus(rows.find(({ path }) => path === parent));
      return true;
    case "Enter":
    case " ":
      activate(current);
      return true;
    default:
      return focusByLetter(key, rows, at, focus);
  }
}

function focusByLetter(key: string, rows: Row[], at: number, focus: Keys["focus"]): boolean {
  if (!/^[\p{L}\p{N}._]$/u.test(key)) {
    return false;
  }
  const following = [...rows.slice(at + 1), ...rows.slice(0, at + 1)];
  focus(following.find(({ name }) => name.toLowerCase().startsWith(key.toLowerCase())));
  return true;
}
