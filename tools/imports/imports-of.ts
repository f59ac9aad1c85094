/** Everything that one file imports: values and types, static, re-exported, dynamic, and inside a type. */
import { parseSync, Visitor } from 'oxc-parser';
import { SetupError } from '../setup-error.ts';
import type { SourceFile } from './source-files.ts';

export interface Imports {
  /** As written, each once. */
  readonly specifiers: readonly string[];
  /** Whether it also imports by a name that is computed. */
  readonly computed: boolean;
}

/** @throws {SetupError} when the file is not TypeScript */
export function importsOf({ file, text }: SourceFile): Imports {
  const { module, program, errors } = parseSync(file, text);
  if (errors[0] !== undefined) throw new SetupError(`${file}: ${errors[0].message}`, { exitCode: 1 });
  const specifiers = new Set(module.staticImports.map(({ moduleRequest }) => moduleRequest.value));
  for (const { moduleRequest } of module.staticExports.flatMap(({ entries }) => entries)) {
    if (moduleRequest !== null) specifiers.add(moduleRequest.value);
  }
  let computed = false;
  const add = (node: { type: string; value?: unknown } | undefined) => {
    if (node?.type === 'Literal' && typeof node.value === 'string') specifiers.add(node.value);
    else computed = true;
  };
  // The tree is much slower to read than the list of static imports, and most files have nothing else.
  if (/\b(import|require)\s*\(/.test(text)) {
    new Visitor({
      ImportExpression: ({ source }) => add(source),
      TSImportType: ({ source }) => add(source),
      TSExternalModuleReference: ({ expression }) => add(expression),
      CallExpression: ({ callee, arguments: [name] }) => {
        if (callee.type === 'Identifier' && callee.name === 'require') add(name);
      },
    }).visit(program);
  }
  return { specifiers: [...specifiers], computed };
}
