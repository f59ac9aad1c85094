/**
 * The one file between the glass and the main process: it names the channels of contract.ts and nothing else. It runs
 * sandboxed, so it is CommonJS; the glass sees the functions of `GlassBridge` and no part of Electron.
 */
import type { GlassBridge, GlassSnapshot, Pushes, Reports, Requests } from './contract.ts' with {
  'resolution-mode': 'import',
};
import type Electron from 'electron';

const { contextBridge, ipcRenderer } = require('electron') as typeof Electron;

async function ask<Name extends keyof Requests>(
  name: Name,
  payload: Requests[Name]['payload'],
): Promise<Requests[Name]['answer']> {
  return (await ipcRenderer.invoke(name, payload)) as Requests[Name]['answer'];
}

function tell<Name extends keyof Reports>(name: Name, payload: Reports[Name]): void {
  ipcRenderer.send(name, payload);
}

function listen<Name extends keyof Pushes>(
  name: Name,
  listener: (payload: Pushes[Name]) => void,
): () => void {
  const wrapped = (_event: unknown, payload: Pushes[Name]): void => listener(payload);
  ipcRenderer.on(name, wrapped);
  return () => {
    ipcRenderer.off(name, wrapped);
  };
}

const bridge: GlassBridge = {
  snapshot: () => ask('glass:snapshot', null),
  onUpdate: (listener: (snapshot: GlassSnapshot) => void) => listen('glass:update', listener),
  painted: (report) => tell('glass:painted', report),
  touched: () => tell('glass:touched', null),
  operator: (action) => tell('operator:act', action),
};

contextBridge.exposeInMainWorld('topper', bridge);
