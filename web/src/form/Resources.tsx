// The resources: kinds of records, each with a name and typed fields.

import type { Field, Resource } from "../engine/documents";
import { focusSoon } from "../page/focus";
import { Prose } from "../page/Prose";
import { choose } from "../state/choose";
import { about, choice, problems } from "../state/store";
import { ProblemList } from "./ProblemsAt";

const NEW_FIELD: Field = { name: "name", type: "string(120)" };

export function Resources() {
  const { resources } = choice.value;
  const add = () => {
    choose({ resources: [...resources, { name: freeName(resources), fields: [NEW_FIELD] }] });
    focusSoon(`#resource-${resources.length}-name`);
  };
  return (
    <section aria-labelledby="resources-title">
      <h2 id="resources-title">Resources</h2>
      <p class="hint">Kinds of records that the service keeps: each gets an API, a table and tests.</p>
      {resources.map((resource, at) => (
        <ResourceCard key={at} resource={resource} at={at} />
      ))}
      <button type="button" class="add" id="resource-add" onClick={add}>
        Add a resource
      </button>
      {resources.length > 0 && <Types />}
    </section>
  );
}

function freeName(resources: Resource[]): string {
  const taken = resources.map(({ name }) => name);
  const names = ["note", ...Array.from({ length: taken.length + 1 }, (_, at) => `note_${at + 2}`)];
  return names.find((name) => !taken.includes(name)) ?? "note";
}

function changeResource(at: number, resource: Resource | null, place = "") {
  const resources = choice.value.resources.flatMap((old, index) => {
    const next = index === at ? resource : old;
    return next ? [next] : [];
  });
  choose({ resources }, place);
}

function ResourceCard({ resource, at }: { resource: Resource; at: number }) {
  const id = `resource-${at}`;
  const rename = (name: string) => changeResource(at, { ...resource, name }, `${id}-name`);
  const change = (fields: Field[], place = "") => changeResource(at, { ...resource, fields }, place);
  const add = () => {
    change([...resource.fields, { name: "", type: "" }]);
    focusSoon(`#${id}-field-${resource.fields.length}-name`);
  };
  const remove = () => {
    changeResource(at, null);
    focusSoon("#resource-add");
  };
  return (
    <fieldset class="resource">
      <legend class="unseen">Resource {resource.name}</legend>
      <div class="row">
        <input
          id={`${id}-name`}
          class="resource-name"
          type="text"
          aria-label="Name of the resource"
          autocomplete="off"
          spellcheck={false}
          value={resource.name}
          onInput={(event) => rename(event.currentTarget.value)}
        />
        <button type="button" class="quiet" onClick={remove}>
          Remove<span class="unseen"> {resource.name}</span>
        </button>
      </div>
      {resource.fields.map((_, index) => (
        <FieldRow key={index} id={id} fields={resource.fields} at={index} change={change} />
      ))}
      <button type="button" class="quiet" onClick={add}>
        Add a field<span class="unseen"> to {resource.name}</span>
      </button>
      <ProblemList problems={problemsOf(resource)} />
    </fieldset>
  );
}

interface FieldProps {
  id: string;
  fields: Field[];
  at: number;
  change: (fields: Field[], place?: string) => void;
}

function FieldRow({ id, fields, at, change }: FieldProps) {
  const field = fields[at] ?? NEW_FIELD;
  const place = `${id}-field-${at}`;
  const set = (part: Partial<Field>) => change(fields.with(at, { ...field, ...part }), place);
  const remove = () => {
    change(fields.toSpliced(at, 1));
    focusSoon(`#${id}-field-${Math.max(at - 1, 0)}-name, #${id}-name`);
  };
  return (
    <div class="row field">
      <input
        id={`${place}-name`}
        type="text"
        placeholder="name"
        aria-label={`Name of field ${at + 1}`}
        autocomplete="off"
        spellcheck={false}
        value={field.name}
        onInput={(event) => set({ name: event.currentTarget.value })}
      />
      <input
        type="text"
        placeholder="type"
        aria-label={`Type of field ${at + 1}`}
        autocomplete="off"
        spellcheck={false}
        list="field-types"
        value={field.type}
        onInput={(event) => set({ type: event.currentTarget.value })}
      />
      <button
        type="button"
        class="quiet"
        aria-label={`Remove the field ${field.name || at + 1}`}
        onClick={remove}
      >
        ✕
      </button>
    </div>
  );
}

/** The problems whose place or message names the resource. */
function problemsOf({ name }: Resource) {
  const places = [`--resource ${name}`, `resources.${name}`];
  return problems.value.filter(({ where }) =>
    places.some(
      (place) => where === place || where?.startsWith(`${place} `) || where?.startsWith(`${place}.`),
    ),
  );
}

function Types() {
  const types = about.value?.types ?? [];
  return (
    <details class="types">
      <summary>Types of fields</summary>
      <dl>
        {types.map(({ id, about, modifiers }) => (
          <div key={id}>
            <dt>
              <code>{id}</code>
            </dt>
            <dd>
              <Prose text={about} />{" "}
              {modifiers.length > 0 && <span class="requirement">Takes {modifiers.join(", ")}.</span>}
            </dd>
          </div>
        ))}
      </dl>
      <p class="hint">
        <code>?</code> after a type makes a field optional; <code>= VALUE</code> gives it a default.
      </p>
      <datalist id="field-types">
        {types.map(({ id, about }) => (
          <option key={id} value={id} label={about} />
        ))}
      </datalist>
    </details>
  );
}
