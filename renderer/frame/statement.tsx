/** The words of every screen but the code: an amount where there is one, what is the case, what the player can do. */
import type { ComponentChildren } from 'preact';
import type { Texts } from '../texts/texts.ts';

interface StatementProps {
  /** Already formatted. */
  amount?: string | undefined;
  /** The amount did not arrive. */
  struck?: boolean;
  title: string;
  children: ComponentChildren;
  technicianCode?: string | undefined;
  texts: Texts;
}

export function StatementWords({
  amount,
  struck = false,
  title,
  children,
  technicianCode,
  texts,
}: StatementProps) {
  return (
    <>
      {amount !== undefined && (
        <p class="amount" data-struck={struck} style={{ '--characters': String(amount.length) }}>
          {amount}
        </p>
      )}
      <h1 class="title" data-long={title.length > 18}>
        {title}
      </h1>
      <div class="body">{children}</div>
      {technicianCode !== undefined && (
        <p class="technician">
          {texts.code} <b>{technicianCode}</b>
        </p>
      )}
    </>
  );
}
