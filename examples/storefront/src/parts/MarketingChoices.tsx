import { useState } from 'react';
import { useMutation } from 'urql';
import { SetMarketingConsentDocument, type DetailsFragment, type MarketingFragment } from '../operations/generated';
import { Checkbox, errorsOf, Form, type Values } from './Form';
import { channels, states, wordings } from './marketing';
import { DateTime } from './states';

/** The customer's consent to marketing: a checkbox for each channel by which the shop can reach the customer. */
export function MarketingChoices({ customer }: { customer: DetailsFragment & MarketingFragment }) {
  const [, set] = useMutation(SetMarketingConsentDocument);
  const [saved, setSaved] = useState(false);
  const current = new Map(customer.marketing.map((statement) => [statement.channel, statement]));
  const shown = channels.filter(
    (channel) => customer.phone || current.has(channel) || channel === 'EMAIL' || channel === 'POST',
  );
  async function send(values: Values) {
    setSaved(false);
    for (const channel of shown) {
      const state = values[channel] ? 'SUBSCRIBED' : 'UNSUBSCRIBED';
      if (state === (current.get(channel)?.state ?? 'UNSUBSCRIBED')) continue;
      const errors = errorsOf(await set({ input: { channel, state, wording: wordings[channel] } }));
      if (errors.length > 0) return errors;
    }
    setSaved(true);
    return [];
  }
  return (
    <section aria-labelledby="marketing">
      <h2 id="marketing">News and offers</h2>
      {saved && <p role="status">Saved.</p>}
      <Form
        label="News and offers"
        button="Save choices"
        send={send}
        key={customer.marketing.map(({ id }) => id).join()} // shows what is stored
      >
        {shown.map((channel) => {
          const statement = current.get(channel);
          return (
            <div key={channel}>
              <Checkbox
                name={channel}
                label={wordings[channel]}
                defaultChecked={statement !== undefined && statement.state !== 'UNSUBSCRIBED'}
              />
              {statement && (
                <p className="hint">
                  {states[statement.state]} <DateTime at={statement.at} />.
                </p>
              )}
            </div>
          );
        })}
      </Form>
    </section>
  );
}
