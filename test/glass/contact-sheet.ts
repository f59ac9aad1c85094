/** Pictures of one size, made small and laid side by side. */
import { PNG } from 'pngjs';

const SHEET_WIDTH = 1920;
const GAP = 8;

export function contactSheet(pictures: readonly Buffer[]): Buffer {
  const all = pictures.map((picture) => PNG.sync.read(picture));
  const [first] = all;
  if (!first) throw new Error('no pictures');
  const columns = first.width > 2 * first.height ? 3 : first.width > first.height ? 5 : 8;
  const width = Math.floor((SHEET_WIDTH - GAP * (columns + 1)) / columns);
  const height = Math.round((first.height * width) / first.width);
  const rows = Math.ceil(all.length / columns);
  const sheet = new PNG({ width: SHEET_WIDTH, height: GAP + rows * (height + GAP) });
  sheet.data.fill(96);
  for (let alpha = 3; alpha < sheet.data.length; alpha += 4) sheet.data[alpha] = 255;
  for (const [index, picture] of all.entries()) {
    const left = GAP + (index % columns) * (width + GAP);
    const top = GAP + Math.floor(index / columns) * (height + GAP);
    shrinkInto(sheet, picture, { left, top, width, height });
  }
  return PNG.sync.write(sheet);
}

interface Place {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Every pixel of the small picture is the mean of the pixels that it stands for. */
function shrinkInto(sheet: PNG, picture: PNG, { left, top, width, height }: Place): void {
  for (let y = 0; y < height; y += 1) {
    const fromRow = Math.floor((y * picture.height) / height);
    const toRow = Math.max(fromRow + 1, Math.floor(((y + 1) * picture.height) / height));
    for (let x = 0; x < width; x += 1) {
      const fromColumn = Math.floor((x * picture.width) / width);
      const toColumn = Math.max(fromColumn + 1, Math.floor(((x + 1) * picture.width) / width));
      const at = ((top + y) * sheet.width + left + x) * 4;
      for (let channel = 0; channel < 3; channel += 1) {
        let sum = 0;
        for (let row = fromRow; row < toRow; row += 1) {
          for (let column = fromColumn; column < toColumn; column += 1) {
            sum += picture.data[(row * picture.width + column) * 4 + channel] ?? 0;
          }
        }
        sheet.data[at + channel] = Math.round(sum / ((toRow - fromRow) * (toColumn - fromColumn)));
      }
    }
  }
}
