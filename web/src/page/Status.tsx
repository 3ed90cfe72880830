// What is read aloud: messages, problems, and the size of the project. And what is wrong, where one sees it.

import { useEffect } from "preact/hooks";

import { ProblemList } from "../form/ProblemsAt";
import { choose, usualChoice } from "../state/choose";
import { counts, message, problems, refusal } from "../state/store";

const SHOWN_MS = 4_000;

/** The live region. */
export function Status() {
  const { files, lines } = counts.value;
  const [first] = problems.value;
  const state = first
    ? `${problems.value.length === 1 ? "1 problem" : `${problems.value.length} problems`}: ${first.message}`
    : `${files} files, ${lines.toLocaleString("en")} lines`;
  return (
    <div class="unseen" role="status" id="status">
      <p>{state}</p>
      <p>{message.value}</p>
    </div>
  );
}

/** A message that disappears. */
export function Message() {
  const text = message.value;
  useEffect(() => {
    if (text === "") {
      return undefined;
    }
    const timer = setTimeout(() => {
      message.value = "";
    }, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return text === "" ? null : (
    <p class="message" aria-hidden="true">
      {text}
    </p>
  );
}

/** All problems of the choice, above the result. */
export function Banner() {
  if (problems.value.length === 0) {
    return null;
  }
  return (
    <section class="banner" aria-label="Problems">
      <h2>This choice has no project</h2>
      <ProblemList problems={problems.value} />
      <button type="button" class="quiet" onClick={() => choose(usualChoice())}>
        Start again with the first preset
      </button>
    </section>
  );
}

/** A file that was opened and is no tierup.toml of this pack. */
export function Refusal() {
  const refused = refusal.value;
  if (refused === null) {
    return null;
  }
  return (
    <section class="banner" role="alert">
      <h2>{refused.name} cannot be opened</h2>
      <ProblemList problems={refused.problems} arePlaced />
      <button
        type="button"
        class="quiet"
        onClick={() => {
          refusal.value = null;
        }}
      >
        Close<span class="unseen"> this message</span>
      </button>
    </section>
  );
}
