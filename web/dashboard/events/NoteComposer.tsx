import { Button, Group, Text, Textarea } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Failure } from '../app/failure';
import { useSession } from '../app/session';
import type { Outcome } from '../app/useSave';
import { notify } from '../parts/notify';
import { FailureNote } from '../parts/states';
import { t } from '../texts';

const n = t.events.timeline;

/** Notes that were begun, by who writes them and what they are about. They survive a look at another page. */
const drafts = new Map<string, string>();

const control = /Mac|iP(hone|ad)/.test(navigator.platform ?? '') ? '⌘' : n.control;

type Props = { about: string; add: (text: string) => Promise<Outcome<object>>; busy: boolean };

/** Adds a note to a timeline. */
export function NoteComposer({ about, add, busy }: Props) {
  const { member } = useSession();
  const key = `${member.id} ${about}`;
  const [text, setText] = useState(drafts.get(key) ?? '');
  const [fault, setFault] = useState<string>();
  const [failure, setFailure] = useState<Failure>();
  const written = text.trim() !== '';
  const change = (next: string) => {
    setText(next);
    setFault(undefined);
    if (next === '') drafts.delete(key);
    else drafts.set(key, next);
  };
  useEffect(() => {
    if (!written) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [written]);
  const submit = async () => {
    if (!written || busy) return;
    const answer = await add(text);
    setFailure(answer.done ? undefined : answer.failure);
    if (!answer.done) return setFault(answer.faults.map(({ message }) => message).join(' ') || undefined);
    change('');
    notify(n.added);
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Textarea
        aria-label={n.note}
        placeholder={n.placeholder}
        autosize
        minRows={written ? 2 : 1}
        maxRows={12}
        dir="auto"
        value={text}
        error={fault}
        onChange={(event) => change(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
          event.preventDefault();
          void submit();
        }}
      />
      {failure !== undefined && <FailureNote title={t.failure.notSaved} failure={failure} />}
      <Group justify="space-between" gap="xs" mt={6}>
        <Text size="xs" c="dimmed">
          {n.noteHelp} {written && n.keys(control)}
        </Text>
        <Button type="submit" size="compact-sm" loading={busy} disabled={!written}>
          {n.add}
        </Button>
      </Group>
    </form>
  );
}
