// The tiers: a radio group for each. What the other tiers rule out is disabled, with the reason.

import type { Provider, Reason, Tier } from "../engine/documents";
import { Prose } from "../page/Prose";
import { choose } from "../state/choose";
import { about, choice, consequences } from "../state/store";
import { ProblemsAt } from "./ProblemsAt";

export function Tiers() {
  const tiers = about.value?.tiers ?? [];
  return (
    <section aria-labelledby="tiers-title">
      <h2 id="tiers-title">Tiers</h2>
      <div class="tiers">
        {tiers.map((tier) => (
          <TierGroup key={tier.id} tier={tier} />
        ))}
      </div>
    </section>
  );
}

/** The provider that counts. */
export function chosen(tier: string): string | undefined {
  return choice.value.tiers[tier] ?? consequences.value.selection?.[tier];
}

function TierGroup({ tier }: { tier: Tier }) {
  const current = chosen(tier.id);
  const reasons = consequences.value.ruled_out?.[tier.id] ?? {};
  const provider = tier.providers.find(({ id }) => id === current);
  const ruledOut = tier.providers.filter(({ id }) => reasons[id]);
  return (
    <fieldset class="tier" id={`tier-${tier.id}`}>
      <legend>{tier.label}</legend>
      <div class="options">
        {tier.providers.map((option) => (
          <Option
            key={option.id}
            tier={tier.id}
            option={option}
            isChosen={option.id === current}
            isRuledOut={reasons[option.id] !== undefined}
          />
        ))}
      </div>
      <p class="hint">
        <Prose text={provider?.about ?? ""} />
      </p>
      {ruledOut.map((option) => (
        <RuledOut
          key={option.id}
          tier={tier.id}
          option={option}
          reason={reasons[option.id]}
          isChosen={option.id === current}
        />
      ))}
      {ruledOut.length === 0 && <ProblemsAt keys={[tier.id, `tiers.${tier.id}`]} />}
    </fieldset>
  );
}

interface OptionProps {
  tier: string;
  option: Provider;
  isChosen: boolean;
  isRuledOut: boolean;
}

function Option({ tier, option, isChosen, isRuledOut }: OptionProps) {
  const pick = () => choose({ tiers: { ...choice.value.tiers, [tier]: option.id } });
  return (
    <label class="option" title={option.about ?? undefined}>
      <input
        type="radio"
        name={`tier-${tier}`}
        value={option.id}
        checked={isChosen}
        disabled={isRuledOut && !isChosen}
        aria-describedby={isRuledOut ? reasonId(tier, option.id) : undefined}
        onChange={pick}
      />
      <span>{option.label}</span>
    </label>
  );
}

const reasonId = (tier: string, provider: string) => `reason-${tier}-${provider}`;

function RuledOut(props: { tier: string; option: Provider; reason: Reason | undefined; isChosen: boolean }) {
  const { tier, option, reason, isChosen } = props;
  if (!reason) {
    return null;
  }
  const cause = about.value?.tiers.find(({ id }) => id === reason.tier);
  const label = cause?.providers.find(({ id }) => id === reason.provider)?.label ?? reason.provider;
  return (
    <p class={isChosen ? "reason now" : "reason"} id={reasonId(tier, option.id)}>
      <strong>{option.label}</strong> is not possible with{" "}
      <a href={`#tier-${reason.tier}`} onClick={(event) => focusTier(event, reason.tier)}>
        {cause?.label ?? reason.tier}: {label}
      </a>
      : <Prose text={reason.reason} />.
    </p>
  );
}

/** Moves to the tier that rules something out; the address stays. */
function focusTier(event: Event, tier: string) {
  event.preventDefault();
  document.querySelector<HTMLInputElement>(`#tier-${CSS.escape(tier)} input:checked`)?.focus();
}
