import type { MarketingChannel, MarketingState } from '../operations/generated';
import { Pill, type Tone } from '../parts/Pill';
import { t } from '../texts';

const m = t.marketing;

export const channels = Object.keys(m.channels) as MarketingChannel[];

const tones: Readonly<Record<MarketingState, Tone>> = {
  SUBSCRIBED: 'success',
  PENDING: 'warning',
  UNSUBSCRIBED: 'neutral',
};

/** A state of consent in words, with a color that repeats it. */
export function ConsentState({ of }: { of: MarketingState }) {
  return <Pill tone={tones[of]}>{m.states[of]}</Pill>;
}

/** The channels by which a customer receives marketing, in one line; those that are not confirmed are marked. */
export function channelsOf(consents: readonly { channel: MarketingChannel; state: MarketingState }[]): string {
  return channels
    .flatMap((channel) => {
      const state = consents.find((one) => one.channel === channel)?.state;
      if (state === 'SUBSCRIBED') return m.channels[channel];
      return state === 'PENDING' ? m.pending(m.channels[channel]) : [];
    })
    .join(', ');
}
