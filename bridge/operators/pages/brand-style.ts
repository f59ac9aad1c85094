import type { BrandColours } from '../../../protocol/brand.ts';

/** The band at the top of every page in the colours of the casino. What is read and filled in stays as it is. */
export function brandStyle({ ground, text, accent, onAccent }: BrandColours): string {
  return `
header,
nav {
  color: ${text};
  background: ${ground};
}

header {
  padding: 0.75rem 1.5rem;
  border-top: 4px solid ${accent};
  font-weight: 700;
}

nav {
  border-bottom: 0;
}

nav a {
  color: ${accent};
}

nav button {
  border: 0;
  padding: 0.3rem 0.75rem;
  color: ${onAccent};
  background: ${accent};
}
`;
}
