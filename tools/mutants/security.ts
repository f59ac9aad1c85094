/**
 * Breaks of what confines the kiosk: Electron's security checklist as this kiosk uses it, its command line, its files,
 * its TLS. A layer that another one hides in the real Electron has a test that asks it alone.
 */
import type { Mutant } from './mutant.ts';

const PREFERENCES = {
  file: 'main/shell/glass-preferences.ts',
  test: {
    file: 'main/shell/glass-preferences.test.ts',
    name: 'the glass of an installed kiosk has no power',
  },
};
const preference = (text: string, replacement: string): Mutant => ({ ...PREFERENCES, text, replacement });

/** Settings that Electron itself reports are checked in the running kiosk as well. */
const inElectron = (text: string, replacement: string, name: string): Mutant => ({
  file: 'main/shell/glass-preferences.ts',
  text,
  replacement,
  test: { file: 'test/integration/shell-security.test.ts', name },
});

const SESSION = 'main/shell/confine-session.ts';
const session = (text: string, replacement: string, name: string): Mutant => ({
  file: SESSION,
  text,
  replacement,
  test: { file: 'main/shell/confine-session.test.ts', name },
});

const contents = (text: string, replacement: string, name = 'a page of the kiosk > may not'): Mutant => ({
  file: 'main/shell/confine-contents.ts',
  text,
  replacement,
  test: { file: 'main/shell/confine-contents.test.ts', name },
});

const running = (file: string, text: string, replacement: string, name: string): Mutant => ({
  file,
  text,
  replacement,
  test: { file: 'test/integration/shell-security.test.ts', name },
});

const message = (file: string, text: string, replacement: string): Mutant => ({
  file,
  text,
  replacement,
  test: { file: 'main/shell/ipc.test.ts', name: 'a message' },
});

const policy = (text: string, replacement: string): Mutant =>
  running('main/shell/scheme.ts', text, replacement, '7. the content security policy > allows');
const header = (text: string, replacement: string): Mutant =>
  running('main/shell/scheme.ts', text, replacement, '7. the content security policy > comes with');

const fuse = (text: string, replacement: string): Mutant => ({
  file: 'electron-builder.yml',
  text,
  replacement,
  test: { file: 'test/integration/shell-package.test.ts', name: 'the packaged kiosk > has its fuses set' },
});

const argument = (text: string, replacement: string): Mutant => ({
  file: 'main/shell/arguments.ts',
  text,
  replacement,
  test: { file: 'main/shell/arguments.test.ts', name: 'the command line > of an installed kiosk' },
});

const settings = (file: string, text: string, replacement: string, name: string): Mutant => ({
  file,
  text,
  replacement,
  test: { file: 'main/settings/settings-files.test.ts', name },
});

const PRIVATE = 'main/settings/private-file.ts';
const OTHERS = 'the settings file > is refused where others';

export const SECURITY_MUTANTS: readonly Mutant[] = [
  preference('sandbox: true', 'sandbox: false'),
  preference('contextIsolation: true', 'contextIsolation: false'),
  preference('nodeIntegration: false', 'nodeIntegration: true'),
  preference('nodeIntegrationInWorker: false', 'nodeIntegrationInWorker: true'),
  preference('nodeIntegrationInSubFrames: false', 'nodeIntegrationInSubFrames: true'),
  preference('webSecurity: true', 'webSecurity: false'),
  preference('allowRunningInsecureContent: false', 'allowRunningInsecureContent: true'),
  preference('experimentalFeatures: false', 'experimentalFeatures: true'),
  preference('webviewTag: false', 'webviewTag: true'),
  preference('navigateOnDragDrop: false', 'navigateOnDragDrop: true'),
  preference('safeDialogs: true', 'safeDialogs: false'),
  preference('disableDialogs: true', 'disableDialogs: false'),
  preference('spellcheck: false', 'spellcheck: true'),
  preference('enableWebSQL: false', 'enableWebSQL: true'),
  preference('devTools: !packaged', 'devTools: true'),
  inElectron('sandbox: true', 'sandbox: false', '4. the sandbox > holds the glass'),
  inElectron('nodeIntegration: false', 'nodeIntegration: true', '2. Node > is not within reach'),
  inElectron('webSecurity: true', 'webSecurity: false', '6. web security > is on'),
  inElectron('webviewTag: false', 'webviewTag: true', '11. and 12. webviews > do not exist'),

  session('callback(false)', 'callback(true)', 'a session of the kiosk > grants no permission'),
  session(
    'setPermissionCheckHandler(() => false)',
    'setPermissionCheckHandler(() => true)',
    'a session of the kiosk > grants no permission',
  ),
  session(
    'setDevicePermissionHandler(() => false)',
    'setDevicePermissionHandler(() => true)',
    'a session of the kiosk > hands out no device',
  ),
  session('callback({})', "callback({ audio: 'loopback' })", 'a session of the kiosk > hands out no device'),
  session(
    "session.on('will-download', (event) => event.preventDefault());",
    '',
    'a session of the kiosk > downloads',
  ),
  session(
    'setSpellCheckerEnabled(false)',
    'setSpellCheckerEnabled(true)',
    'a session of the kiosk > downloads',
  ),
  session(
    'callback({ cancel: !allowed })',
    'callback({})',
    'a session of the kiosk > of an installed one loads',
  ),
  session('`${GLASS_ORIGIN}/`', 'GLASS_ORIGIN', 'a session of the kiosk > of an installed one loads'),
  session('!packaged && ', '', 'a session of the kiosk > of an installed one loads'),
  running(SESSION, 'callback(false)', 'callback(true)', '5. permissions > are not granted'),

  contents("contents.on('will-navigate', deny('navigation'));", ''),
  contents("contents.on('will-redirect', deny('redirect'));", ''),
  contents("contents.on('will-attach-webview', deny('webview'));", ''),
  contents("contents.on('select-bluetooth-device', deny('bluetooth'));", ''),
  contents('event.url !== GLASS_PAGE || ', '', 'a page of the kiosk > has the glass'),
  contents(' || !event.isMainFrame', '', 'a page of the kiosk > has the glass'),
  contents("{ action: 'deny' }", "{ action: 'allow' }", 'a page of the kiosk > opens no window'),
  contents("'disable_non_proxied_udp'", "'default'", 'a page of the kiosk > opens no window'),

  running(
    'main/shell/confinement.ts',
    'Menu.setApplicationMenu(null);',
    '',
    'beyond the checklist > there is no menu',
  ),
  running(
    'main/shell/confinement.ts',
    "app.on('web-contents-created', (_event, contents) => confineContents(contents, logger));",
    '',
    '13. navigation > to https',
  ),
  running(
    'main/shell/confinement.ts',
    "app.on('session-created', (session) => confineSession(session, app.isPackaged, logger));",
    '',
    'beyond the checklist > no session',
  ),
  running(
    'main/shell/confinement.ts',
    'callback(false)',
    'callback(true)',
    'beyond the checklist > no certificate',
  ),
  running(
    'main/shell/confinement.ts',
    "app.on('login', (event) => event.preventDefault());",
    '',
    'beyond the checklist > no certificate',
  ),
  running(
    'main/shell/confinement.ts',
    "app.on('select-client-certificate', (event) => event.preventDefault());",
    '',
    'beyond the checklist > no certificate',
  ),
  running(
    'main/shell/main.ts',
    "if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();",
    '',
    '4. the sandbox > holds every renderer',
  ),
  running(
    'main/shell/main.ts',
    "fromPartition('glass'",
    "fromPartition('persist:glass'",
    'beyond the checklist > the glass leaves',
  ),
  running(
    'preload/preload.cts',
    "operator: (action) => tell('operator:act', action),",
    "operator: (action) => tell('operator:act', action),\n  ...{ ipcRenderer },",
    '20. the page > has five functions',
  ),

  policy('"script-src \'self\'"', "\"script-src 'self' 'unsafe-inline'\""),
  policy('"default-src \'none\'"', '"default-src \'self\'"'),
  policy('  "connect-src \'none\'",\n', ''),
  policy('  "form-action \'none\'",\n', ''),
  policy('  "frame-ancestors \'none\'",\n', ''),
  policy('  "base-uri \'none\'",\n', ''),
  policy('  "require-trusted-types-for \'script\'",\n', ''),
  policy('codeCache: true }', 'codeCache: true, bypassCSP: true }'),
  header("'x-content-type-options': 'nosniff',", ''),
  header("'cross-origin-opener-policy': 'same-origin',", ''),
  header("'referrer-policy': 'no-referrer',", ''),
  header("'cache-control': 'no-store',", ''),
  running(
    'main/shell/scheme.ts',
    "method === 'GET' ? await contentOf",
    'true ? await contentOf',
    '18. the scheme > is only read from',
  ),
  running(
    'main/shell/scheme.ts',
    'files.get(url)',
    "files.get(url.replace(/[?].*/, ''))",
    '18. the scheme > serves exactly',
  ),

  message('main/shell/sender.ts', 'sender === glass &&', ''),
  message('main/shell/sender.ts', 'senderFrame === glass.mainFrame &&', ''),
  message('main/shell/sender.ts', 'senderFrame.origin === GLASS_ORIGIN', 'true'),
  message('main/shell/ipc.ts', ' || payload !== null', ''),
  message('main/shell/ipc.ts', '!validator.Check(payload)', 'payload === undefined'),
  message('main/shell/ipc.ts', 'if (!this.#trusted(event, name)) return;', ''),

  fuse('runAsNode: false', 'runAsNode: true'),
  fuse('enableNodeOptionsEnvironmentVariable: false', 'enableNodeOptionsEnvironmentVariable: true'),
  fuse('enableNodeCliInspectArguments: false', 'enableNodeCliInspectArguments: true'),
  fuse('onlyLoadAppFromAsar: true', 'onlyLoadAppFromAsar: false'),
  fuse('enableEmbeddedAsarIntegrityValidation: true', 'enableEmbeddedAsarIntegrityValidation: false'),
  fuse('grantFileProtocolExtraPrivileges: false', 'grantFileProtocolExtraPrivileges: true'),
  fuse('loadBrowserProcessSpecificV8Snapshot: false', 'loadBrowserProcessSpecificV8Snapshot: true'),

  argument("argument.startsWith('-') && ", "argument.startsWith('--') && "),
  argument('packaged ? given.find(isForeign) : undefined', 'undefined'),
  argument("argument.replace(/=.*/s, '')", "argument.replace(/[-=].*/s, '--help')"),

  settings(PRIVATE, 'const MAY_WRITE = 0o022;', 'const MAY_WRITE = 0o002;', OTHERS),
  settings(PRIVATE, '(around.mode & MAY_WRITE) !== 0', 'false', OTHERS),
  settings(
    PRIVATE,
    'uid !== 0 && uid !== process.getuid?.()',
    'false',
    'the settings file > is refused where it belongs',
  ),
  settings(
    'main/settings/settings-files.ts',
    'this.#packaged && ',
    'false && ',
    'the settings file > names a virtual cabinet',
  ),
  settings(
    'main/shell/last-good-settings.ts',
    'configFileMode: OWNER_ONLY',
    'configFileMode: 0o644',
    'the last good settings > are nobody else’s',
  ),
  {
    file: 'main/settings/private-file.ts',
    text: 'const MAY_DO_ANYTHING = 0o077;',
    replacement: 'const MAY_DO_ANYTHING = 0o007;',
    test: {
      file: 'main/settings/link-credentials.test.ts',
      name: 'are refused where others may read the secret',
    },
  },
  {
    file: 'main/shell/log.ts',
    text: "'token', ",
    replacement: '',
    test: { file: 'main/shell/log.test.ts', name: 'the log blacks out' },
  },
  {
    file: 'main/link/web-socket.ts',
    text: "minVersion: 'TLSv1.2'",
    replacement: "minVersion: 'TLSv1'",
    test: { file: 'test/integration/core-tls.test.ts', name: 'TLS older than 1.2' },
  },
  {
    file: 'main/link/web-socket.ts',
    text: 'rejectUnauthorized: true',
    replacement: 'requestCert: true',
    test: { file: 'test/integration/core-tls.test.ts', name: 'no environment makes' },
  },
];
