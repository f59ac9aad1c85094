import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Digests } from '../platform/secrets/digests.ts';
import { ExclusionListError, parseExclusionCsv } from './exclusion-csv.ts';

const digests = new Digests(Buffer.alloc(32, 1));
const parse = async (...lines: readonly string[]) => parseExclusionCsv(lines.join('\r\n'), digests);
const refused = async (...lines: readonly string[]) => {
  const error: unknown = await parse(...lines).catch((caught: unknown) => caught);
  if (!(error instanceof ExclusionListError)) throw new Error('it was taken', { cause: error });
  return error;
};

describe('an exclusion list', () => {
  it('is read by the names of its columns, whatever else is in it', async () => {
    const list = await parse(
      '\uFEFFname,until,id,kind,country,from',
      'Somebody,2026-12-31T00:00Z,19900101-1234,person,SE,',
      '"Else, somebody",,P-17,player,,2026-05-01T00:00Z',
      '',
      ',, f3b0c442 ,account,,',
    );
    expect(list).toEqual([
      {
        kind: 'person',
        subject: digests.person('SE', '9001011234'),
        from: null,
        until: new Date('2026-12-31T00:00Z'),
      },
      { kind: 'player', subject: digests.player('P-17'), from: new Date('2026-05-01T00:00Z'), until: null },
      { kind: 'account', subject: digests.account('f3b0c442'), from: null, until: null },
    ]);
  });

  it('may have no more columns than two, and no lines', async () => {
    expect(await parse('kind,id', 'player,P-1')).toHaveLength(1);
    expect(await parse('kind,id')).toEqual([]);
  });

  it.each([
    ['robot,SECRET,,,', 'the kind is'],
    ['player,SECRET PLAYER,,,', 'no id of a player'],
    ['player,SECRET,SE,,', 'a country is told of a person only'],
    ['person,SECRET,SE,,', 'no national identification number of SE'],
    ['person,9001011234,,,', 'the country of a person is needed'],
    ['person,9001011234,Secretland,,', 'the country of a person is needed'],
    ['account,,,,', 'no key of an account'],
    ['player,SECRET,,,yesterday', 'until is neither'],
    ['player,SECRET', '2 fields where the header names 5'],
    ['player,"SECRET', 'a quote is not closed'],
    ['person,SECRET\u0001,DE,,', 'a line break or another control character'],
  ])(
    'with the line %s is refused as a whole, by its number and without the id [no-personal-data]',
    async (line, why) => {
      const error = await refused('kind,id,country,from,until', 'player,P-1,,,', line);
      expect(error.wrong).toEqual([{ line: 3, why: expect.stringContaining(why) as string }]);
      expect(error.message).toContain('line 3');
      expect(inspect(error, { depth: 9 })).not.toMatch(/SECRET|9001011234|P-1/);
    },
  );

  it.each(['person,"SECRET\nperson,9001011234",DE,,', 'player,P-2,,"\n2026-05-01",'])(
    'with a line break within a field, as in %j, is refused: a whole line may be in it',
    async (lines) => {
      const { message } = await refused('kind,id,country,from,until', lines);
      expect(message).toContain('a line break');
    },
  );

  it('of which every line is wrong is not read to its end, nor is one that is too long', async () => {
    const error = await refused('kind,id', ...Array.from({ length: 9_000 }, () => 'robot,SECRET'));
    expect([error.wrong.length, error.count]).toEqual([200, 2_000]);
    expect(error.message).toContain('and 1995 more. The rest of the list was not read');
    const long = ['kind,id', 'player,P-1', 'player,P-2', 'player,P-3'].join('\n');
    await expect(parseExclusionCsv(long, digests, 2)).rejects.toThrow('line 4: a list has 2 lines at most');
  });

  it.each([
    ['', 'kind and id must be named'],
    ['kind,name', 'kind and id must be named'],
    ['kind,id,id', 'id is there twice'],
  ])('with the header "%s" is refused', async (header, why) => {
    expect((await refused(header, 'player,P-1,')).message).toContain(why);
  });
});
