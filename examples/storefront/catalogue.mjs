// The products of the shop. A real shop has them in a database. Browsers never send prices, only SKUs and quantities.
const eur = (amount) => ({ amount, currency: 'EUR' });

/** The price of the delivery of any order. */
export const shippingPrice = eur('4.90');

/** Each product has one page, and one article for each choice, such as a size. */
const products = [
  {
    slug: 'earl-grey',
    name: 'Earl Grey',
    picture: 'earl-grey.svg',
    description: 'Black tea from Assam with the oil of bergamots from Calabria.',
    option: 'Size',
    articles: { 'TEA-1': ['100 g', '7.95'], 'TEA-1L': ['250 g', '17.50'] },
  },
  {
    slug: 'sencha',
    name: 'Sencha',
    picture: 'sencha.svg',
    description: 'Green tea from Uji, picked in May. Fresh, grassy and a little sweet.',
    option: 'Size',
    articles: { 'TEA-2': ['100 g', '11.50'], 'TEA-2L': ['250 g', '26.00'] },
  },
  {
    slug: 'chamomile',
    name: 'Chamomile',
    picture: 'chamomile.svg',
    description: 'Whole flowers, dried in the shade. Without caffeine.',
    option: 'Size',
    articles: { 'TEA-3': ['80 g', '6.40'] },
  },
  {
    slug: 'teapot',
    name: 'Teapot',
    picture: 'teapot.svg',
    description: 'Terracotta with a clear glaze inside. Keeps four cups warm for half an hour.',
    option: 'Size',
    articles: { 'POT-1': ['1 litre', '34.00'] },
  },
  {
    slug: 'cup',
    name: 'Cup and saucer',
    picture: 'cup-sea.svg',
    description: 'Thrown by hand, so no two are quite alike. Safe in the dishwasher.',
    option: 'Glaze',
    articles: { 'CUP-1': ['Sea', '16.50', 'cup-sea.svg'], 'CUP-2': ['Sand', '16.50', 'cup-sand.svg'] },
  },
  {
    slug: 'honey',
    name: 'Heather honey',
    picture: 'honey.svg',
    description: 'From hives in the Wicklow Mountains. Strong, dark and not heated.',
    option: 'Size',
    articles: { 'HON-1': ['250 g', '8.20'] },
  },
];

/** The products as the pages get them. */
export const catalogue = products.map(({ articles, option, picture, ...product }) => ({
  ...product,
  option,
  articles: Object.entries(articles).map(([sku, [value, amount, own = picture]]) => ({
    sku,
    value,
    price: eur(amount),
    picture: `/products/${own}`,
  })),
}));

/** The article with a SKU and its product, or undefined. */
export function find(sku) {
  for (const product of catalogue) {
    const article = product.articles.find((one) => one.sku === sku);
    if (article) return { product, article };
  }
  return undefined;
}

/** The value-added tax of 23 percent that a price already includes. */
export const taxIn = ({ amount }, quantity) => eur(((Number(amount) * quantity * 23) / 123).toFixed(2));
