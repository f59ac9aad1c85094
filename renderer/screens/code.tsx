import { CodeCanvas } from '../code/code-canvas.tsx';
import type { Drawing } from '../code/drawing.ts';
import { TimeLeft } from '../code/time-left.tsx';
import { Frame } from '../frame/frame.tsx';
import type { Arrangement } from '../frame/layout.ts';
import type { ScreenProps } from './screen-props.ts';

interface CodeScreenProps extends ScreenProps<'code'> {
  drawing: Drawing;
  /** When the code ends, on the renderer's monotonic clock. */
  deadline: number;
  devicePixelRatio: number;
  arrangement: Arrangement;
}

/** The product's face: the code, how long it lives, and the four steps from here to credits. */
export function CodeScreen(props: CodeScreenProps) {
  const { screen, snapshot, texts, drawing, deadline, devicePixelRatio, arrangement } = props;
  return (
    <Frame
      name="code"
      mood="calm"
      snapshot={snapshot}
      texts={texts}
      square={
        <div class="paper">
          <CodeCanvas drawing={drawing} devicePixelRatio={devicePixelRatio} label={texts.purpose} />
          <TimeLeft deadline={deadline} lifetimeMs={screen.lifetimeMs} arrangement={arrangement} />
        </div>
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
