import type { MarketingChannel, MarketingSource, MarketingState } from '../../operations/generated';

const channels: Record<MarketingChannel, string> = {
  EMAIL: 'Email',
  SMS: 'Text messages',
  PHONE: 'Phone calls',
  POST: 'Letters',
};

const states: Record<MarketingState, string> = {
  SUBSCRIBED: 'Subscribed',
  PENDING: 'Not confirmed',
  UNSUBSCRIBED: 'Unsubscribed',
};

const sources: Record<MarketingSource, string> = {
  SIGN_UP: 'At sign-up',
  CUSTOMER: 'By the customer',
  SUBSCRIBE: 'Newsletter form',
  CONFIRMATION: 'Confirmed by email',
  UNSUBSCRIBE: 'Unsubscribe link',
  SHOP: 'Recorded by the shop',
  IMPORT: 'Import',
  MERGE: 'Merge of two customers',
  EARLIER: 'Before consent was recorded',
};

/** Texts of consent to marketing, and of the people who subscribed without an account. */
export const marketing = {
  marketing: {
    title: 'Marketing',
    channels,
    states,
    sources,
    filters: {
      EMAIL: 'Email marketing',
      SMS: 'Text message marketing',
      PHONE: 'Phone marketing',
      POST: 'Letter marketing',
    } as Record<MarketingChannel, string>,
    /** A channel in a list of customers: "Email (not confirmed)". */
    pending: (channel: string) => `${channel} (not confirmed)`,
    never: 'No consent recorded',
    noWording: 'No wording recorded',
    wordingOf: (wording: string) => `“${wording}”`,
    change: 'Change',
    changeNamed: (channel: string) => `Change: ${channel}`,
    form: {
      title: 'Record consent',
      help: 'Record what the customer told you. Earlier statements are kept as proof.',
      channel: 'Channel',
      state: 'Statement',
      choices: {
        SUBSCRIBED: 'Subscribed: the customer agreed',
        UNSUBSCRIBED: 'Unsubscribed: the customer withdrew or refused',
      },
      wording: 'Wording',
      wordingHelp: {
        SUBSCRIBED: 'The text that the customer agreed to, as it was shown or read out.',
        UNSUBSCRIBED: 'What the customer said or wrote.',
      },
      at: 'Date and time',
      atHelp: 'When the customer said so. Leave empty for now.',
      submit: 'Record',
      done: 'Consent recorded',
      wrongDate: 'Enter a date and time',
    },
    history: {
      action: 'History',
      title: (name: string) => `Marketing history of ${name}`,
      help: 'Every statement with its wording and source. Statements cannot be changed or deleted.',
      none: 'No statements yet.',
      channel: 'Channel',
      all: 'All channels',
      at: 'Date',
      state: 'State',
      source: 'How',
      who: 'Recorded by',
      wording: 'Wording',
      now: 'Current',
    },
  },
  subscribers: {
    title: 'Subscribers',
    help: 'People without an account who subscribed to your newsletter. Customers with an account are in the list of customers.',
    empty: 'No subscribers yet',
    emptyText: 'People who subscribe to your newsletter without an account appear here.',
    noMatch: 'No subscriber has this state or address.',
    email: 'Email address',
    find: 'Email address',
    findHelp: 'The complete address',
    state: 'State',
    everyState: 'All states',
    since: 'Since',
    source: 'How',
    wording: 'Wording',
    history: 'Show history',
    historyNamed: (email: string) => `History of ${email}`,
    erase: 'Erase personal data…',
  },
};
