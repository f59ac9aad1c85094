import { useLayoutEffect, useState } from 'preact/hooks';
import type { GlassBrand, Locale } from '../../preload/contract.ts';
import { BRAND_FAMILY, loadBrandFont } from './brand-font.ts';
import { tokensOf } from './palette.ts';

const NO_LOCALES: ReadonlySet<Locale> = new Set();

/** Puts the brand on the page, in the frame that shows it first, and takes it off with the last snapshot that has it. */
export function useBrand(brand: GlassBrand | null, locale: Locale | null): void {
  useColours(brand);
  const locales = useFont(brand?.font ?? null);
  const wanted = locale !== null && locales.has(locale);
  useLayoutEffect(() => {
    if (!wanted) return undefined;
    const { style } = document.documentElement;
    style.setProperty('--family', `'${BRAND_FAMILY}', var(--our-family)`);
    return () => void style.removeProperty('--family');
  }, [wanted]);
}

function useColours(brand: GlassBrand | null): void {
  // Every snapshot has an object of its own with the same colours.
  const said = JSON.stringify(brand?.colours ?? null);
  useLayoutEffect(() => {
    const colours = JSON.parse(said) as GlassBrand['colours'] | null;
    if (colours === null) return undefined;
    const { style } = document.documentElement;
    const tokens = tokensOf(colours);
    for (const [name, value] of tokens) style.setProperty(name, value);
    return () => {
      for (const name of tokens.keys()) style.removeProperty(name);
    };
  }, [said]);
}

/** @returns the languages that are set in it; none until it is loaded, and none where it cannot be loaded. */
function useFont(font: GlassBrand['font']): ReadonlySet<Locale> {
  const [locales, setLocales] = useState(NO_LOCALES);
  const { regular = null, bold = null } = font ?? {};
  useLayoutEffect(() => {
    if (regular === null || bold === null) return undefined;
    let faces: FontFace[] = [];
    let off = false;
    const takeOff = (): void => {
      off = true;
      for (const face of faces) document.fonts.delete(face);
      setLocales(NO_LOCALES);
    };
    const putOn = async (): Promise<void> => {
      const loaded = await loadBrandFont({ regular, bold });
      ({ faces } = loaded);
      if (off) takeOff();
      else setLocales(loaded.locales);
    };
    putOn().catch(() => undefined); // it cannot be loaded: our own letters stay
    return takeOff;
  }, [regular, bold]);
  return locales;
}
