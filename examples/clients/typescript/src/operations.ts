/**
 * The fields of Query and Mutation that return the same to every caller. An operation with only these fields is sent
 * without the customer's token, so it also works with an expired or revoked session. The list is that of the schema's
 * `@access(public: true)`.
 */
export const publicFields: ReadonlySet<string> = new Set([
  '__schema',
  '__type',
  '__typename',
  'addressFormat',
  'addressFormats',
  'confirmMarketingConsent',
  'customFields',
  'guestOrder',
  'guestOrderByNumber',
  'login',
  'openDataExport',
  'refreshToken',
  'requestGuestOrderLink',
  'requestLoginCode',
  'requestPasswordReset',
  'resetPassword',
  'shop',
  'subscribe',
  'unsubscribe',
]);

/** Reports whether a document has only operations that do not need the customer's token. */
export function isPublic(document: string | undefined): boolean {
  const fields = document === undefined ? [] : rootFields(document);
  return fields.length > 0 && fields.every((field) => publicFields.has(field));
}

const lexemes = /"""(?:\\"""|[\s\S])*?"""|"(?:\\.|[^"\\\n])*"|#.*|\.\.\.|[$@]?\w+|[{}()[\]:]/g;

/** Returns the names of the fields of all operations in a document, and `...` for each fragment. */
function rootFields(document: string): string[] {
  const found: string[] = [];
  let braces = 0;
  let parentheses = 0;
  let definition = '';
  const tokens = [...document.matchAll(lexemes)].map(([token]) => token).filter((token) => !/^["#]/.test(token));
  tokens.forEach((token, at) => {
    if (token === '{') braces++;
    else if (token === '}') braces--;
    else if (token === '(' || token === '[') parentheses++;
    else if (token === ')' || token === ']') parentheses--;
    else if (braces === 0 && parentheses === 0 && definition === '') definition = token;
    else if (braces === 1 && parentheses === 0 && definition !== 'fragment' && isField(tokens, at)) found.push(token);
    if (token === '}' && braces === 0) definition = '';
  });
  return found;
}

/** Reports whether a token of a selection set is the name of a field, or the dots of a fragment. */
function isField(tokens: readonly string[], at: number): boolean {
  const token = tokens[at] ?? '';
  if (token === '...') return true;
  return /^\w/.test(token) && tokens[at + 1] !== ':' && tokens[at - 1] !== '...' && tokens[at - 1] !== 'on';
}
