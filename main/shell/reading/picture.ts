/** A capture of the glass: four bytes a pixel, in an order that does not matter to a code's light and dark. */
export interface Picture {
  pixels: Uint8Array;
  width: number;
  height: number;
}
