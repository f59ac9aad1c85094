/**
 * What a person would find wrong with a layout, found by measurement in the page: anything cut, overlapping, scrolling
 * or too small to read from a metre, and anything over the code. Returns sentences; none is good.
 */
import type { Page } from 'playwright';

/**
 * No text is smaller than this part of the longer side, nor than 18 device pixels: on the smallest topper (340 mm) that
 * is 4.25 mm, capitals of 3 mm, twice what normal sight resolves at a metre.
 */
const TEXT_FLOOR = { ofLongerSide: 1 / 80, devicePx: 18 } as const;

export async function faultsOf(page: Page): Promise<string[]> {
  return page.evaluate((floor) => {
    interface Piece {
      text: string;
      owner: Element;
      left: number;
      right: number;
      top: number;
      bottom: number;
    }
    const faults: string[] = [];
    const { innerWidth, innerHeight, devicePixelRatio } = window;
    const smallest =
      Math.max(floor.devicePx, Math.max(innerWidth, innerHeight) * devicePixelRatio * floor.ofLongerSide) -
      0.25;
    const pen = document.createElement('canvas').getContext('2d');
    if (!pen) throw new Error('no canvas');

    // Scrolling and cutting.
    for (const element of [document.documentElement, document.body]) {
      if (element.scrollWidth > innerWidth || element.scrollHeight > innerHeight)
        faults.push('the glass scrolls');
    }

    // The ink of every line of text: what is seen, not the line's box.
    const pieces: Piece[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? '';
      const owner = node.parentElement;
      if (text === '' || !owner?.checkVisibility({ visibilityProperty: true })) continue;
      const style = getComputedStyle(owner);
      const size = Number.parseFloat(style.fontSize) * devicePixelRatio;
      if (size < smallest)
        faults.push(`"${text}" is ${size.toFixed(1)} device pixels, the floor is ${smallest}`);
      pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
      const ink = pen.measureText(text);
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const line of range.getClientRects()) {
        if (line.width === 0) continue;
        const baseline =
          line.top +
          (line.height - ink.fontBoundingBoxAscent - ink.fontBoundingBoxDescent) / 2 +
          ink.fontBoundingBoxAscent;
        pieces.push({
          text,
          owner,
          left: line.left,
          right: line.right,
          top: baseline - ink.actualBoundingBoxAscent,
          bottom: baseline + ink.actualBoundingBoxDescent,
        });
      }
    }
    for (const { text, left, right, top, bottom } of pieces) {
      if (left < 0 || top < 0 || right > innerWidth + 0.5 || bottom > innerHeight + 0.5) {
        faults.push(`"${text}" leaves the glass`);
      }
    }
    for (const [index, a] of pieces.entries()) {
      for (const b of pieces.slice(index + 1)) {
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > 1 && down > 1 && a.text !== b.text) {
          faults.push(`"${a.text}" overlaps "${b.text}" by ${down.toFixed(1)}`);
        }
      }
    }

    // Text keeps off the square, the small print and the words keep off each other, and no text is cut by its box.
    const shown = (selector: string) =>
      [...document.querySelectorAll(selector)].find((element) =>
        element.checkVisibility({ visibilityProperty: true }),
      );
    const boxOf = (selector: string) => shown(selector)?.getBoundingClientRect();
    const square = boxOf('.picture, .code');
    const print = boxOf('.small-print');
    for (const { text, owner, left, right, top, bottom } of pieces) {
      if (
        square &&
        right > square.left + 1 &&
        left < square.right - 1 &&
        bottom > square.top + 1 &&
        top < square.bottom - 1
      ) {
        faults.push(`"${text}" runs into the square`);
      }
      if (print && !owner.closest('.small-print') && bottom > print.top) {
        faults.push(`"${text}" runs into the small print`);
      }
      if (owner.scrollWidth > owner.clientWidth + 1 && getComputedStyle(owner).display !== 'inline') {
        faults.push(`"${text}" is wider than its place`);
      }
    }
    const picture = boxOf('.picture, .time-left');
    if (
      picture &&
      (picture.left < -0.5 ||
        picture.top < -0.5 ||
        picture.right > innerWidth + 0.5 ||
        picture.bottom > innerHeight + 0.5)
    ) {
      faults.push('the square leaves the glass');
    }

    // Nothing lies over the code or its quiet zone.
    const code = shown('canvas.code');
    const codeBox = code?.getBoundingClientRect();
    if (code && codeBox) {
      for (let x = 0; x <= 20; x += 1) {
        for (let y = 0; y <= 20; y += 1) {
          const at = document.elementFromPoint(
            codeBox.left + 0.5 + ((codeBox.width - 1) * x) / 20,
            codeBox.top + 0.5 + ((codeBox.height - 1) * y) / 20,
          );
          if (at !== code) faults.push(`${at?.outerHTML.slice(0, 40) ?? 'nothing'} lies over the code`);
        }
      }
    }
    return [...new Set(faults)];
  }, TEXT_FLOOR);
}
