/** Exclusion lists, for programs of the systems team. No id of anybody is in an address, an answer or the log [no-personal-data]. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { EXCLUSION_SOURCE_PATTERN, type PresentExclusion } from '../../ledger/exclusions.ts';
import { ApiError } from '../../platform/http/error-answer.ts';
import { ExclusionListError } from '../../protection/exclusion-csv.ts';
import { ExclusionKind } from '../../protection/exclusion-line.ts';
import { ExclusionRefusedError, type ExclusionList } from '../../protection/exclusion-list.ts';
import { logOperators } from '../operator-log.ts';
import { readsCsv } from './csv-body.ts';
import {
  ADD_EXCLUSION,
  END_EXCLUSION,
  FIND_EXCLUSIONS,
  IMPORT_EXCLUSIONS,
  LIST_EXCLUSIONS,
} from './exclusion-document.ts';
import { actorOf, operatorNameOf, requireOperator, type OperatorAccess } from './operator-access.ts';

const closed = { additionalProperties: false } as const;
const Source = Type.Object({ source: Type.String({ pattern: EXCLUSION_SOURCE_PATTERN }) }, closed);
const Line = Type.Object(
  {
    source: Type.String({ pattern: EXCLUSION_SOURCE_PATTERN }),
    exclusionId: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  },
  closed,
);
const MayBeEmpty = Type.Object({ empty: Type.Optional(Type.Literal('yes')) }, closed);

const about = {
  kind: ExclusionKind,
  id: Type.String({ minLength: 1, maxLength: 200 }),
  country: Type.Optional(
    Type.String({ maxLength: 2, description: 'Of a person: ISO 3166-1, two capital letters.' }),
  ),
};
const About = Type.Object(about, closed);
const time = (description: string) => Type.Optional(Type.String({ maxLength: 30, description }));
const Written = Type.Object(
  {
    ...about,
    from: time('A day, or an instant with its offset. Without it: from now on.'),
    until: time('A day, which belongs to it, or an instant. Without it: until it is taken back.'),
  },
  closed,
);

const LONGEST_LIST_BYTES = 32 * 1_048_576;

export function exclusionRoutes(list: ExclusionList, access: OperatorAccess): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.addHook('onRequest', requireOperator(access));
    logOperators(app, operatorNameOf);
    readsCsv(app);

    app.get('/floor/exclusions', { config: { document: LIST_EXCLUSIONS } }, async () => list.sources());

    app.put(
      '/floor/exclusions/:source',
      {
        schema: { params: Source, querystring: MayBeEmpty, body: Type.String() },
        bodyLimit: LONGEST_LIST_BYTES,
        config: { document: IMPORT_EXCLUSIONS },
      },
      async (request, reply) => {
        const { params, query, body } = request;
        try {
          const by = { actor: actorOf(request), mayBeEmpty: query.empty === 'yes' };
          return await list.import(params.source, body, by);
        } catch (error) {
          if (!(error instanceof ExclusionListError)) throw error;
          const refused = { code: 'MALFORMED', message: error.message };
          return reply.code(422).send({ error: refused, wrongLines: error.count, wrong: error.wrong });
        }
      },
    );

    app.post(
      '/floor/exclusions/:source',
      { schema: { params: Source, body: Written }, config: { document: ADD_EXCLUSION } },
      async (request, reply) => {
        const { country = '', from = '', until = '', ...of } = request.body;
        const written = { ...of, country, from, until };
        const { line, isNew } = await list
          .add(request.params.source, written, actorOf(request))
          .catch(refuse);
        return reply.code(isNew ? 201 : 200).send(answerOf(line));
      },
    );

    app.delete(
      '/floor/exclusions/:source/:exclusionId',
      { schema: { params: Line }, config: { document: END_EXCLUSION } },
      async (request, reply) => {
        const { source, exclusionId } = request.params;
        if (await list.end(source, exclusionId, actorOf(request))) return reply.code(204).send();
        throw new ApiError(404, 'NOT_FOUND', 'The list has no such line that has not ended.');
      },
    );

    // A body, since an address is kept by proxies and logs.
    app.post(
      '/floor/exclusion-lookups',
      { schema: { body: About }, config: { document: FIND_EXCLUSIONS } },
      async ({ body: { country = '', ...of } }) => {
        const found = await list.find({ ...of, country }).catch(refuse);
        return found.map(answerOf);
      },
    );
  };
}

/** @throws {ApiError} 422 where what was told is no line of a list. */
function refuse(error: unknown): never {
  if (error instanceof ExclusionRefusedError) throw new ApiError(422, 'MALFORMED', `${error.message}.`);
  throw error;
}

function answerOf({ exclusionId, source, kind, from, until, addedAt, addedBy }: PresentExclusion) {
  return { exclusionId, source, kind, from, until, addedAt, addedBy };
}
