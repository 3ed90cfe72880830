// A whole and its parts, as one bar with a legend.

interface Share {
  name: string;
  count: number;
}

/** The colours of the style sheet; more parts begin again. */
const COLOURS = 6;

export function Shares({ title, unit, shares }: { title: string; unit: string; shares: Share[] }) {
  const parts = shares.filter(({ count }) => count > 0);
  const whole = parts.reduce((sum, { count }) => sum + count, 0);
  if (parts.length < 2) {
    return null;
  }
  return (
    <section class="part">
      <h3>
        {title}: {whole} {unit}
      </h3>
      <div class="shares" aria-hidden="true">
        {parts.map(({ name, count }, at) => (
          <span key={name} class={`share${at % COLOURS}`} style={{ flexGrow: count }} />
        ))}
      </div>
      <ul class="legend">
        {parts.map(({ name, count }, at) => (
          <li key={name}>
            <span class={`dot share${at % COLOURS}`} aria-hidden="true" />
            {name} <strong>{count}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
}
