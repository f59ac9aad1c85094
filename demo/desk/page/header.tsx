/** What this is, and whether each of its programs runs. */
import type { DeskSnapshot, ProgramState } from '../contract.ts';
import icon from './icon.svg';

const NAMES = { kiosk: 'Kiosk', cabinet: 'Cabinet', bridge: 'Bridge', sandbox: 'Trustly sandbox' } as const;

export function Header({ snapshot }: { snapshot: DeskSnapshot }) {
  return (
    <header class="header">
      <img class="logo" src={icon} alt="" />
      <h1>
        Topper <span>demo desk</span>
      </h1>
      <p class="asset">{snapshot.asset}</p>
      <ul class="programs">
        {(['kiosk', 'cabinet', 'bridge', 'sandbox'] as const).map((name) => (
          <Program key={name} name={NAMES[name]} program={snapshot.programs[name]} />
        ))}
      </ul>
      <p class="runtime">{snapshot.runtime} · no real money</p>
    </header>
  );
}

function Program({ name, program }: { name: string; program: ProgramState }) {
  return (
    <li data-state={program.state} title={'reason' in program ? program.reason : program.state}>
      {name}
      {program.state === 'running' ? null : <em>{program.state}</em>}
    </li>
  );
}
