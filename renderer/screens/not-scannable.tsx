import type { GlassSnapshot } from '../../preload/contract.ts';
import { Frame } from '../frame/frame.tsx';
import { ModulePicture } from '../frame/module-picture.tsx';
import { StatementWords } from '../frame/statement.tsx';
import type { Texts } from '../texts/texts.ts';

/**
 * Shown in place of a code that would be too small to read, until the main process has heard of it
 * (PaintReport.problem).
 */
export function NotScannableScreen({ snapshot, texts }: { snapshot: GlassSnapshot; texts: Texts }) {
  const { title, body } = texts.unavailable.CODE_NOT_SCANNABLE;
  return (
    <Frame
      name="not-scannable"
      mood="care"
      snapshot={snapshot}
      texts={texts}
      square={<ModulePicture of="attendant" />}
    >
      <StatementWords title={title} technicianCode="G1" texts={texts}>
        <p>{body}</p>
      </StatementWords>
    </Frame>
  );
}
