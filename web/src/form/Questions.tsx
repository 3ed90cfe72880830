// The questions of the pack that the chosen tiers ask.

import type { Question } from "../engine/documents";
import { setKey } from "../state/choose";
import { about, choice, consequences } from "../state/store";
import { ProblemsAt } from "./ProblemsAt";

export function Questions() {
  const asked = consequences.value.questions ?? [];
  const questions = about.value?.questions.filter(({ id }) => asked.includes(id)) ?? [];
  if (questions.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby="questions-title">
      <h2 id="questions-title">Questions of this pack</h2>
      {questions.map((question) => (
        <QuestionRow key={question.id} question={question} />
      ))}
    </section>
  );
}

function QuestionRow({ question }: { question: Question }) {
  const key = `answers.${question.id}`;
  const usual = String(question.default);
  const value = choice.value.set[key] ?? usual;
  const set = (value: string) => setKey(key, value, usual);
  return (
    <div class="question">
      <label for={key}>{question.question}</label>
      <Control id={key} question={question} value={value} set={set} />
      <ProblemsAt keys={[key]} />
    </div>
  );
}

interface ControlProps {
  id: string;
  question: Question;
  value: string;
  set: (value: string) => void;
}

function Control({ id, question, value, set }: ControlProps) {
  if (question.type === "yes-no") {
    const isYes = value === "true" || value === "yes";
    const pick = (event: { currentTarget: HTMLInputElement }) => set(String(event.currentTarget.checked));
    return <input id={id} type="checkbox" checked={isYes} onChange={pick} />;
  }
  if (question.type === "choice") {
    return (
      <select id={id} value={value} onChange={(event) => set(event.currentTarget.value)}>
        {question.choices?.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </select>
    );
  }
  return (
    <input
      id={id}
      type="text"
      inputMode={question.type === "number" ? "decimal" : "text"}
      autocomplete="off"
      spellcheck={false}
      value={value}
      onInput={(event) => set(event.currentTarget.value)}
    />
  );
}
