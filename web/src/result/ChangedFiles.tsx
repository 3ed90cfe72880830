// The list of files that differ: the arrow keys select.

import { useRef } from "preact/hooks";

import type { ChangedFile } from "../engine/documents";

interface Props {
  files: ChangedFile[];
  selected: string;
  select: (path: string) => void;
}

const SIGNS = { added: "A", removed: "D", changed: "M" };

export function ChangedFiles({ files, selected, select }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const at = files.findIndex(({ path }) => path === selected);
    const targets: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: files.length - 1,
    };
    const target = files[targets[event.key] ?? -1];
    if (target) {
      event.preventDefault();
      select(target.path);
      list.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(target.path)}"]`)?.focus();
    }
  };
  return (
    <div class="tree changed" role="listbox" aria-label="Files that differ" ref={list} onKeyDown={move}>
      {files.map(({ path, action, added, removed }) => (
        <div
          key={path}
          role="option"
          data-path={path}
          aria-selected={path === selected}
          tabIndex={path === selected ? 0 : -1}
          onClick={() => select(path)}
        >
          <span class={`sign ${action}`} aria-hidden="true">
            {SIGNS[action]}
          </span>
          <Path path={path} />
          <span class="unseen">
            {path}: {action}, lines{" "}
          </span>
          <span class="lines">
            {added > 0 && <span class="added">+{added}</span>}{" "}
            {removed > 0 && <span class="removed">−{removed}</span>}
          </span>
        </div>
      ))}
    </div>
  );
}

/** Where there is no room for all of it, the name of the file stays. */
function Path({ path }: { path: string }) {
  const at = path.lastIndexOf("/") + 1;
  return (
    <span class="path" aria-hidden="true">
      <span>{path.slice(0, at)}</span>
      {path.slice(at)}
    </span>
  );
}
