import { useNavigate } from 'react-router';
import { useState } from 'react';
import { changed, useEdit } from '../app/useEdit';
import { useData } from '../app/useData';
import { useSave } from '../app/useSave';
import { UpdateWebhookDocument, WebhookPageDocument, type WebhookRecordFragment } from '../operations/generated';
import { EditFrame } from '../parts/EditFrame';
import { notify } from '../parts/notify';
import { Section } from '../parts/Section';
import { Empty, FailureNote, Loading } from '../parts/states';
import { t } from '../texts';
import { Deliveries } from './Deliveries';
import { draftKeys, webhookDraft, webhookFaults, type WebhookDraft } from './draft';
import { Overview } from './Overview';
import { Trouble } from './Trouble';
import { WebhookInputs } from './WebhookInputs';

const w = t.webhook;

/** A webhook: its state, its deliveries and its configuration. */
export function OneWebhook({ id }: { id: string }) {
  const navigate = useNavigate();
  const [deleted, setDeleted] = useState(false);
  const { data, failure, again } = useData(WebhookPageDocument, { id }, deleted);
  const webhook = data?.webhook;
  if (data === undefined) return failure === undefined ? <Loading /> : <FailureNote failure={failure} retry={again} />;
  if (!webhook) return <Empty title={w.missing} text="" />;
  const leave = () => {
    setDeleted(true);
    void navigate('/settings/webhooks', { replace: true });
  };
  return (
    <>
      {failure !== undefined && <FailureNote failure={failure} retry={again} />}
      <Trouble webhook={webhook} />
      <Overview webhook={webhook} onDeleted={leave} />
      <Deliveries id={id} active={webhook.active} onPoll={again} />
      <Configuration webhook={webhook} />
    </>
  );
}

function Configuration({ webhook }: { webhook: WebhookRecordFragment }) {
  const [save, saving] = useSave(UpdateWebhookDocument);
  const edit = useEdit<WebhookDraft, WebhookRecordFragment>({
    record: webhook,
    read: (record) => ({ version: record.version, values: webhookDraft(record) }),
    labels: { name: w.name, url: w.url, events: w.events, query: w.query, scopes: w.scopes },
    check: webhookFaults,
    send: (values, base) =>
      save({
        id: webhook.id,
        input: { ...changed(values, base.values, draftKeys), expectedVersion: base.version },
      }),
    pick: (payload) => (payload as { webhook?: WebhookRecordFragment | null }).webhook,
    onSaved: () => notify(t.common.saved),
  });
  return (
    <Section title={w.configuration}>
      <EditFrame edit={edit} saving={saving} canSave>
        <WebhookInputs form={edit.form} />
      </EditFrame>
    </Section>
  );
}
