import { useState } from 'react';
import type { Failure } from '../app/failure';
import { useSave } from '../app/useSave';
import type { JobRowFragment } from '../operations/generated';
import type { Action } from './actions';
import { documents, variablesOf, type Input } from './documents';
import { selectionOf, type Target } from './target';
import { useMatching } from './useMatching';

const nothing: Input = { tags: [], reason: null, groups: [], marketing: false };

/** Changes many customers, and remembers why that was refused. */
export function useChange(action: Action) {
  const [tagsFault, setTagsFault] = useState<string>();
  const [failure, setFailure] = useState<Failure>();
  const [changed, setChanged] = useState<Target>();
  const [save, saving] = useSave(documents[action]);
  const [matching, counting] = useMatching();

  /** Forgets why the change was refused. */
  const reset = () => {
    setTagsFault(undefined);
    setFailure(undefined);
    setChanged(undefined);
  };
  /** Makes the change, and returns its job; undefined if it was refused. */
  const run = async (target: Target, input: Partial<Input> = {}): Promise<JobRowFragment | undefined> => {
    reset();
    const answer = await save(variablesOf(action, selectionOf(target), { ...nothing, ...input }));
    if (answer.done) return answer.payload.job ?? undefined;
    const { faults } = answer;
    const conflict = faults.find(({ code }) => code === 'CONFLICT');
    const words = faults.map(({ message }) => message).join(' ');
    if (answer.failure) setFailure(answer.failure);
    else if (conflict && 'count' in target) setChanged(await matching(target, conflict.message));
    else if (faults.every(({ field }) => field?.[0] === 'tags')) setTagsFault(words);
    else setFailure({ kind: 'other', message: words });
    return undefined;
  };

  return {
    run,
    reset,
    busy: saving || counting,
    tagsFault,
    failure,
    /** The target with the number of customers that match now, if it is another one than was confirmed. */
    changed,
  };
}
