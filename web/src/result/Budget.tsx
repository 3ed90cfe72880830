// The budget: what is full first, memory, processors, connections, timeouts, and the rules that hold.

import type { ComponentChildren } from "preact";

import type { Rule, ServiceRow, Sheet, TierLoad } from "../engine/documents";
import { consequences } from "../state/store";
import { NothingYet } from "./NothingYet";
import { Shares } from "./Shares";

export function Budget() {
  const { budget } = consequences.value;
  if (!budget) {
    return <NothingYet what="The budget is" />;
  }
  const { sheet, inequalities } = budget;
  const [first] = sheet.tiers;
  return (
    <div class="budget">
      <dl class="figures">
        <Figure
          name="Memory"
          value={`${sheet.memory_mb} MiB`}
          more={most(sheet.memory_mb, sheet.max_memory_mb, "MiB")}
        />
        <Figure name="Processors" value={number(sheet.cpus)} more={most(sheet.cpus, sheet.max_cpus, "")} />
        {sheet.max_connections !== null && (
          <Figure name="Database connections" value={number(sheet.max_connections)} more="allowed" />
        )}
        {first && <Figure name="Full first" value={first.name} more={`at ${first.full_at}`} />}
      </dl>
      <Load sheet={sheet} />
      <Services sheet={sheet} />
      <Shares title="Memory" unit="MiB" shares={sheet.services.map((row) => share(row, row.memory_mb))} />
      <Shares title="Database connections" unit="" shares={sheet.connections} />
      <Timeouts timeouts={sheet.timeouts} />
      <Rules rules={inequalities} />
    </div>
  );
}

function most(usual: number, highest: number, unit: string): string {
  return highest > usual ? `at most ${number(highest)} ${unit}` : "in total";
}

function share(row: ServiceRow, each: number) {
  return { name: row.service, count: row.replicas * each };
}

function number(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function Figure({ name, value, more }: { name: string; value: string; more: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <strong>{value}</strong> <span>{more}</span>
      </dd>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="part">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Load({ sheet }: { sheet: Sheet }) {
  return (
    <Part title="Under the expected load">
      <table class="load">
        <thead>
          <tr>
            <th scope="col">Resource</th>
            <th scope="col">Utilisation</th>
            <th scope="col">Full at</th>
          </tr>
        </thead>
        <tbody>
          {sheet.tiers.map((tier) => (
            <LoadRow key={tier.name} tier={tier} />
          ))}
        </tbody>
      </table>
      {sheet.told.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </Part>
  );
}

function LoadRow({ tier }: { tier: TierLoad }) {
  const isHigh = tier.utilisation > 0.8;
  return (
    <tr>
      <th scope="row">{tier.name}</th>
      <td>
        <span class={isHigh ? "bar high" : "bar"}>
          <span style={{ width: `${Math.min(tier.utilisation, 1) * 100}%` }} />
        </span>
        {tier.busy}
      </td>
      <td>{tier.full_at}</td>
    </tr>
  );
}

function Services({ sheet }: { sheet: Sheet }) {
  const times = (row: ServiceRow, each: number) =>
    row.replicas > 1 ? `${row.replicas} × ${number(each)}` : number(each);
  const replicas = (row: ServiceRow) =>
    row.max_replicas > row.replicas ? `${row.replicas} to ${row.max_replicas}` : String(row.replicas);
  return (
    <Part title="Services">
      <section class="scrolls" tabIndex={0} aria-label="Services">
        <table>
          <thead>
            <tr>
              <th scope="col">Service</th>
              <th scope="col">Provider</th>
              <th scope="col">Replicas</th>
              <th scope="col">Each runs</th>
              <th scope="col">MiB</th>
              <th scope="col">Processors</th>
            </tr>
          </thead>
          <tbody>
            {sheet.services.map((row) => (
              <tr key={row.service}>
                <th scope="row">{row.service}</th>
                <td>{row.label}</td>
                <td>{replicas(row)}</td>
                <td>{row.runs}</td>
                <td>{times(row, row.memory_mb)}</td>
                <td>{times(row, row.cpus)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Part>
  );
}

function Timeouts({ timeouts }: { timeouts: Sheet["timeouts"] }) {
  return (
    <Part title="Timeouts in seconds, shortest first">
      {timeouts.map((order) => (
        <ol class="timeouts" key={order.map(({ name }) => name).join()}>
          {order.map(({ name, seconds }) => (
            <li key={name}>
              {name} <strong>{seconds}</strong>
            </li>
          ))}
        </ol>
      ))}
    </Part>
  );
}

function Rules({ rules }: { rules: Rule[] }) {
  return (
    <details class="rules">
      <summary>{rules.length} rules hold between these numbers</summary>
      <dl>
        {rules.map(({ name, text }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <code>{text}</code>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
