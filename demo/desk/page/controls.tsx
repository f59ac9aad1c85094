/** The desk's switches: one of several, and on or off. */
import type { ComponentChildren } from 'preact';

interface ChoiceProps<T> {
  label: string;
  hint: string;
  value: T | null;
  options: readonly { value: T; text: string; tone: 'good' | 'bad' | 'plain' }[];
  choose: (value: T) => void;
}

export function Choice<T extends string | number>({ label, hint, value, options, choose }: ChoiceProps<T>) {
  return (
    <div class="choice" role="group" aria-label={label}>
      <div class="label">
        <b>{label}</b>
        <span>{hint}</span>
      </div>
      <div class="segments">
        {options.map((option) => (
          <button
            key={option.value}
            type="button"
            data-tone={option.tone}
            aria-pressed={option.value === value}
            disabled={value === null}
            onClick={() => choose(option.value)}
          >
            {option.text}
          </button>
        ))}
      </div>
    </div>
  );
}

interface ToggleProps {
  label: string;
  /** What it is now, in a word. */
  now: string;
  /** As it should be. */
  good: boolean;
  disabled: boolean;
  flip: () => void;
}

export function Toggle({ label, now, good, disabled, flip }: ToggleProps) {
  return (
    <button class="toggle" type="button" role="switch" aria-checked={good} disabled={disabled} onClick={flip}>
      <i />
      <b>{label}</b>
      <span>{now}</span>
    </button>
  );
}

export function Panel({
  name,
  title,
  side,
  children,
}: {
  name: string;
  title: string;
  side?: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <section class={`panel ${name}`}>
      <header>
        <h2>{title}</h2>
        {side}
      </header>
      {children}
    </section>
  );
}
