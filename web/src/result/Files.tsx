// The files of the project: a tree, and the content of one.

import { useEffect, useState } from "preact/hooks";

import { Code } from "../code/Code";
import type { FileEntry } from "../engine/documents";
import { CopyButton } from "../page/CopyButton";
import { copy } from "../page/copy";
import { saveText } from "../page/save";
import { show } from "../state/choose";
import { ask } from "../state/engine";
import { project, view } from "../state/store";
import { FileTree } from "./FileTree";
import { NothingYet } from "./NothingYet";

/** What is shown first, where the project has it. */
const FIRST = "README.md";

export function Files() {
  const { files } = project.value ?? { files: [] };
  const wanted = files.find(({ path }) => path === view.value.file);
  const shown = wanted ?? files.find(({ path }) => path === FIRST) ?? files[0];
  if (!shown) {
    return <NothingYet what="The files are" />;
  }
  return (
    <div class="files">
      <FileTree files={files} selected={shown.path} select={(file) => show({ file })} />
      <FileContent entry={shown} />
    </div>
  );
}

interface Content {
  path: string;
  /** Null for a binary file. */
  text: string | null;
}

function FileContent({ entry }: { entry: FileEntry }) {
  const [content, setContent] = useState<Content | null>(null);
  const current = project.value;
  const { path } = entry;
  useEffect(() => {
    let isOld = false;
    ask("file", path).then((bytes) => {
      // a newer choice has no files yet: what is shown stays until it has
      if (!isOld && bytes) {
        const text = bytes.includes(0) ? null : new TextDecoder().decode(bytes);
        setContent({ path, text });
      }
    });
    return () => {
      isOld = true;
    };
  }, [path, current]);
  const text = content?.path === path ? content.text : "";
  return (
    <div class="file">
      <div class="file-head">
        <h3>{path}</h3>
        <span class="brief">{facts(entry)}</span>
        {text !== null && <CopyButton what={path} run={() => copy(text, path)} />}
        {text !== null && (
          <button type="button" class="quiet" onClick={() => saveText(path.split("/").at(-1) ?? path, text)}>
            Download<span class="unseen"> {path}</span>
          </button>
        )}
      </div>
      {text === null ? <p class="hint">This file is not text.</p> : <Code path={path} text={text} />}
    </div>
  );
}

function facts({ lines, bytes, mode }: FileEntry): string {
  const size = bytes < 1024 ? `${bytes} bytes` : `${(bytes / 1024).toFixed(1)} KiB`;
  const special = mode === "plain" ? [] : [mode];
  return [`${lines} lines`, size, ...special].join(", ");
}
