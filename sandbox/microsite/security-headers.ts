/** Sent with every page. Nothing from elsewhere is loaded, and only the demo desk on this machine may frame it. */
export const SECURITY_HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "connect-src 'self'",
    'img-src data:',
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'self' http://127.0.0.1:* http://localhost:*",
  ].join('; '),
  'cache-control': 'no-store',
  // The address of a visit is its key.
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;
