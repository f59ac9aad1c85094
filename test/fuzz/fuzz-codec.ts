/** Gives random and mutated reports to the codec, and counts the results. */
import { crc32 } from 'node:zlib';
import * as fc from 'fast-check';
import { decodeMessage, encodeMessage } from '../../hardware/drivers/cabinet-board/codec.ts';
import { FrameError, type FrameErrorCode, REPORT_BYTES } from '../../hardware/drivers/cabinet-board/frame.ts';
import { anyMessage } from '../support/board/board-messages.ts';
import { seededRandom } from '../support/seeded-random.ts';

export interface FuzzFigures {
  frames: number;
  /** How the frames came about. */
  kinds: Record<FrameKind, number>;
  /** Refused, by the error's code. */
  refused: Record<FrameErrorCode, number>;
  /** Accepted, and encoded to the same bytes again: a message of the protocol, whoever wrote it. */
  accepted: number;
  /** Accepted although the bytes are not those of any message, or a mutation went unnoticed. */
  wronglyAccepted: number;
  /** Errors that are not {@link FrameError}. */
  crashed: number;
  /** The longest that one frame took, in milliseconds. */
  slowestMs: number;
  seconds: number;
}

/**
 * noise: random bytes. length: random bytes, not 64 of them. sealed: random bytes behind a right report id and with a
 * right checksum, which only the strict reading of the body can refuse. mutated: a message with bits flipped or bytes
 * changed, moved or cut off. resealed: the same, with the checksum made right again. intact: a message.
 */
const frameKinds = ['noise', 'length', 'sealed', 'mutated', 'resealed', 'intact'] as const;
type FrameKind = (typeof frameKinds)[number];

const CHECKSUM_OFFSET = 60;
const SAMPLES = 2_000;

/** `seed`: the same frames for the same seed. */
export function fuzzCodec(frames: number, seed: number): FuzzFigures {
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const samples = fc.sample(anyMessage, { numRuns: SAMPLES, seed }).map(encodeMessage);
  const figures = noFigures();
  const begunAt = performance.now();
  for (let count = 0; count < frames; count += 1) {
    const kind = frameKinds[below(frameKinds.length)] ?? 'noise';
    const original = samples[below(samples.length)] ?? new Uint8Array(REPORT_BYTES);
    judge(frameOf(kind, original, below), kind, original, figures);
  }
  return { ...figures, frames, seconds: (performance.now() - begunAt) / 1000 };
}

function frameOf(kind: FrameKind, original: Uint8Array, below: (limit: number) => number): Uint8Array {
  switch (kind) {
    case 'noise':
      return noise(REPORT_BYTES, below);
    case 'length': {
      const length = below(2 * REPORT_BYTES);
      return noise(length === REPORT_BYTES ? length + 1 : length, below);
    }
    case 'sealed': {
      const frame = noise(REPORT_BYTES, below);
      frame.set([1 + below(3), original[1] ?? 0], 0);
      frame[4] = original[4] ?? 0;
      return sealed(frame.fill(0, 5 + (original[4] ?? 0), CHECKSUM_OFFSET));
    }
    case 'mutated':
      return mutated(original, below);
    case 'resealed':
      return sealed(mutated(original, below));
    case 'intact':
      return original;
  }
}

function noise(length: number, below: (limit: number) => number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 1) bytes[at] = below(256);
  return bytes;
}

function sealed(frame: Uint8Array): Uint8Array {
  if (frame.length !== REPORT_BYTES) return frame;
  new DataView(frame.buffer).setUint32(CHECKSUM_OFFSET, crc32(frame.subarray(0, CHECKSUM_OFFSET)), true);
  return frame;
}

function mutated(original: Uint8Array, below: (limit: number) => number): Uint8Array {
  const frame = original.slice();
  const at = below(REPORT_BYTES);
  switch (below(4)) {
    case 0:
      for (let flips = 1 + below(8); flips > 0; flips -= 1) {
        const bit = below(8 * REPORT_BYTES);
        frame[bit >> 3] = (frame[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      }
      return frame;
    case 1:
      return frame.fill(below(256), at, at + 1 + below(8));
    case 2:
      return frame.copyWithin(at, below(REPORT_BYTES), REPORT_BYTES);
    default:
      return frame.slice(0, at);
  }
}

function judge(frame: Uint8Array, kind: FrameKind, original: Uint8Array, figures: FuzzFigures): void {
  figures.kinds[kind] += 1;
  const begunAt = performance.now();
  try {
    const again = encodeMessage(decodeMessage(frame));
    const changed = kind !== 'intact' && kind !== 'sealed' && kind !== 'resealed' && !same(frame, original);
    if (same(again, frame) && !changed) figures.accepted += 1;
    else figures.wronglyAccepted += 1;
  } catch (error) {
    if (error instanceof FrameError) figures.refused[error.code] += 1;
    else figures.crashed += 1;
  }
  figures.slowestMs = Math.max(figures.slowestMs, performance.now() - begunAt);
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function noFigures(): FuzzFigures {
  return {
    frames: 0,
    kinds: { noise: 0, length: 0, sealed: 0, mutated: 0, resealed: 0, intact: 0 },
    refused: { LENGTH: 0, REPORT_ID: 0, CHECKSUM: 0, CODE: 0, BODY: 0 },
    accepted: 0,
    wronglyAccepted: 0,
    crashed: 0,
    slowestMs: 0,
    seconds: 0,
  };
}
