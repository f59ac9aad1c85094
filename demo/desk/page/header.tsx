/** What this is, and whether each of its programs runs. */
import type { DeskSnapshot, ProgramState } from '../contract.ts';
import type { Do } from './act.ts';
import icon from './icon.svg';
import { OwnPhone } from './own-phone.tsx';
import { Reset } from './reset.tsx';

const NAMES = { kiosk: 'Kiosk', cabinet: 'Cabinet', bridge: 'Bridge', sandbox: 'Sandbox' } as const;

export function Header({ snapshot, perform }: { snapshot: DeskSnapshot; perform: Do }) {
  return (
    <header class="header">
      <img class="logo" src={icon} alt="" />
      <h1>
        Topper <span>demo desk</span>
      </h1>
      <p class="asset">{snapshot.asset}</p>
      <ul class="programs">
        {(['kiosk', 'cabinet', 'bridge', 'sandbox'] as const).map((name) => (
          <Program
            key={name}
            name={NAMES[name]}
            program={snapshot.programs[name]}
            hint={name === 'kiosk' ? snapshot.runtime : ''}
          />
        ))}
      </ul>
      <OwnPhone phones={snapshot.phones} />
      <Reset programs={snapshot.programs} perform={perform} />
    </header>
  );
}

function Program({ name, program, hint }: { name: string; program: ProgramState; hint: string }) {
  return (
    <li data-state={program.state} title={'reason' in program ? program.reason : `${program.state} ${hint}`}>
      {name}
      {program.state === 'running' ? null : <em>{program.state}</em>}
    </li>
  );
}
