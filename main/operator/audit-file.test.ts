import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuditFile } from './audit-file.ts';
import { AuditError, type AuditEntry } from './audit.ts';

let directory: string;
const file = () => join(directory, 'operator-log.jsonl');
const entry = (at: number): AuditEntry => ({ at, event: 'asked', operator: null, detail: 'key' });

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'topper-audit-'));
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('the operator log', () => {
  it('is there after a restart, in order', () => {
    const audit = new AuditFile(file());
    expect(audit.entries()).toEqual([]);
    audit.append(entry(1));
    audit.append(entry(2));
    expect(new AuditFile(file()).entries()).toEqual([entry(1), entry(2)]);
  });

  it('loses no whole line to one that was cut off', () => {
    new AuditFile(file()).append(entry(1));
    appendFileSync(file(), '{"at":2,"event":"as');
    new AuditFile(file()).append(entry(3));
    expect(new AuditFile(file()).entries()).toEqual([entry(1), entry(3)]);
  });

  it('removes nothing, however long it grows', () => {
    const many = Array.from({ length: 5_000 }, (_, at) => `${JSON.stringify(entry(at))}\n`);
    appendFileSync(file(), many.join(''));
    const audit = new AuditFile(file());
    audit.append(entry(5_000));
    expect(audit.entries()).toHaveLength(5_001);
    expect(readFileSync(file(), 'utf8').split('\n')).toHaveLength(5_002);
  });

  it('says so where it cannot be written', () => {
    mkdirSync(file());
    expect(() => new AuditFile(file()).append(entry(1))).toThrow(AuditError);
  });
});
