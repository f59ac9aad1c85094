/** One call of everything that the bridge offers over HTTP, about one machine and one account. */
import { aFunding, operator, person, TestTpas } from './bridge-site.ts';
import { FloorBrowser } from './floor-browser.ts';

/** The statuses that were answered, by what was called. */
export async function callEverything(
  url: string,
  about: { readonly asset: string; readonly ubai: string; readonly day: string },
): Promise<Record<string, number>> {
  const { asset, ubai, day } = about;
  const statuses: Record<string, number> = {};
  const call = async (name: string, answer: Promise<{ status: number }>) => {
    statuses[name] = (await answer).status;
  };
  const tpas = await TestTpas.signIn(url);
  const limit = `/v1/limits/${encodeURIComponent(ubai)}`;
  const wanted = (amount: string) => ({ limit: amount, currency: 'USD', requestedBy: 'PLAYER' });
  await call('read a limit', tpas.request('GET', limit));
  await call('set a limit', tpas.request('PUT', limit, wanted('900.00')));
  await call('change a limit', tpas.request('PATCH', limit, wanted('800.00')));
  await call('check a limit', tpas.request('POST', `${limit}/check`, { amount: '1.00', currency: 'USD' }));
  await call('read a history of limits', tpas.request('GET', `${limit}/history`));
  await call('remove a limit', tpas.request('DELETE', limit));

  const funding = aFunding(asset, { ubai });
  await call('fund', tpas.fund(funding));
  await call('fund again with the same id', tpas.fund(funding));
  await call('read a funding', tpas.read(funding.fundingId));
  await call('cancel a funding', tpas.cancel(funding));
  await call('cancel an unknown funding', tpas.cancel(aFunding(asset)));
  await call('fund an unknown machine', tpas.fund(aFunding('EGM-UNKNOWN')));

  const settlement = { outcome: 'credited', reason: 'looked' };
  const settle = `/floor/fundings/${funding.fundingId}/settle`;
  await call('settle a settled funding', person(url, 'POST', settle, settlement));
  await call('list machines', operator(url, 'GET', '/floor/machines'));
  await call('list fundings', operator(url, 'GET', '/floor/fundings'));
  await call('enable', operator(url, 'PUT', `/floor/machines/${asset}/enabled`, { enabled: true }));
  await call('card in', operator(url, 'PUT', `/floor/machines/${asset}/player`, { playerId: 'P-1' }));
  await call('card out', operator(url, 'DELETE', `/floor/machines/${asset}/player`));
  const exclusions = '/floor/exclusions/property';
  const excluded = { kind: 'player', id: 'P-EXCLUDED' };
  const added = await operator(url, 'POST', exclusions, excluded);
  await call('exclude', Promise.resolve(added));
  await call('look up an exclusion', operator(url, 'POST', '/floor/exclusion-lookups', excluded));
  const { exclusionId } = (await added.json()) as { exclusionId: number };
  await call('end an exclusion', operator(url, 'DELETE', `${exclusions}/${exclusionId}`));
  await call('metrics', operator(url, 'GET', '/metrics'));
  await call('ready', fetch(`${url}/readyz`));

  const browser = new FloorBrowser(url);
  await browser.signIn();
  await call('floor page', browser.get('/floor'));
  await call('page of a funding', browser.get(`/floor/fundings/${funding.fundingId}`));
  await call('search for a funding', browser.get(`/floor/search?text=${funding.fundingId}`));
  await call('search for much', browser.get('/floor/search?text=h'));
  await call('look up a limit', browser.submit('/floor/limits', { ubai }));
  await call('report', browser.get(`/floor/reports?day=${day}`));
  await call('report as CSV', browser.get(`/floor/reports/${day}.csv`));
  const csv = `fundingId,amount\n${funding.fundingId},20.00`;
  await call('import captures', browser.submit('/floor/reports/captures', { report: day, csv }));
  await call('read captures', operator(url, 'GET', `/floor/captures/${day}`));
  await call('reconciliation', operator(url, 'GET', `/floor/reconciliation/${day}`));
  return statuses;
}

/** What {@link callEverything} gets where nothing is wrong. */
export const EVERYTHING_ANSWERED: Readonly<Record<string, number>> = {
  'read a limit': 200,
  'set a limit': 200,
  'change a limit': 200,
  'check a limit': 200,
  'read a history of limits': 200,
  'remove a limit': 200,
  fund: 200,
  'fund again with the same id': 200,
  'read a funding': 200,
  'cancel a funding': 200,
  'cancel an unknown funding': 200,
  'fund an unknown machine': 422,
  'settle a settled funding': 409,
  'list machines': 200,
  'list fundings': 200,
  enable: 200,
  'card in': 204,
  'card out': 204,
  exclude: 201,
  'look up an exclusion': 200,
  'end an exclusion': 204,
  metrics: 200,
  ready: 200,
  'floor page': 200,
  'search for a funding': 303,
  'search for much': 200,
  'page of a funding': 200,
  'look up a limit': 200,
  report: 200,
  'report as CSV': 200,
  'import captures': 303,
  'read captures': 200,
  reconciliation: 200,
};
