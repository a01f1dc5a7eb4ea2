import { Switch } from '@mantine/core';
import { useSession } from '../app/session';
import { useData } from '../app/useData';
import { useSave } from '../app/useSave';
import { OrderEmailsDocument, UpdateOrderEmailsDocument, type OrderEmail } from '../operations/generated';
import { notify, told } from '../parts/notify';
import { Section } from '../parts/Section';
import { FailureNote, Loading } from '../parts/states';
import { t } from '../texts';
import { EmailPreview } from './EmailPreview';

const o = t.orderEmails;

const emails = Object.keys(o.switches) as OrderEmail[];

/** Which emails about orders are sent, and how every email looks. */
export function NotificationsTab() {
  return (
    <>
      <OrderEmails />
      <EmailPreview />
    </>
  );
}

function OrderEmails() {
  const { refresh } = useSession();
  const { data, failure, again } = useData(OrderEmailsDocument, {});
  const [update, busy] = useSave(UpdateOrderEmailsDocument);
  const shop = data?.shop;
  const save = async (orderEmails: OrderEmail[], expectedVersion: number | undefined, undo?: () => void) => {
    const input = { orderEmails, ...(expectedVersion !== undefined && { expectedVersion }) };
    const answer = await update({ input });
    if (answer.done) notify(o.saved, undo && { undo });
    else told(answer);
    again();
    refresh(); // the version of the settings is another one now
  };
  const change = (email: OrderEmail, on: boolean) => {
    if (shop === undefined) return;
    const before = shop.orderEmails;
    const next = emails.filter((one) => (one === email ? on : before.includes(one)));
    void save(next, shop.version, () => void save(before, undefined));
  };
  return (
    <Section title={o.title} help={o.help}>
      {failure !== undefined && <FailureNote failure={failure} retry={again} />}
      {shop === undefined && failure === undefined && <Loading shape="lines" count={4} />}
      {shop !== undefined &&
        emails.map((email) => (
          <Switch
            key={email}
            label={o.switches[email]}
            description={o.about[email]}
            checked={shop.orderEmails.includes(email)}
            disabled={busy}
            onChange={(event) => change(email, event.currentTarget.checked)}
          />
        ))}
    </Section>
  );
}
