import { Alert, Button, Group, List, Text } from '@mantine/core';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useSession } from '../app/session';
import { useSave } from '../app/useSave';
import { showChange } from '../events/fields';
import { MergeCustomersDocument, type MergePreviewQuery } from '../operations/generated';
import { Confirm } from '../parts/Confirm';
import { notify } from '../parts/notify';
import { IconArrowsExchange } from '../parts/icons';
import { Section } from '../parts/Section';
import { t } from '../texts';
import { Side } from './Side';
import { mergePath } from './path';
import { isChoosable, startOf, takenOf, type Choices } from './choices';
import { FieldChoice, FieldOutcome } from './FieldChoice';

const m = t.merge;

type Found = NonNullable<MergePreviewQuery['customerMergePreview']>;

/** A preview of merging two customers, both of which the member can read. */
export type MergePreview = Found & { keep: NonNullable<Found['keep']>; merge: NonNullable<Found['merge']> };

type Props = { preview: MergePreview; onConflict: () => void };

/** Two customers beside each other, with a choice for each field in which they differ. */
export function Comparison({ preview, onConflict }: Props) {
  const { keep, merge, fields, blocking } = preview;
  const { definitions } = useSession();
  const navigate = useNavigate();
  const [choices, setChoices] = useState<Choices>(() => startOf(fields));
  const [asking, setAsking] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const [send] = useSave(MergeCustomersDocument);
  const [remains, goes] = [keep, merge].map(({ name, email }) => name || email) as [string, string];
  const blocked = blocking.length > 0;
  const changes = fields.map(({ field, keep: from, merge: to }) =>
    showChange('CUSTOMER', { field, from, to }, definitions),
  );
  const act = async () => {
    const answer = await send({
      input: {
        keep: keep.id,
        merge: merge.id,
        fieldsFromMerged: takenOf(choices),
        expectedVersions: { keep: keep.version, merge: merge.version },
      },
    });
    if (!answer.done && answer.faults.some(({ code }) => code === 'CONFLICT')) {
      setAsking(false);
      setAttempt(attempt + 1);
      onConflict();
    }
    return answer;
  };
  return (
    <>
      {blocked && (
        <Alert color="red" variant="light" title={m.blocked} role="alert">
          <List size="sm" listStyleType={blocking.length > 1 ? 'disc' : 'none'}>
            {blocking.map(({ message }) => (
              <List.Item key={message}>{message}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      <Section
        title={m.facts}
        actions={
          <>
            <Button component={Link} to={mergePath(keep.id)} variant="subtle" size="xs">
              {m.otherAgain}
            </Button>
            <Button
              component={Link}
              to={mergePath(merge.id, keep.id)}
              variant="default"
              size="xs"
              title={m.swapHelp}
              leftSection={<IconArrowsExchange size={16} />}
            >
              {m.swap}
            </Button>
          </>
        }
      >
        <div className="pair">
          <span />
          <Side customer={keep} label={m.remains} tone="success" />
          <Side customer={merge} label={m.goes} tone="warning" />
        </div>
      </Section>
      <Section title={m.choose} help={fields.length === 0 ? m.equal : m.chooseHelp}>
        {fields.length > 0 && (
          <div className="pairs">
            {changes.filter(isChoosable).map((change) => (
              <FieldChoice
                key={change.field}
                change={change}
                value={choices[change.field] ?? 'keep'}
                onChange={(side) => setChoices({ ...choices, [change.field]: side })}
              />
            ))}
            {changes
              .filter((change) => !isChoosable(change))
              .map((change) => (
                <FieldOutcome key={change.field} change={change} />
              ))}
          </div>
        )}
        {fields.some(({ field }) => field === 'email') && (
          <Text size="sm" c="dimmed">
            {m.emailNote}
          </Text>
        )}
      </Section>
      <Happens preview={preview} />
      <Group>
        <Button color="red" disabled={blocked} onClick={() => setAsking(true)}>
          {m.submit}
        </Button>
        <Button component={Link} to={`/customers/${keep.id}`} variant="default">
          {t.common.cancel}
        </Button>
      </Group>
      {/* Each attempt has a dialog of its own, so that it does not begin with the failure of the one before. */}
      <Confirm
        key={attempt}
        open={asking}
        onClose={() => setAsking(false)}
        title={m.confirmTitle(goes, remains)}
        text={m.confirmText(goes)}
        action={m.confirm}
        act={act}
        onDone={() => {
          notify(m.done);
          void navigate(`/customers/${keep.id}`, { replace: true });
        }}
      />
    </>
  );
}

/** What moves to the customer that remains, and what ends. */
function Happens({ preview: { orders, addresses, duplicateAddresses } }: { preview: MergePreview }) {
  return (
    <Section title={m.happens}>
      <List size="sm" spacing={4}>
        <List.Item>{orders > 0 ? m.orderMoves(orders) : m.noOrders}</List.Item>
        {addresses > 0 && <List.Item>{m.addressMoves(addresses)}</List.Item>}
        {duplicateAddresses > 0 && <List.Item>{m.doubles(duplicateAddresses)}</List.Item>}
        <List.Item>{m.also}</List.Item>
        <List.Item>{m.consent}</List.Item>
        <List.Item>{m.ends}</List.Item>
        <List.Item>{m.ids}</List.Item>
      </List>
    </Section>
  );
}
