/** One deliberate break of the product, and the test that has to notice it. */
export interface Mutant {
  /** Relative to the checkout. */
  file: string;
  /** Occurs in the file once. */
  text: string;
  replacement: string;
  /** A test file, relative to the checkout, and the beginning of the names of those in it that are run. */
  test: { file: string; name: string };
}
