/** What every screen shares: the square, the words, and the strip of small print with what must always be in view. */
import type { ComponentChildren } from 'preact';
import type { GlassSnapshot } from '../../preload/contract.ts';
import { BrandMark } from '../brand/brand-mark.tsx';
import { noteText } from '../texts/amount.ts';
import type { Texts } from '../texts/texts.ts';

/** How a screen looks from a distance: `calm` by default, `good` when money arrived, `care` when it did not. */
export type Mood = 'calm' | 'good' | 'care';

interface FrameProps {
  name: string;
  mood: Mood;
  snapshot: GlassSnapshot;
  texts: Texts;
  /** The thing to look at; it has a place of its own. */
  square: ComponentChildren;
  children: ComponentChildren;
}

export function Frame({ name, mood, snapshot, texts, square, children }: FrameProps) {
  return (
    <main class="glass" data-screen={name} data-mood={mood}>
      {square}
      <section class="words">{children}</section>
      <SmallPrint snapshot={snapshot} texts={texts} />
    </main>
  );
}

function SmallPrint({ snapshot, texts }: { snapshot: GlassSnapshot; texts: Texts }) {
  const { asset, acceptedNotes, responsibleGambling, trial, locale, brand } = snapshot;
  return (
    <footer class="small-print">
      {trial !== null && <p class="trial">{texts.trial[trial]}</p>}
      <p class="notes">
        {acceptedNotes.length === 0 ? (
          texts.takesNoNotes
        ) : (
          <>
            {texts.takesNotes}
            {acceptedNotes.map((note) => (
              <b key={note.minor}>{noteText(note, locale)}</b>
            ))}
          </>
        )}
      </p>
      {asset !== '' && (
        <p class="asset">
          {texts.machine} <b>{asset}</b>
        </p>
      )}
      <p class="limits">
        {texts.playWithinLimits} <b>{texts.help(responsibleGambling.helpline)}</b>
      </p>
      {brand !== null && <BrandMark brand={brand} />}
    </footer>
  );
}
