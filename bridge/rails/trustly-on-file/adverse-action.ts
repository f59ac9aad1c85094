/**
 * What a player has to be told when a payment is declined because of what TeleCheck says. The law (FCRA) asks for exactly
 * these words, so they are in English only and nobody may change them.
 */
const TEXT = [
  'The decision not to accept your payment was based, in whole or in part, on information provided by TeleCheck Services, Inc. To learn more, please visit https://getassistance.telecheck.com/index.html.',
  'TeleCheck is located at 5565 Glenridge Connector, NE, Atlanta, GA 30342.',
  'The mailing address is P.O. Box 6806 Hagerstown, MD 21741-6806.',
  'The toll-free number is 1-800-366-2425. Please reference {{ thirdPartyDeclineCode }} when you call.',
  'Under the Fair Credit Reporting Act: Consumers have the right to a free copy of their information held in TeleCheck’s files for a period of 60 days following an adverse action. Consumers also may dispute the accuracy or completeness of any information in TeleCheck’s consumer report.',
] as const;

/** @param declineCode as Trustly told it. @returns one text for each paragraph. */
export function adverseAction(declineCode: string): readonly string[] {
  return TEXT.map((paragraph) => paragraph.replace('{{ thirdPartyDeclineCode }}', () => declineCode));
}
