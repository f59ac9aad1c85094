/** All that is wrong with the imports of the checkout, one plain line each. */
import { circlesOf, isInCircle, type Circle } from './circles.ts';
import { arrowsWithoutDoor, packagesWithoutDoor, unknownRooms, type WrongImport } from './doors.ts';
import { arrowsUp, unknownPlaces } from './floors.ts';
import type { Arrow, ImportGraph } from './graph.ts';
import { isIn } from './paths.ts';
import type { Plan, WrongArrow } from './plan.ts';

export function checkImports(plan: Plan, graph: ImportGraph): string[] {
  const wrong = [...arrowsWithoutDoor(plan, graph), ...arrowsUp(plan, graph)];
  const isWrong = new Set(wrong.map(lineOf));
  // Circles are searched without the arrows that are reported as wrong anyway.
  const rest = graph.arrows.filter((arrow) => !isWrong.has(lineOf(arrow)));
  const isKnown = (arrow: Arrow) => plan.wrong.some((known) => covers(known, arrow));
  return [
    ...unknownRooms(plan, graph),
    ...unknownPlaces(plan, graph),
    ...wrong.filter((arrow) => !isKnown(arrow)).map(explain),
    ...packagesWithoutDoor(plan, graph).map(explain),
    ...circlesOf(rest.filter((arrow) => !isKnown(arrow))).map(explainCircle),
    ...plan.wrong.filter((known) => isIdle(known, wrong, rest)).map(explainIdle),
    ...checkComputed(plan, graph),
  ];
}

function covers([from, to]: WrongArrow, arrow: Arrow): boolean {
  return isIn(arrow.from, from) && isIn(arrow.to, to);
}

function isIdle(known: WrongArrow, wrong: readonly Arrow[], rest: readonly Arrow[]): boolean {
  if (wrong.some((arrow) => covers(known, arrow))) return false;
  return !rest.some((arrow) => covers(known, arrow) && isInCircle(arrow, rest));
}

function checkComputed(plan: Plan, { computed }: ImportGraph): string[] {
  return [
    ...computed
      .filter((file) => !plan.computed.includes(file))
      .map((file) => `${file} imports by a computed name, which no rule can be held against`),
    ...plan.computed
      .filter((file) => !computed.includes(file))
      .map((file) => `${file} imports by no computed name any more: remove it from tools/imports/rules.ts`),
  ];
}

function lineOf({ from, to }: Arrow): string {
  return `${from} → ${to}`;
}

function explain(arrow: WrongImport): string {
  return `${lineOf(arrow)}: ${arrow.why}`;
}

function explainCircle({ folder, members, arrows }: Circle): string {
  const [first = ''] = members;
  return `circle in ${folder}/: ${[...members, first].join(' → ')} (${arrows.map(lineOf).join(', ')})`;
}

function explainIdle([from, to]: WrongArrow): string {
  return `${from} → ${to} is listed as wrong, but nothing of it is wrong any more: remove it from tools/imports/rules.ts`;
}
