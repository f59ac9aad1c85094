import { describe, expect, it } from 'vitest';
import type { OperatorMenu, OperatorPageName } from '../../preload/operator.ts';
import { actionOfKey } from './keys.ts';

const code: OperatorMenu = { at: 'code', entered: 0, checking: false, wrong: false, attemptsLeft: 3 };
const open = (name: OperatorPageName, asks = false): OperatorMenu => ({
  at: 'open',
  operator: 'T-17',
  page: { name, facts: [], table: null, pattern: null, commands: [] },
  question: asks ? { title: '', body: '', confirm: '' } : null,
});

describe('a keyboard at the operator menu', () => {
  it('types the code', () => {
    expect(['7', 'Backspace', 'Enter', 'Escape', 'x', '12'].map((key) => actionOfKey(code, key))).toEqual([
      { act: 'digit', digit: '7' },
      { act: 'erase' },
      { act: 'enter' },
      { act: 'leave' },
      null,
      null,
    ]);
  });

  it('goes round the pages', () => {
    expect(actionOfKey(open('overview'), 'ArrowRight')).toEqual({ act: 'page', page: 'board' });
    expect(actionOfKey(open('overview'), 'ArrowLeft')).toEqual({ act: 'page', page: 'log' });
    expect(actionOfKey(open('log'), 'ArrowRight')).toEqual({ act: 'page', page: 'overview' });
  });

  it('takes a question back before it leaves, and never answers one', () => {
    expect(actionOfKey(open('board', true), 'Escape')).toEqual({ act: 'cancel' });
    expect(actionOfKey(open('board', true), 'Enter')).toBeNull();
    expect(actionOfKey(open('board'), 'Escape')).toEqual({ act: 'leave' });
  });
});
