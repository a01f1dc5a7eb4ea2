// The shop's server. It serves the built pages, forwards their operations to Clientele, keeps the refresh tokens, sets
// prices, and forwards downloads and one-click unsubscriptions.
//
//   npm run build && CLIENTELE_KEY=sk_… node server.mjs
//
// CLIENTELE_KEY   an API key with ORDERS_WRITE, for quotes; never sent to browsers
// CLIENTELE_URL   the URL of Clientele; http://localhost:8080 by default
// SHOP_URL        the URL of the shop for browsers; http://localhost:3000 by default; with https, the cookie is Secure
// PORT            the port to listen on; 3000 by default
//
// Add this server's network to CLIENTELE_TRUSTED_PROXIES, so that Clientele counts failed attempts by the shopper's
// address.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { catalogue, find, shippingPrice, taxIn } from './catalogue.mjs';

const {
  CLIENTELE_KEY: key,
  CLIENTELE_URL: clientele = 'http://localhost:8080',
  SHOP_URL: shop = 'http://localhost:3000',
  PORT = '3000',
} = process.env;
if (!key) throw new Error('CLIENTELE_KEY is missing: clientele key create --name shop --scopes ORDERS_WRITE');

const secure = shop.startsWith('https:');
const cookieName = secure ? '__Host-session' : 'session';
// Clientele decides when a session ends. The cookie only has to outlive the browser.
const cookie = (token, age = 31_536_000) =>
  `${cookieName}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${age}${secure ? '; Secure' : ''}`;

/** Sends a request to Clientele, with the shopper's network address and user agent, and the address of the shop. */
async function forward(request, path, options = {}) {
  const hops = [request.headers['x-forwarded-for'], request.socket.remoteAddress].filter(Boolean).join(', ');
  return fetch(clientele + path, {
    ...options,
    headers: {
      'x-forwarded-for': hops,
      'x-forwarded-host': request.headers.host ?? '',
      'x-forwarded-proto': secure ? 'https' : 'http',
      'user-agent': request.headers['user-agent'] ?? '',
      ...options.headers,
    },
  });
}

/** Sends an operation to Clientele. */
async function ask(request, body, headers = {}) {
  const answer = await forward(request, '/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  return { status: answer.status, body: await answer.json().catch(() => ({})) };
}

/** Removes the refresh token from a response and returns it, so that pages never receive one. */
function takeRefreshToken(value) {
  let found;
  for (const [name, inner] of Object.entries(value ?? {})) {
    if (typeof inner === 'object') found = takeRefreshToken(inner) ?? found;
    else if (/^rt_[\w.-]{50,}$/.test(inner)) [found, value[name]] = [inner, ''];
  }
  return found;
}

const routes = {
  async 'POST /graphql'(request, response) {
    const token = request.headers['x-customer-token'];
    const answer = await ask(request, await read(request), token ? { 'x-customer-token': token } : {});
    const refresh = takeRefreshToken(answer.body.data);
    if (refresh) response.setHeader('set-cookie', cookie(refresh));
    send(response, answer.status, answer.body);
  },

  // Returns the next access token, for a page that has just been opened or whose token is about to expire.
  async 'POST /session'(request, response) {
    const refreshToken = cookieOf(request);
    if (!refreshToken) return send(response, 200, null);
    const query =
      'mutation($refreshToken: String!) { refreshToken(refreshToken: $refreshToken) { customerToken { accessToken expiresAt refreshToken } } }';
    const { body } = await ask(request, JSON.stringify({ query, variables: { refreshToken } }));
    if (!body.data?.refreshToken) return send(response, 503, null); // throttled or unavailable: the session may still be valid
    const { customerToken } = body.data.refreshToken;
    response.setHeader('set-cookie', customerToken ? cookie(takeRefreshToken(customerToken)) : cookie('', 0));
    send(response, 200, customerToken);
  },

  async 'DELETE /session'(_request, response) {
    response.setHeader('set-cookie', cookie('', 0));
    send(response, 200, null);
  },

  // One-click unsubscription (RFC 8058). A mail provider calls it, without cookies and from any address.
  async 'POST /unsubscribe'(request, response) {
    const { search } = new URL(request.url, shop);
    const answer = await forward(request, `/unsubscribe${search}`, { method: 'POST' });
    response.writeHead(answer.status).end();
  },

  async 'GET /catalogue'(_request, response) {
    send(response, 200, { products: catalogue, shippingPrice });
  },

  // Prices a basket of [{ sku, quantity }] and gets a signed quote from Clientele.
  async 'POST /quote'(request, response) {
    const items = [];
    const basket = JSON.parse(await read(request));
    for (const line of Array.isArray(basket) ? basket : []) {
      const { sku, quantity } = line ?? {};
      const found = find(sku);
      if (!found || !Number.isInteger(quantity) || quantity < 1 || quantity > 100)
        return send(response, 400, { error: 'This product is not available in this quantity.' });
      const { product, article } = found;
      const taxIncluded = taxIn(article.price, quantity);
      items.push({
        sku,
        name: product.name,
        options: [{ name: product.option, value: article.value }],
        quantity,
        unitPrice: article.price,
        taxIncluded,
        url: `${shop}/products/${product.slug}?sku=${sku}`,
        ...(secure && { imageUrl: shop + article.picture }), // pictures in emails need https
      });
    }
    if (items.length === 0) return send(response, 400, { error: 'The basket is empty.' });
    const query =
      'mutation($input: QuoteInput!) { createQuote(input: $input) { quote { token total { amount currency } } userErrors { message } } }';
    const { body } = await ask(request, JSON.stringify({ query, variables: { input: { items, shippingPrice } } }), {
      authorization: `Bearer ${key}`,
    });
    const quote = body.data?.createQuote?.quote;
    send(response, quote ? 200 : 502, quote ?? { error: 'The price cannot be calculated at the moment.' });
  },
};

/** Forwards the download of a customer's data. Its URL is signed by Clientele, and needs no other credential. */
async function download(request, response) {
  const { pathname, search } = new URL(request.url, shop);
  const answer = await forward(request, pathname + search, { headers: { 'accept-encoding': 'identity' } });
  const kept = [...answer.headers].filter(([name]) => /^content-|^cache-control$/.test(name));
  response.writeHead(answer.status, { ...Object.fromEntries(kept), 'x-content-type-options': 'nosniff' });
  await pipeline(answer.body, response);
}

const dist = fileURLToPath(new URL('dist', import.meta.url));
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** Serves the built files, and index.html for the paths of pages. */
async function serveFile(path, response) {
  const name = extname(path) ? path : '/index.html';
  const file = join(dist, normalize(name));
  const body = file.startsWith(dist) ? await readFile(file).catch(() => null) : null;
  response.writeHead(body ? 200 : 404, {
    'content-type': (body && types[extname(file)]) ?? 'text/plain',
    'cache-control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    'content-security-policy':
      "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer', // links in emails contain tokens
    'x-content-type-options': 'nosniff',
  });
  response.end(body ?? 'File not found.');
}

createServer(async (request, response) => {
  try {
    const { pathname } = new URL(request.url, shop);
    const route = routes[`${request.method} ${pathname}`];
    if (request.method === 'GET' && pathname.startsWith('/files/')) return await download(request, response);
    if (!route) return await serveFile(decodeURIComponent(pathname), response);
    const site = request.headers['sec-fetch-site'] ?? 'same-origin';
    if (site !== 'same-origin') return send(response, 403, { error: 'Cross-site requests are not allowed.' });
    await route(request, response);
  } catch (error) {
    const status = error instanceof SyntaxError || error instanceof URIError ? 400 : error.cause ? 502 : 500;
    if (status !== 400) console.error(error.message, error.cause?.code ?? '');
    if (!response.headersSent) send(response, status, { error: 'Something went wrong.' });
  }
}).listen(Number(PORT), '127.0.0.1', function () {
  console.log(`The shop is at http://127.0.0.1:${this.address().port}`);
});

function send(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

async function read(request) {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > 1_000_000) throw new SyntaxError('The request is too large.');
  }
  return text;
}

function cookieOf(request) {
  const pair = (request.headers.cookie ?? '').split('; ').find((one) => one.startsWith(`${cookieName}=`));
  return pair?.slice(cookieName.length + 1);
}
