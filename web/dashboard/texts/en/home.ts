import { count } from './count';

/** Texts of the first page, and of the banner about the mail server. */
export const home = {
  home: {
    title: 'Home',
    ordersToday: 'Orders today',
    ordersTodayHelp: 'Placed since midnight',
    ordersToShip: 'Orders to ship',
    ordersToShipHelp: 'Open, not completely shipped',
    ordersUnpaid: 'Unpaid orders',
    ordersUnpaidHelp: 'Open, not completely paid',
    newCustomers: 'New customers',
    newCustomersHelp: 'Last 7 days',
    atLeast: (n: string) => `${n}+`,
    revenue: 'Revenue',
    revenueHelp: 'Order totals by day, without cancelled orders',
    lastDays: (n: number) => `Last ${count(n, 'day', 'days')}`,
    period: 'Period',
    currency: 'Currency',
    inOrders: (n: number) => count(n, 'order', 'orders'),
    chart: (total: string, days: number) =>
      `Bar chart of revenue by day: ${total} in ${count(days, 'day', 'days')}. The table below has the values.`,
    table: 'Show as table',
    byDay: 'Revenue by day',
    day: 'Day',
    orders: 'Orders',
    total: 'Total',
    noRevenue: 'No orders in this period',
    delivery: 'Emails and webhooks',
    failedEmails: (n: number) =>
      n === 0 ? 'No emails failed in the last 7 days' : `${count(n, 'email', 'emails')} failed in the last 7 days`,
    failingWebhooks: (n: number) =>
      n === 0 ? 'No webhook needs attention' : `${count(n, 'webhook needs', 'webhooks need')} attention`,
    nothing: 'Your role has no numbers to show here',
    setup: {
      title: 'Set up your shop',
      progress: (done: number, all: number) => `${done} of ${all} done`,
      done: 'Done',
      hide: 'Hide',
      hidden: 'Setup steps hidden.',
      mailServer: 'Connect a mail server',
      mailServerText:
        'Until then, emails stay in the outbox. Set CLIENTELE_SMTP_URL and CLIENTELE_EMAIL_FROM, and restart.',
      mailServerAction: 'Show the outbox',
      backup: 'Make a backup',
      backupText: 'Run “clientele backup” every day, for example from cron. It works while the server runs.',
      key: 'Create an API key',
      keyText: 'Your storefront and other programs need one.',
      keyAction: 'Create key',
    },
  },
  mailBanner: {
    label: 'Mail server',
    text: 'Emails are not sent: no mail server is set up.',
    action: 'Show the outbox',
    hide: 'Hide this message',
  },
};
