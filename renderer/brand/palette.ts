/**
 * A brand's few colours as the tokens of the style sheets (renderer/style/tokens.css). The colours of dividing lines
 * and unlit modules are mixed from them, in the ratios of our own look. No token of the code is among them: it is black
 * on white.
 */
import type { BrandColours } from '../../protocol/brand.ts';
import { between, contrast } from '../../protocol/contrast.ts';

const RULE = 0.13;
const UNLIT = 0.05;
const ACCENT_RULE = 0.19;
const ACCENT_UNLIT = 0.07;
const ACCENT_QUIET = 0.24;
const AA = 4.5;

/** Every custom property of a brand; one list, so that it can be taken away again as a whole. */
export function tokensOf({ ground, text, quiet, accent, onAccent, care }: BrandColours): Map<string, string> {
  return new Map([
    ['--ink', ground],
    ['--light', text],
    ['--muted', quiet],
    ['--accent', accent],
    ['--on-accent', onAccent],
    ['--amber', care],
    ['--faint', between(ground, text, RULE)],
    ['--dark', between(ground, text, UNLIT)],
    ['--accent-quiet', quietOn(accent, onAccent)],
    ['--accent-rule', between(accent, onAccent, ACCENT_RULE)],
    ['--accent-unlit', between(accent, onAccent, ACCENT_UNLIT)],
  ]);
}

/** Softer than the main text where that leaves enough contrast, else the same. */
function quietOn(accent: string, onAccent: string): string {
  const soft = between(onAccent, accent, ACCENT_QUIET);
  return contrast(soft, accent) >= AA ? soft : onAccent;
}
