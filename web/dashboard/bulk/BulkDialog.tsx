import { Button, Modal, Text } from '@mantine/core';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { hasEnded } from '../jobs/state';
import type { JobRowFragment } from '../operations/generated';
import { Form } from '../parts/Form';
import { t } from '../texts';
import { isDangerous, isGrouping, isTagging, resultOf, type Action } from './actions';
import { BulkInputs, type Draft } from './BulkInputs';
import { Changed } from './Changed';
import { tell } from './tell';
import { sizeOfTarget, whoOf, type Target } from './target';
import { useChange } from './useChange';

const b = t.bulk;

type Props = {
  action: Action;
  target: Target;
  onClose: () => void;
  /** Is called when the change is made or has begun. */
  onDone: () => void;
  /** Is called with a job that goes on in the background, and the customers that it concerns. */
  onStarted: (job: JobRowFragment, target: Target) => void;
};

const nothing: Draft = { tags: [], typing: '', groups: [], marketing: '', reason: '', number: '' };

/** Asks before a change of many customers, says how many they are, and makes it. */
export default function BulkDialog({ action, target: given, onClose, onDone, onStarted }: Props) {
  const navigate = useNavigate();
  const [target, setTarget] = useState(given);
  const [draft, setDraft] = useState(nothing);
  const change = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }));
  const [missing, setMissing] = useState(false);
  const { run, reset, busy, tagsFault, failure, changed } = useChange(action);
  const who = whoOf(target);
  // One customer is confirmed as on its own page, several with their number.
  const counted = action === 'delete' && sizeOfTarget(target) > 1;
  const ready = !counted || draft.number.replaceAll(/\D/g, '') === String(sizeOfTarget(target));

  const submit = async () => {
    const typed = draft.typing.trim(); // also the tag that was not completed with Enter
    const tags = typed === '' ? draft.tags : [...draft.tags, typed];
    const lacks =
      (isTagging(action) && tags.length === 0) ||
      (isGrouping(action) && draft.groups.length === 0) ||
      (action === 'marketing' && draft.marketing === '');
    setMissing(lacks);
    if (lacks) return;
    const { groups, reason } = draft;
    const marketing = draft.marketing === 'yes';
    const job = await run(target, { tags, groups, marketing, reason: reason.trim() === '' ? null : reason });
    if (job === undefined) return;
    onClose();
    onDone();
    if (hasEnded(job.status)) tell(resultOf(action, job), job, navigate);
    else onStarted(job, target);
  };
  const accept = (next: Target) => {
    setTarget(next);
    change({ number: '' }); // the new number is to be confirmed like the first one
    reset();
  };

  return (
    <Modal
      opened
      onClose={onClose}
      title={b[action].title(who)}
      classNames={{ title: 'wrap' }}
      closeButtonProps={{ 'aria-label': t.common.close }}
    >
      <Form
        onSubmit={submit}
        errors={{ fault: missing ? missingOf(action) : tagsFault }}
        failure={failure}
        failureTitle={null}
        gap="md"
        align="end"
        actions={
          <>
            <Button variant="default" onClick={onClose} data-autofocus={(isDangerous(action) && !counted) || undefined}>
              {t.common.cancel}
            </Button>
            <Button
              type="submit"
              color={isDangerous(action) ? 'red' : undefined}
              loading={busy}
              disabled={!ready || changed !== undefined}
            >
              {confirmOf(action, who)}
            </Button>
          </>
        }
      >
        <Explanation action={action} />
        <BulkInputs
          action={action}
          target={target}
          counted={counted}
          draft={draft}
          onChange={(part) => {
            change(part);
            setMissing(false);
          }}
          fault={missing ? missingOf(action) : tagsFault}
        />
        {changed !== undefined && <Changed before={target} now={changed} onAccept={() => accept(changed)} />}
      </Form>
    </Modal>
  );
}

function confirmOf(action: Action, who: string): string {
  if (action === 'disable') return b.disable.confirm(who);
  return action === 'delete' || action === 'invite' ? b[action].confirm : b[action].action;
}

/** What the action does, where its name does not say it. */
function Explanation({ action }: { action: Action }) {
  const texts: Partial<Record<Action, readonly string[]>> = {
    marketing: [b.marketing.text],
    invite: [b.invite.text, b.invite.skipped],
    disable: [b.disable.text],
    delete: [b.delete.goes, b.delete.stays],
  };
  return texts[action]?.map((text) => (
    <Text size="sm" key={text}>
      {text}
    </Text>
  ));
}

function missingOf(action: Action): string {
  if (isGrouping(action)) return b.groupsRequired;
  return action === 'marketing' ? t.common.required : b.tagsRequired;
}
