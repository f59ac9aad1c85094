/** The pictures in a Markdown document, each between the markers `<!-- imports NAME -->` and `<!-- /imports -->`. */
import { SetupError } from '../setup-error.ts';

/** @throws {SetupError} when the document has no markers for a picture */
export function withPictures(document: string, pictures: ReadonlyMap<string, string>): string {
  let text = document;
  for (const [name, picture] of pictures) {
    const begin = `<!-- imports ${name} -->`;
    const from = text.indexOf(begin);
    const to = text.indexOf('<!-- /imports -->', from);
    if (from < 0 || to < 0) {
      throw new SetupError(`no ${begin} … <!-- /imports --> in the document`, { exitCode: 1 });
    }
    const before = text.slice(0, from + begin.length);
    text = `${before}\n\n\`\`\`mermaid\n${picture}\n\`\`\`\n\n${text.slice(to)}`;
  }
  return text;
}
