// The page: a header, the choices, and the result.

import { Form } from "../form/Form";
import { ProblemList } from "../form/ProblemsAt";
import { Command } from "../result/Command";
import { Tabs } from "../result/Tabs";
import { failure, isCurrent, problems } from "../state/store";
import { DropTarget } from "./DropTarget";
import { Header } from "./Header";
import { Help } from "./Help";
import { Banner, Message, Refusal, Status } from "./Status";

export function Page() {
  if (failure.value.length > 0) {
    return <Failure />;
  }
  const state = problems.value.length > 0 ? "refused" : isCurrent.value ? "ready" : "busy";
  return (
    <>
      <Header />
      <main class="panes">
        <Form />
        <div class="result" data-state={state}>
          <Refusal />
          <Banner />
          <Command />
          <Tabs />
        </div>
      </main>
      <Status />
      <Message />
      <DropTarget />
      <Help />
    </>
  );
}

function Failure() {
  return (
    <main class="failure">
      <h1>This page cannot start</h1>
      <ProblemList problems={failure.value} arePlaced />
    </main>
  );
}
