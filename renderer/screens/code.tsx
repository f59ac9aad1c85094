import { CodeCanvas } from '../code/code-canvas.tsx';
import type { Drawing } from '../code/drawing.ts';
import { TimeLeft } from '../code/time-left.tsx';
import { Frame } from '../frame/frame.tsx';
import type { ScreenProps } from './screen-props.ts';

interface CodeScreenProps extends ScreenProps<'code'> {
  drawing: Drawing;
  /** When the code ends, on the renderer's monotonic clock. */
  deadline: number;
}

/** The main screen: the code, how long it lives, and the four steps from here to credits. */
export function CodeScreen({ screen, snapshot, texts, drawing, deadline }: CodeScreenProps) {
  return (
    <Frame
      name="code"
      mood="calm"
      snapshot={snapshot}
      texts={texts}
      square={
        <>
          <TimeLeft deadline={deadline} lifetimeMs={screen.lifetimeMs} sidePx={drawing.sidePx} />
          <CodeCanvas drawing={drawing} label={texts.purpose} />
        </>
      }
    >
      <h1 class="purpose">{texts.purpose}</h1>
      <ol class="steps">
        {texts.steps.map(({ verb, how }) => (
          <li key={verb}>
            <b>{verb}</b>
            <span>{how}</span>
          </li>
        ))}
      </ol>
    </Frame>
  );
}
