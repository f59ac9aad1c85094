import type { GlassSnapshot } from '../../preload/contract.ts';
import { Frame } from '../frame/frame.tsx';
import { ModulePicture } from '../frame/module-picture.tsx';
import { StatementWords } from '../frame/statement.tsx';
import type { Texts } from '../texts/texts.ts';

/**
 * What the renderer shows by itself when a code ran out and nothing newer came from the main process [blank-by-itself].
 */
export function ExpiredScreen({ snapshot, texts }: { snapshot: GlassSnapshot; texts: Texts }) {
  return (
    <Frame name="expired" mood="care" snapshot={snapshot} texts={texts} square={<ModulePicture of="wait" />}>
      <StatementWords title={texts.expired.title} technicianCode="G3" texts={texts}>
        <p>{texts.expired.body}</p>
      </StatementWords>
    </Frame>
  );
}
