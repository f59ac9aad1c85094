/** The page of each step, from the amount to the approval. */
import type { Checkout } from '../checkouts.ts';
import { accountPage } from './account-page.ts';
import { amountPage } from './amount-page.ts';
import { bankPage } from './bank-page.ts';
import type { Page } from './layout.ts';
import { loginPage } from './login-page.ts';
import { questionPage } from './question-page.ts';
import { reviewPage } from './review-page.ts';
import type { Wording } from './wording/wording.ts';

/** Null for the steps that have no page of their own. */
export function stepPage({ id, at, code }: Checkout, wording: Wording): Page | null {
  const { texts } = wording;
  const frame = { status: 200, machine: code, live: null, wording };
  switch (at.step) {
    case 'amount':
      return {
        ...frame,
        title: texts.amount.title,
        step: 1,
        content: amountPage(at.problem, id, wording),
      };
    case 'bank':
      return { ...frame, title: texts.bank.heading, step: 2, content: bankPage(at.amount, id, wording) };
    case 'login':
      return {
        ...frame,
        title: texts.login.heading(at.bank.name),
        step: 3,
        content: loginPage(at, id, wording),
      };
    case 'question':
      return { ...frame, title: at.asked.question.heading, step: 3, content: questionPage(at, id, wording) };
    case 'account':
      return { ...frame, title: texts.account.title, step: 4, content: accountPage(at, id, wording) };
    case 'review':
      return {
        ...frame,
        title: texts.review.heading,
        step: 5,
        content: reviewPage(at, code, id, wording),
      };
    case 'payment':
    case 'left':
      return null;
  }
}
