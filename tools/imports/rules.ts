/** What may import what: the rooms, the floors inside the larger ones, and the arrows that are still wrong. */
import type { Plan } from './plan.ts';

export const RULES: Plan = {
  rooms: [
    {
      name: 'protocol',
      imports: [],
      packages: ['typebox'],
      why: 'protocol/ holds schemas and types: no I/O and no other room',
    },
    {
      name: 'hardware',
      imports: ['protocol'],
      packages: 'any',
      why: 'hardware/ may import protocol/ only',
    },
    {
      name: 'preload',
      imports: ['protocol'],
      packages: ['electron', 'typebox'],
      why: 'preload/ holds the IPC contract and the preload, no logic and no Node',
    },
    {
      name: 'main',
      imports: ['protocol', 'hardware', 'preload/contract.ts', 'preload/operator.ts'],
      packages: 'any',
      why: 'main/ may import protocol/, hardware/ and the IPC contract in preload/',
    },
    {
      name: 'renderer',
      imports: ['protocol', 'preload/contract.ts', 'preload/operator.ts'],
      packages: ['preact', 'qrcode', 'vite', '@preact/preset-vite'],
      why: 'renderer/ may import the IPC contract in preload/ and protocol/: no Node, no network',
    },
    {
      name: 'bridge',
      imports: ['protocol'],
      packages: 'any',
      why: 'bridge/ may import protocol/ only',
    },
    {
      name: 'sandbox',
      imports: ['protocol/money.ts', 'protocol/loopback.ts', 'protocol/loopback-door.ts'],
      packages: 'any',
      why: 'sandbox/ stands in for Trustly: it knows money and loopback addresses, and nothing else of ours',
    },
    {
      name: 'simulators',
      imports: ['protocol', 'hardware'],
      packages: 'any',
      why: 'simulators/ may import protocol/ and hardware/ only',
    },
    {
      name: 'tools',
      imports: ['main/settings/code-hash.ts', 'renderer/texts', 'renderer/fonts'],
      packages: 'any',
      why: 'tools/ builds and runs the programs from outside',
    },
    {
      name: 'demo',
      imports: [
        'protocol',
        'sandbox/control.ts',
        'sandbox/trustly-on-file/control.ts',
        'simulators',
        'tools',
      ],
      packages: 'any',
      why: 'demo/ watches the programs from outside (docs/decisions/0002-the-demo-watches-from-outside.md)',
    },
  ],

  notRooms: ['dist', 'node_modules', 'release', 'test'],

  packageDoors: [{ package: 'electron', only: ['main/shell', 'preload'] }],

  floors: {
    bridge: [
      ['app'],
      ['operators', 'phone', 'rails/*'],
      ['kiosks', 'outbox', 'rails/preferred-codes.ts', 'rails/page-codes.ts'],
      ['money', 'rails/rail.ts', 'rails/money-on-page.ts', 'rails/begun-payment.ts'],
      ['rails/rail-pages.ts'],
      ['rails/account-page.ts'],
      ['rails/pay-page.ts', 'rails/rail-event.ts'],
      ['protection'],
      ['ledger'],
      ['platform'],
    ],
    hardware: [['machine-kinds.ts'], ['drivers'], ['machine', 'transports'], ['clock.ts']],
    main: [
      ['shell'],
      ['kiosk-keeper.ts', 'kiosk.ts'],
      ['kiosk-coordinator.ts'],
      ['glass'],
      ['kiosk-ports.ts'],
      ['operator'],
      ['readiness'],
      ['code', 'note', 'transfer'],
      ['cabinet', 'link'],
      ['settings'],
      ['journal'],
      ['suspend-watch.ts'],
    ],
  },

  // This list only gets shorter: an entry without a wrong arrow is an error.
  wrong: [],

  computed: ['bridge/platform/postgres/server-programs.ts'],
};
