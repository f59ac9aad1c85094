/** The settings file of a kiosk between a real bridge and a virtual cabinet. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface KioskBetween {
  readonly link: { readonly url: string; readonly asset: string; readonly secret: string };
  readonly cabinetPort: number;
}

/** @returns the kiosk's data directory. */
export async function writeKioskSettings(directory: string, between: KioskBetween): Promise<string> {
  const data = join(directory, 'data');
  const secretFile = join(directory, 'secret');
  const { url, asset, secret } = between.link;
  const settings = {
    link: { url, asset, secretFile },
    cabinet: { kind: 'virtual', port: between.cabinetPort },
    display: { target: 'primary' },
  };
  await mkdir(data, { recursive: true, mode: 0o700 });
  await writeFile(secretFile, secret, { mode: 0o600 });
  await writeFile(join(data, 'settings.json'), JSON.stringify(settings), { mode: 0o600 });
  return data;
}
