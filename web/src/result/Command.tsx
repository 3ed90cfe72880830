// The command that writes the project, and what can be downloaded.

import { CopyButton } from "../page/CopyButton";
import { copyNewest } from "../page/copy";
import { saveProject } from "../page/project";
import { consequences, counts, isCurrent, problems } from "../state/store";

export function Command() {
  const { command } = consequences.value;
  const isReady = isCurrent.value && problems.value.length === 0;
  const { files, lines } = counts.value;
  return (
    <section class="command" aria-label="Command">
      <div class="line">
        <code id="command">{words(command ?? "fix the problems to get the command")}</code>
        {command !== undefined && (
          <CopyButton what="the command" run={() => copyNewest("command", "the command")} />
        )}
      </div>
      <div class="downloads">
        <button type="button" class="primary" disabled={!isReady} onClick={saveProject}>
          Download ZIP
        </button>
        <p class="counts">{files > 0 && `${files} files, ${lines.toLocaleString("en")} lines`}</p>
      </div>
    </section>
  );
}

/** The words of a text, which breaks only between them: `--resource` is one. */
function words(text: string) {
  return text.split(" ").flatMap((word, at) => [
    at > 0 && " ",
    <span key={`${at} ${word}`} class="word">
      {word}
    </span>,
  ]);
}
