/** What the API document says of the exclusion lists. */
import { Type } from 'typebox';
import { ErrorAnswer } from '../../platform/http/error-answer.ts';
import type { RouteDocument } from '../../platform/http/route-document.ts';
import { ExclusionKind } from '../../protection/exclusion-line.ts';

const closed = { additionalProperties: false } as const;
const JSON_TYPE = 'application/json';
const Instant = Type.String({ format: 'date-time' });

export const ExclusionAnswer = Type.Object(
  {
    exclusionId: Type.Integer({ description: 'To end the line by.' }),
    source: Type.String(),
    kind: ExclusionKind,
    from: Type.Union([Instant, Type.Null()], { description: 'null: since it was added.' }),
    until: Type.Union([Instant, Type.Null()], { description: 'null: until it is taken back.' }),
    addedAt: Instant,
    addedBy: Type.String(),
  },
  closed,
);

export const ExclusionSummary = Type.Object(
  {
    source: Type.String(),
    lines: Type.Integer({ description: 'Different lines that the list has now.' }),
    added: Type.Integer(),
    ended: Type.Integer({ description: 'Lines that the list does not have any more.' }),
    unchanged: Type.Integer(),
  },
  closed,
);

const WrongList = Type.Object(
  {
    error: Type.Object({ code: Type.Literal('MALFORMED'), message: Type.String() }, closed),
    wrongLines: Type.Integer(),
    wrong: Type.Array(
      Type.Object({ line: Type.Integer(), why: Type.String({ description: 'Without the id.' }) }, closed),
    ),
  },
  closed,
);

const refused = (description: string) => ({ description, type: JSON_TYPE, schema: ErrorAnswer });
const common = { tag: 'Exclusion lists', security: ['operatorToken', 'operator'] };
const REFUSED = {
  401: refused('UNAUTHORIZED: no operator, or a wrong password or token.'),
  403: refused(
    'FORBIDDEN: this operator may not. Changing a list, and a lookup, need the permission to administer.',
  ),
  429: refused('TOO_MANY_REQUESTS: too many requests, or too many wrong passwords.'),
  503: refused('UNAVAILABLE: the ledger cannot be reached.'),
};

export const LIST_EXCLUSIONS: RouteDocument = {
  ...common,
  operationId: 'listExclusionLists',
  summary: 'The lists, and how many lines each has',
  answers: {
    200: {
      description: 'By name.',
      type: JSON_TYPE,
      schema: Type.Array(
        Type.Object(
          {
            source: Type.String(),
            lines: Type.Integer({ description: 'Lines that have not ended.' }),
            inForce: Type.Integer({ description: 'Those that exclude somebody now.' }),
            changedAt: Instant,
          },
          closed,
        ),
      ),
    },
    ...REFUSED,
  },
};

export const IMPORT_EXCLUSIONS: RouteDocument = {
  ...common,
  operationId: 'importExclusionList',
  summary: 'Replace a whole list',
  description:
    'CSV with a header: `kind`, `id`, and `country`, `from`, `until` where the list has them; other columns are not looked at. A line that the list does not have any more ends. The same list again changes nothing. With one wrong line nothing is changed. No field may have a line break in it. At most 32 MiB, and 1,000,000 lines.',
  consumes: 'text/csv',
  answers: {
    200: { description: 'What has changed.', type: JSON_TYPE, schema: ExclusionSummary },
    400: refused('MALFORMED: the name of the list, not a CSV, or not UTF-8.'),
    413: refused('MALFORMED: more than 32 MiB.'),
    415: refused('MALFORMED: a type that the bridge does not read, or another charset than UTF-8.'),
    422: {
      description: 'MALFORMED: wrong lines, or an empty list without `empty=yes`. Nothing was changed.',
      type: JSON_TYPE,
      schema: WrongList,
    },
    ...REFUSED,
  },
};

export const ADD_EXCLUSION: RouteDocument = {
  ...common,
  operationId: 'addExclusion',
  summary: 'Add one line to a list',
  description:
    'The same line again adds nothing. The next import of the list ends it, unless that has it too.',
  answers: {
    200: { description: 'The list has it already.', type: JSON_TYPE, schema: ExclusionAnswer },
    201: { description: 'It is added.', type: JSON_TYPE, schema: ExclusionAnswer },
    400: refused('MALFORMED: a field is missing, too long or not known.'),
    422: refused('MALFORMED: no such id, country or time.'),
    ...REFUSED,
  },
};

export const END_EXCLUSION: RouteDocument = {
  ...common,
  operationId: 'endExclusion',
  summary: 'End one line of a list',
  description: 'Its row stays, with who ended it and when.',
  answers: {
    204: { description: 'It has ended.', type: null },
    400: refused('MALFORMED: the name of the list, or not a number of a line.'),
    404: refused('NOT_FOUND: the list has no such line that has not ended.'),
    ...REFUSED,
  },
};

export const FIND_EXCLUSIONS: RouteDocument = {
  ...common,
  operationId: 'findExclusions',
  summary: 'The lines of all lists about an account, a player or a person',
  answers: {
    200: {
      description: 'Those that have not ended, oldest first.',
      type: JSON_TYPE,
      schema: Type.Array(ExclusionAnswer),
    },
    400: refused('MALFORMED: a field is missing, too long or not known.'),
    422: refused('MALFORMED: no such id or country.'),
    ...REFUSED,
  },
};
