import type { MarketingChannel, MarketingState } from '../operations/generated';

/**
 * The texts that customers agree to, by channel. They are shown next to the checkbox or button, and sent with the
 * statement, so that the shop can prove what a customer has agreed to.
 */
export const wordings: Record<MarketingChannel, string> = {
  EMAIL: 'Email me news and offers. I can unsubscribe at any time.',
  SMS: 'Send me text messages with news and offers. I can unsubscribe at any time.',
  PHONE: 'Call me about news and offers. I can unsubscribe at any time.',
  POST: 'Send me letters with news and offers. I can unsubscribe at any time.',
};

export const channels = Object.keys(wordings) as MarketingChannel[];

/** How each state is shown next to its date. */
export const states: Record<MarketingState, string> = {
  SUBSCRIBED: 'You agreed on',
  PENDING: 'Not confirmed yet. We sent you an email with a link on',
  UNSUBSCRIBED: 'You unsubscribed on',
};

/** The names of the channels within a sentence. */
export const channelNames: Record<MarketingChannel, string> = {
  EMAIL: 'emails',
  SMS: 'text messages',
  PHONE: 'phone calls',
  POST: 'letters',
};
