import type { GlassBrand } from '../../preload/contract.ts';

/** Whose machine it is: the logo, always on the brand's own ground. */
export function BrandMark({ brand: { name, logo } }: { brand: GlassBrand }) {
  return (
    <p class="brand">
      <img src={logo} alt={name} />
    </p>
  );
}
