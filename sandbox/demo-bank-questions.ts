/** What the Demo Bank may ask after user name and pass phrase. A bank asks in its own language, English. */

export type QuestionName = 'challenge' | 'code' | 'email' | 'emailOrPhone' | 'prompts';

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly kind: 'text' | 'password' | 'date' | 'checkbox' | { readonly choices: readonly string[] };
  readonly required: boolean;
}

export interface Question {
  readonly heading: string;
  readonly text: string;
  readonly fields: readonly Field[];
}

const ADDRESSES = ['d•••@example.com', 'w•••@example.com'];

export const QUESTIONS: Readonly<Record<QuestionName, Question>> = {
  challenge: {
    heading: 'A question from your bank',
    text: 'Any answer will do; the answer “error” is a wrong one where the pass phrase was 2FA.',
    fields: [{ name: 'answer', label: 'Name of your first pet', kind: 'text', required: true }],
  },
  code: {
    heading: 'Enter the code',
    text: 'The bank would have sent you a code now. Any code will do.',
    fields: [{ name: 'answer', label: 'Code', kind: 'text', required: true }],
  },
  email: {
    heading: 'Where may we send a code?',
    text: 'Your bank sends you a code.',
    fields: [{ name: 'answer', label: 'E-mail address', kind: { choices: ADDRESSES }, required: true }],
  },
  emailOrPhone: {
    heading: 'Where may we send a code?',
    text: 'Your bank sends you a code.',
    fields: [
      {
        name: 'answer',
        label: 'E-mail address or telephone number',
        kind: { choices: [...ADDRESSES, '(•••) •••-0100'] },
        required: true,
      },
    ],
  },
  prompts: {
    heading: 'Everything a bank may ask',
    text: 'A description, as a bank shows it beside its fields.',
    fields: [
      { name: 'text', label: 'Text', kind: 'text', required: true },
      { name: 'secret', label: 'Secret', kind: 'password', required: true },
      { name: 'date', label: 'Date', kind: 'date', required: true },
      { name: 'choice', label: 'Choice', kind: { choices: ['First', 'Second'] }, required: true },
      { name: 'agree', label: 'I agree', kind: 'checkbox', required: false },
    ],
  },
};
