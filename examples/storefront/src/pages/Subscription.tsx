import { useState } from 'react';
import { useMutation } from 'urql';
import { ConfirmSubscriptionDocument, UnsubscribeDocument, type MarketingChannel } from '../operations/generated';
import { errorsOf, Form, withLinkText } from '../parts/Form';
import { channelNames } from '../parts/marketing';
import { Page, useEmailToken } from '../parts/states';

/** `/confirm-subscription`: confirms a subscription with the link from an email. */
export function ConfirmSubscriptionPage() {
  const token = useEmailToken();
  const [, confirm] = useMutation(ConfirmSubscriptionDocument);
  const [confirmed, setConfirmed] = useState(false);
  async function send() {
    const result = await confirm({ token: token ?? '' });
    setConfirmed(Boolean(result.data?.confirmMarketingConsent?.channel));
    return withLinkText(errorsOf(result), 'This link is no longer valid. Please subscribe again.');
  }
  if (confirmed) return <Page title="You are subscribed">{<p role="status">Thank you.</p>}</Page>;
  return (
    <Page title="Confirm your subscription">
      <Form button="Confirm" send={send} />
      <p>If you did not subscribe, close this page. You will get no news from us.</p>
    </Page>
  );
}

/** `/unsubscribe`: the page for links in newsletters. server.mjs accepts the same URL with POST for one-click. */
export function UnsubscribePage() {
  const token = useEmailToken();
  const [, unsubscribe] = useMutation(UnsubscribeDocument);
  const [channel, setChannel] = useState<MarketingChannel>();
  async function send() {
    const result = await unsubscribe({ token: token ?? '' });
    setChannel(result.data?.unsubscribe?.channel ?? undefined);
    return withLinkText(errorsOf(result), 'This link is not valid. Please open the link in our newest email.');
  }
  if (channel) {
    return (
      <Page title="You are unsubscribed">
        <p role="status">You will get no more {channelNames[channel]} with news and offers from us.</p>
      </Page>
    );
  }
  return (
    <Page title="Unsubscribe">
      <Form button="Unsubscribe" send={send}>
        <p>Do you want to get no more news and offers from us?</p>
      </Form>
    </Page>
  );
}
