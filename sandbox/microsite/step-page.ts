/** The page of each step, from the amount to the approval. */
import type { Checkout } from '../checkouts.ts';
import { accountPage } from './account-page.ts';
import { amountPage } from './amount-page.ts';
import { bankPage } from './bank-page.ts';
import type { Page } from './layout.ts';
import { loginPage } from './login-page.ts';
import { reviewPage } from './review-page.ts';

/** Null for the steps that have no page of their own. */
export function stepPage({ id, at, code }: Checkout): Page | null {
  const frame = { status: 200, machine: code, live: null };
  switch (at.step) {
    case 'amount':
      return { ...frame, title: 'Choose an amount', step: 1, content: amountPage(at.problem, id) };
    case 'bank':
      return { ...frame, title: 'Choose your bank', step: 2, content: bankPage(at.amount, id) };
    case 'login':
      return { ...frame, title: `Log in to ${at.bank.name}`, step: 3, content: loginPage(at, id) };
    case 'account':
      return { ...frame, title: 'Choose an account', step: 4, content: accountPage(at, id) };
    case 'review':
      return { ...frame, title: 'Review and approve', step: 5, content: reviewPage(at, code, id) };
    case 'payment':
    case 'left':
      return null;
  }
}
